"""Privacy: no real data, anywhere."""
