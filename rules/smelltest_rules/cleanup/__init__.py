"""Cleanup: what a test makes, it takes away."""
