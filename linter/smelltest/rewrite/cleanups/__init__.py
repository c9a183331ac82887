"""Cleanups that happen however a test ends, last made first."""
