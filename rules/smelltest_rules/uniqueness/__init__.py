"""Uniqueness: each test's data is its own."""
