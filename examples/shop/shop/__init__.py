"""A small shop: an HTTP API over SQLite, written with the standard library alone."""
