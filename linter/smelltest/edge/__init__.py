"""The outer edge: everything that touches files, processes and installed packages."""
