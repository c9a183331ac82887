"""Plays a test as it would run, and so makes its timeline."""
