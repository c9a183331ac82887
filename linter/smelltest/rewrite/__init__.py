"""Findings to new text, on LibCST's tree, which keeps every comment and blank of the file."""
