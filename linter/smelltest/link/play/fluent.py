"""Assertions that read like sentences: `assert_that(x).is_equal_to(1)`, `assert_that(x, equal_to(1))`."""

from __future__ import annotations

from smelltest.link.values import (
    Comparison,
    Derived,
    Items,
    Literal,
    Negated,
    Predicate,
    Site,
    Step,
    Symbol,
    Unknown,
    Value,
)

OPENING = frozenset({"assert_that", "expect", "ensure_that", "that", "verify_that"})
"""What takes the value that a sentence is about."""

OPEN = "asserted"
"""The reason of the unknown that stands for a sentence not yet ended."""

_OPERATORS = {
    "is_equal_to": "==", "equals": "==", "equal_to": "==", "to_equal": "==", "to_be": "==", "equal": "==",
    "is_": "==", "toBe": "==", "toEqual": "==", "to_have_status": "==", "has_status": "==",
    "has_status_code": "==", "is_same_as": "is", "same_instance": "is", "is_not_equal_to": "!=",
    "not_equal": "!=", "not_equal_to": "!=", "is_in": "in", "is_one_of": "in", "one_of": "in",
    "is_not_in": "not in", "is_greater_than": ">", "is_greater_than_or_equal_to": ">=", "greater_than": ">",
    "greater_than_or_equal_to": ">=", "is_less_than": "<", "is_less_than_or_equal_to": "<=",
    "less_than": "<", "less_than_or_equal_to": "<=",
}  # fmt: skip
_LENGTHS = frozenset({"is_length", "has_length", "has_size", "to_have_length"})
_TRUE = frozenset({"is_true", "to_be_truthy", "is_truthy", "to_be_true"})
_FALSE = frozenset({"is_false", "to_be_falsy", "is_falsy", "to_be_false"})
_EMPTY = frozenset({"is_empty", "empty", "to_be_empty"})
_WHOLES = frozenset({"contains_inanyorder", "contains_exactly", "contains_only"})
"""What says of which elements a list consists."""

MATCHERS = frozenset(_OPERATORS) | _LENGTHS | _EMPTY | _WHOLES | frozenset(
    "has_item has_items has_entries has_entry contains_string contains_inanyorder instance_of not_none not_"
    " is_not".split()
)  # fmt: skip
"""What ends a sentence, or is handed over as its end."""


def ended(subject: Value, name: str, arguments: tuple[Value, ...], site: Site) -> Value | None:
    """What a sentence asserts that ends in a word with some arguments; None if it is not known."""
    if name in _OPERATORS and arguments:
        return Comparison(subject, _OPERATORS[name], arguments[0], site)
    if name in _TRUE:
        return subject
    if name in _FALSE:
        return Negated(subject)
    if name in _EMPTY:
        return Negated(subject)
    if name in {"to_be_ok", "not_to_be_ok"} and isinstance(subject, Derived):
        fine = Derived(subject.effect, (*subject.steps, Step("attribute", "ok", site)))
        return fine if name == "to_be_ok" else Negated(fine)
    if name in _LENGTHS and arguments and isinstance(subject, Derived):
        count = Derived(subject.effect, (*subject.steps, Step("count", None, site)))
        return Comparison(count, "==", arguments[0], site)
    if name in _LENGTHS and arguments:
        return Predicate(name, (subject, arguments[0]), site)
    if name in _WHOLES and arguments:
        return Comparison(subject, "==", Items(arguments), site)
    return None


def matched(subject: Value, matcher: Value, site: Site) -> Value | None:
    """What `assert_that(subject, matcher)` asserts."""
    if isinstance(matcher, Unknown) and matcher.name is not None:
        if matcher.name in {"is_", "is_not", "not_"} and matcher.inside and isinstance(matcher.inside[0], Unknown):
            inner = matched(subject, matcher.inside[0], site)
            return Negated(inner) if inner is not None and matcher.name != "is_" else inner
        return ended(subject, matcher.name, matcher.inside, site)
    if isinstance(matcher, Symbol) and matcher.dotted.startswith("hamcrest.") and matcher.dotted.endswith("()"):
        return ended(subject, matcher.dotted[:-2].rpartition(".")[2], (), site)
    return Comparison(subject, "==", matcher, site) if isinstance(matcher, Literal) else None
