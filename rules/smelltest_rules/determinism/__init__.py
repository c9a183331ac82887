"""Determinism: a test does today what it did yesterday."""
