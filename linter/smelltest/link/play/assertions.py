"""Calls that check something: the methods of unittest, and assertion helpers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from smelltest.link.knowledge import verbs
from smelltest.link.play.objects import Object, answer_of, freeze
from smelltest.link.values import Comparison, Derived, Literal, Negated, Predicate, Site, Step, Value
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_NONE = Literal(None)
_COMPARISONS = {
    "equal": "==", "equals": "==", "eq": "==", "is_equal": "==", "equal_to": "==", "dict_equal": "==",
    "list_equal": "==", "count_equal": "==", "set_equal": "==", "tuple_equal": "==", "items_equal": "==",
    "sequence_equal": "==", "multi_line_equal": "==", "json_equal": "==", "almost_equal": "==", "queryset_equal": "==",
    "query_set_equal": "==", "not_equal": "!=", "not_equals": "!=", "in": "in", "is_in": "in", "contains_item": "in", "not_in": "not in",
    "is_not_in": "not in",
    "is": "is", "is_not": "is not", "greater": ">", "greater_equal": ">=", "less": "<", "less_equal": "<=",
    "len_equal": "len", "length": "len", "len": "len",
}  # fmt: skip


@lru_cache(maxsize=4096)
def is_assertion(name: str) -> bool:
    """Whether a function asserts something, by its name."""
    first = verbs.words(name)[:1]
    return (
        bool(first) and first[0] in {"assert", "check", "verify", "expect", "should", "ensure", "validate", "must"}
    ) or (name.startswith(("is_not_found", "is_forbidden", "is_bad_request", "is_unauthorized", "has_status")))


def unittest_check(
    it: Interpreter, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> bool:  # fmt: skip
    """Record an assertion method's check; whether the name was one."""
    parts = verbs.words(name)
    if not parts or parts[0] not in {"assert", "fail", "check", "verify"} or (parts[0] == "fail" and len(parts) == 1):
        return False
    rest = "_".join(parts[1:])
    site = Site(frame.path, node.at)
    values = [freeze(argument, 5) for argument in arguments]
    condition: Value
    operator = _COMPARISONS.get(rest)
    if operator == "==":
        values[:2] = [freeze(answer_of(argument), 5) for argument in arguments[:2]]
    if operator == "len" and len(values) >= 2:
        condition = Comparison(_counted(values[0], site), "==", values[1], site)
    elif operator is not None and len(values) >= 2:
        condition = Comparison(values[0], operator, values[1], site)
    elif rest in {"true", "is_true", ""} and values:
        condition = values[0]
    elif rest in {"false", "is_false", "not"} and values:
        condition = Negated(values[0])
    elif rest in {"is_none", "none"} and values:
        condition = Comparison(values[0], "is", _NONE, site)
    elif rest in {"is_not_none", "not_none"} and values:
        condition = Comparison(values[0], "is not", _NONE, site)
    else:
        given = tuple(freeze(value, 4) for value in keywords.values())
        condition = Predicate(name, (*values, *given), site)
    it.emit_check(condition, frame, node)
    return True


def _counted(value: Value, site: Site) -> Value:
    return Derived(value.effect, (*value.steps, Step("count", None, site))) if isinstance(value, Derived) else value
