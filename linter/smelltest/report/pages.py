"""Where the pages of the rules are published."""

from __future__ import annotations


def address(code: str) -> str:
    """The address of a rule's page."""
    return f"https://smelltest.readthedocs.io/en/stable/rules/{code}/"
