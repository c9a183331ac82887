"""Findings to new text, on the concrete tree."""
