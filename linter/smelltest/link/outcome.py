"""Which effects are expected to fail, by what the test asserts of their answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from smelltest.link.sending import refusal_status
from smelltest.link.timeline import Check, Demand, Effect, Event, sources
from smelltest.link.values import (
    Comparison,
    Computed,
    Derived,
    Items,
    Literal,
    Negated,
    Pairs,
    Predicate,
    Value,
    atoms,
    text_of,
)

_STATUS = frozenset(
    {
        "status_code",
        "status",
        "status_int",
        "http_status",
        "statusCode",
        "code",
        "error_code",
        "response_code",
    }
)
_FINE = frozenset({"ok", "is_success", "success"})
_WRONG = frozenset({"is_error", "is_client_error", "is_server_error", "isError", "failed"})
_ERROR_KEY = re.compile(
    r"^(?:errors?|error_?message|error_?description|exceptions?|non_field_errors|errorMessage|error_?msg|reason)$"
)
_ERROR_TEXT = re.compile(
    r"\b(?:error|invalid|not (?:found|allowed|permitted|exist|valid|authori[sz]ed|authenticated|supported|unique|enough)|no such|does(?: not|n't) exist|already|required|must (?:be|have|not)|forbidden|"
    r"denied|unauthori[sz]ed|missing|cannot|can't|duplicate|bad request|failed|expired|too (?:short|long|many|large)|unprocessable|conflict)\b",
    re.IGNORECASE,
)
_REFUSING_NAME = re.compile(
    r"not_?found|forbidden|unauthori[sz]ed|bad_?request|client_?error|server_?error|no_?permission|denied|invalid|refused|rejected|"
    r"unprocessable|conflict|validation_?error|_40\d|_42\d|_4xx|_50\d|form_?error|assert_?(?:is_)?error|has_?errors?|fail(?:s|ed|ure)?$",
    re.IGNORECASE,
)
_SUCCEEDING_NAME = re.compile(r"no_?errors?|not_?fail|without_?error|success", re.IGNORECASE)


def rejected(events: Iterable[Event]) -> frozenset[int]:
    """The orders of the effects whose failure is expected."""
    told: dict[int, bool] = {}
    hinted: set[int] = set()
    found: set[int] = set()
    for event in events:
        if isinstance(event, Effect) and event.refused:
            found.add(event.order)
        if isinstance(event, Demand) and event.refused:
            found.update(effect.order for effect in sources(event.answer))
        if not isinstance(event, Check):
            continue
        refusal = _refusal_in_body(event.condition)
        if refusal is not None:
            found.add(refusal.order)
        for effect, fails, certain in _verdicts(event.condition, False):
            if certain:
                told[effect.order] = told.get(effect.order, False) or fails
            elif fails:
                hinted.add(effect.order)
    found.update(order for order, fails in told.items() if fails)
    found.update(order for order in hinted if order not in told)
    return frozenset(found)


_FAILURES = frozenset({"error", "errors", "failed_items", "failures"})
_OF_FAILURE = frozenset({"code", "error_code", "message", "field", "detail", "type", "extensions"})


def _refusal_in_body(condition: Value) -> Effect | None:
    """The effect whose answer names an error that is expected, whatever its status: `["errors"][0]["code"] == 4008`."""
    if not isinstance(condition, Comparison) or condition.operator != "==":
        return None
    for answer, other in ((condition.left, condition.right), (condition.right, condition.left)):
        if not isinstance(answer, Derived) or not isinstance(other, Literal) or not other.value:
            continue
        keys = [step.key for step in answer.steps]
        failure = next((index for index, key in enumerate(keys) if key in _FAILURES), None)
        if failure is not None and (answer.steps[-1].kind == "count" or _OF_FAILURE & set(keys[failure:])):
            return answer.effect
    return None


def _verdicts(condition: Value, negated: bool) -> Iterator[tuple[Effect, bool, bool]]:
    """The effects that a condition speaks of, whether they fail, and whether their status says so."""
    if isinstance(condition, Negated):
        yield from _verdicts(condition.value, not negated)
    elif isinstance(condition, Comparison):
        yield from _compared(condition, negated)
    elif isinstance(condition, Derived):
        digits = _first_digit(condition)
        if digits is not None:
            yield condition.effect, digits.startswith(("4", "5")) != negated, True
            return
        key = condition.steps[-1].key if condition.steps else None
        if key in _FINE:
            yield condition.effect, negated, True
        elif key in _WRONG:
            yield condition.effect, not negated, True
        elif isinstance(key, str) and _ERROR_KEY.match(key) and not negated:
            yield condition.effect, True, False
    elif isinstance(condition, Predicate):
        yield from _predicate(condition, negated)


def _first_digit(condition: Derived) -> str | None:
    """What a status is asked to begin with: `str(r.status_code).startswith("4")`."""
    steps = condition.steps[-3:]
    if len(steps) == 3 and steps[0].key in _STATUS and steps[1].key == "startswith" and steps[2].by:
        return text_of(steps[2].by[0])
    return None


def _predicate(condition: Predicate, negated: bool) -> Iterator[tuple[Effect, bool, bool]]:
    name = condition.name
    effects = {effect.order: effect for argument in condition.arguments for effect in sources(argument)}
    statuses = [
        refusal_status(argument) for argument in condition.arguments if not isinstance(argument, Derived)
    ]
    numbered = [status for status in statuses if status is not None]
    texts = [text for argument in condition.arguments if (text := text_of(argument)) is not None]
    for effect in effects.values():
        if _REFUSING_NAME.search(name) and not _SUCCEEDING_NAME.search(name):
            yield effect, not negated, True
        elif numbered and re.search(r"status|code|response|http|error", name, re.IGNORECASE):
            yield effect, all(numbered) != negated, True
        elif any(_ERROR_TEXT.search(text) for text in texts) and name not in {"isinstance", "all", "hasattr"}:
            yield effect, not negated, False


def _compared(condition: Comparison, negated: bool) -> Iterator[tuple[Effect, bool, bool]]:
    operator = _INVERSE.get(condition.operator, condition.operator) if negated else condition.operator
    for answer, other, turned in (
        (condition.left, condition.right, False),
        (condition.right, condition.left, True),
    ):
        if not isinstance(answer, Derived):
            continue
        key = next((step.key for step in reversed(answer.steps) if step.kind in {"attribute", "item"}), None)
        if key in _FINE and isinstance(other, Literal) and isinstance(other.value, bool):
            yield answer.effect, other.value is (operator in {"!=", "is not"}), True
            return
        if key in {"status", "state", "result"} and operator in {"==", "is"} and text_of(other) in _FAILED:
            yield answer.effect, True, False
            return
        fails = _status(operator, other, turned)
        if fails is not None and (key in _STATUS or len(answer.steps) <= 1):
            yield answer.effect, fails, key not in {"code", "error_code"} or fails
            return
        if _error_text(answer, operator, other, turned):
            yield answer.effect, True, False
            return
    hundreds = _hundreds(condition)
    if hundreds is not None and operator in {"==", "!="}:
        yield hundreds[0], (hundreds[1] >= 4) is (operator == "=="), True
    if operator == "in":
        texts = [text for text in (text_of(condition.left),) if text is not None]
        if any(_ERROR_TEXT.search(text) for text in texts):
            for effect in sources(condition.right):
                yield effect, True, False


_FAILED = frozenset({"error", "fail", "failed", "failure", "ERROR", "FAILED"})


def _hundreds(condition: Comparison) -> tuple[Effect, int] | None:
    """What the hundreds of a status are compared with: `r.status_code // 100 == 4`."""
    left, right = condition.left, condition.right
    if not isinstance(left, Computed) or left.operator != "//" or not isinstance(right, Literal):
        return None
    status = left.operands[0]
    if (
        isinstance(status, Derived)
        and status.steps
        and status.steps[-1].key in _STATUS
        and isinstance(right.value, int)
    ):
        return status.effect, right.value
    return None


_INVERSE = {
    "==": "!=",
    "!=": "==",
    "in": "not in",
    "not in": "in",
    "is": "is not",
    "is not": "is",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
}


def _status(operator: str, other: Value, turned: bool) -> bool | None:
    if operator in {"==", "is"} or (operator == "in" and not turned):
        return refusal_status(other)
    if operator in {"!=", "is not"} or (operator == "not in" and not turned):
        status = refusal_status(other)
        return None if status is None or status else True
    number = other.value if isinstance(other, Literal) else None
    if isinstance(number, int) and not isinstance(number, bool) and 99 <= number <= 600:
        above = operator in {">", ">="} if not turned else operator in {"<", "<="}
        if above:
            return True if number >= 399 else None
        return False if number <= 400 else None
    return None


def _error_text(answer: Derived, operator: str, other: Value, turned: bool) -> bool:
    keys = [step.key for step in answer.steps if isinstance(step.key, str)]
    text = text_of(other)
    if operator in {"not in", "!=", "is", "is not"}:
        return False
    if any(_ERROR_KEY.match(key) for key in keys):
        counted = any(step.kind == "count" for step in answer.steps)
        empty = isinstance(other, Literal) and other.value in (None, "", 0, False)
        return (
            not empty
            and not (isinstance(other, Items) and not other.values)
            and (counted or text is not None or isinstance(other, Items))
        )
    if text is None:
        inner = (
            [t for atom in atoms(other) if (t := text_of(atom)) is not None]
            if not isinstance(other, Derived)
            else []
        )
        told = isinstance(other, Pairs) and any(key in _TELLING for key, _ in other.entries)
        return (told or "detail" in keys) and any(_ERROR_TEXT.search(t) for t in inner)
    if _ERROR_KEY.match(text) and operator == "in":
        return True
    if {"code", "type", "error_code"} & set(keys[-1:]) and operator in {"==", "is"}:
        return _ERROR_TEXT.search(text.replace("_", " ").replace("-", " ")) is not None
    return _ERROR_TEXT.search(text) is not None and (operator == "in" or bool(_TELLING & set(keys)))


_TELLING = frozenset({"detail", "details", "message", "msg", "title", "error", "errors"})
