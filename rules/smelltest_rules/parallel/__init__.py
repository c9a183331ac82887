"""Parallel safety: N copies can run at once."""
