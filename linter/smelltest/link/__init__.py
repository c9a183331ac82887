"""The facts of all files to the suite: what happens in each test."""
