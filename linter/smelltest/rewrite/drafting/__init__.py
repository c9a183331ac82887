"""A file's tree, what is to become of it, and how its suite wants that written."""
