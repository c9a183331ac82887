"""Which effects are expected to fail, by what the test asserts of their answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from msgspec import Struct

from smelltest.link.play.statuses import refusal_code, refusal_status
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
    Site,
    Unknown,
    Value,
    atoms,
    text_of,
)

_STATUS = frozenset("status_code status status_int http_status statusCode code error_code response_code".split())
_CODES = frozenset(
    {"code", "error_code", "errcode", "err_code", "errno", "retcode", "ret_code", "errorCode", "biz_code"}
)
_FINE = frozenset({"ok", "is_success", "success"})
_WRONG = frozenset({"is_error", "is_client_error", "is_server_error", "isError", "failed"})
_TELLING = frozenset({"detail", "details", "message", "msg", "title", "error", "errors"})
_FAILED = frozenset(
    word for each in ("error", "fail", "failed", "failure") for word in (each, each.upper(), each.capitalize())
)
_ERROR_KEY = re.compile(
    r"^(?:errors?|error_?message|error_?description|exceptions?|non_field_errors|errorMessage|error_?msg"
    r"|reason)$"
)
_ERROR_TEXT = re.compile(
    r"\b(?:error|invalid|no such|does(?: not|n't) exist|already|required|must (?:be|have|not)|forbidden|"
    r"denied|"
    r"not (?:found|allowed|permitted|exist|valid|authori[sz]ed|authenticated|supported|unique|enough)|"
    r"only (?:allowed|permitted|available) (?:for|to|if|when)|incorrect|insufficient|unable to|could(?: not|n't)|"
    r"unauthori[sz]ed|missing|cannot|can't|duplicate|bad request|failed|expired|"
    r"too (?:short|long|many|large)|unprocessable|conflict)\b",
    re.IGNORECASE,
)
_REFUSING_NAME = re.compile(
    r"not_?found|forbidden|unauthori[sz]ed|bad_?request|client_?error|server_?error|no_?permission|denied|"
    r"invalid|"
    r"refused|rejected|unprocessable|conflict|validation_?error|_40\d|_42\d|_4xx|_50\d|form_?error|"
    r"assert_?(?:is_)?error|has_?errors?|fail(?:s|ed|ure)?$",
    re.IGNORECASE,
)
_SUCCEEDING_NAME = re.compile(r"no_?errors?|not_?fail|without_?error|success", re.IGNORECASE)
_INVERSE = {
    "==": "!=", "!=": "==", "in": "not in", "not in": "in", "is": "is not", "is not": "is",
    "<": ">=", ">=": "<", ">": "<=", "<=": ">",
}  # fmt: skip
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


class _Verdict(Struct, frozen=True):
    """Whether an effect fails, and whether its status says so."""

    effect: Effect
    fails: bool
    certain: bool = True

    def unless(self, negated: bool) -> _Verdict:
        return _Verdict(self.effect, self.fails != negated, self.certain)


def rejected(events: Sequence[Event]) -> frozenset[int]:
    """The orders of the effects whose failure is expected."""
    told: dict[int, bool] = {}
    hinted: set[int] = set()
    found: set[int] = set()
    last: Effect | None = None
    for event in events:
        if isinstance(event, Effect):
            last = event
            if event.refused:
                found.add(event.order)
            continue
        if isinstance(event, Demand) and event.refused:
            found.update(effect.order for effect in sources(event.answer))
        if not isinstance(event, Check):
            continue
        found.update(effect.order for effect in _refused_inside(event.condition))
        found.update(effect.order for effect in _sent_to_log_in(event))
        beside = last is not None and last.stage == event.stage and not (event.guard.handler and _tidies(last))
        if last is not None and beside and _is_lost_refusal(event.condition):
            hinted.add(last.order)
        for verdict in _verdicts(event.condition):
            order = verdict.effect.order
            if verdict.certain:
                told[order] = told.get(order, False) or verdict.fails
            elif verdict.fails:
                hinted.add(order)
    found.update(order for order, fails in told.items() if fails)
    found.update(order for order in hinted if order not in told)
    return frozenset(found).union(_in_other_branches(events, found))


def _tidies(effect: Effect) -> bool:
    """Whether an effect takes away what was made: what an error says that is caught later, it says of something else."""
    made = (source for segment in effect.segments for source in sources(segment))
    return effect.kind == "delete" and any(source.kind == "create" for source in made)


_OF_STRANGERS = re.compile(
    r"log_?in_required|requires?_log_?in|not_logged_in|logged_out|anonymous|unauthenticated|without_log_?in",
    re.IGNORECASE,
)
"""What tests are called in which somebody asks who has not logged in."""
_ELSEWHERE = frozenset({"301", "302", "303", "307"})


def _sent_to_log_in(check: Check) -> Iterator[Effect]:
    """The requests that a test of strangers expects to be sent elsewhere: `assert response.status_code == 302`."""
    condition = check.condition
    if (
        not isinstance(condition, Comparison)
        or condition.operator != "=="
        or not _OF_STRANGERS.search(check.stage.name)
    ):
        return
    for answer, expected in ((condition.left, condition.right), (condition.right, condition.left)):
        told = str(expected.value) if isinstance(expected, Literal) else getattr(expected, "dotted", "")
        elsewhere = told in _ELSEWHERE or told.endswith((".FOUND", ".SEE_OTHER", ".TEMPORARY_REDIRECT"))
        if elsewhere and isinstance(answer, Derived) and answer.steps and answer.steps[-1].key in _STATUS:
            yield answer.effect


def _in_other_branches(events: Sequence[Event], found: Set[int]) -> Iterator[int]:
    """What a helper sends in one branch as in another, whose failure is expected: it is the same request."""
    by_call: dict[tuple[Site, Site], list[Effect]] = {}
    by_function: dict[tuple[Site, ...], list[Effect]] = {}
    for event in events if found else ():
        if isinstance(event, Effect) and len(event.chain) > 1:
            by_call.setdefault((event.site, event.call), []).append(event)
            by_function.setdefault(event.chain[:-1], []).append(event)
    for twins in (*by_call.values(), *by_function.values()):
        refused = [effect for effect in twins if effect.order in found]
        for effect in twins if refused else ():
            if any(_is_same_request(effect, other) for other in refused if effect is not other):
                yield effect.order


def _is_same_request(one: Effect, other: Effect) -> bool:
    branching = one.guard.conditional or other.guard.conditional
    return branching and (one.verb, one.segments, one.fields) == (other.verb, other.segments, other.fields)


def _is_lost_refusal(condition: Value) -> bool:
    """Whether a status is compared with one of refusal, of an answer that could not be followed: the last one's."""
    if not isinstance(condition, Comparison):
        return False
    return any(
        isinstance(status, Unknown)
        and status.name in _STATUS_NAMES
        and not status.inside
        and _status(condition.operator, other) is True
        for status, other in ((condition.left, condition.right), (condition.right, condition.left))
    )


_STATUS_NAMES = frozenset({"status_code", "http_status", "status_int", "statusCode", "response_code"})
_WHOLE = frozenset({"text", "content", "data", "decode", "strip", None})
"""The steps to all that an answer says."""
_REFUSAL = re.compile(
    r"(?:invalid|missing|forbidden|unauthori[sz]ed|unable to|cannot|duplicate|bad request)\b"
    r"|[\w' ]{1,60}? (?:already exists|is (?:invalid|required|too (?:short|long))|not found)\b",
    re.IGNORECASE,
)
"""What a text begins with that is nothing but a refusal: some systems send it with a status of success."""
_FAILURES = frozenset({"error", "errors", "failed_items", "failures"})
_OF_FAILURE = frozenset({"code", "error_code", "message", "field", "detail", "type", "extensions"})


def _refused_inside(condition: Value) -> Iterator[Effect]:
    """The effect whose answer names an expected error, whatever its status: `["errors"][0]["code"] == 4008`."""
    if not isinstance(condition, Comparison) or condition.operator != "==":
        return
    for answer, other in ((condition.left, condition.right), (condition.right, condition.left)):
        if not isinstance(answer, Derived) or not isinstance(other, Literal) or not other.value:
            continue
        keys = [step.key for step in answer.steps]
        failure = next((index for index, key in enumerate(keys) if key in _FAILURES), None)
        named = failure is not None and (answer.steps[-1].kind == "count" or _OF_FAILURE & set(keys[failure:]))
        if named or (keys and _WHOLE.issuperset(keys) and _REFUSAL.match(text_of(other) or "")):
            yield answer.effect


def _verdicts(condition: Value) -> Iterator[_Verdict]:
    """What a condition says of the effects that it speaks of."""
    negated = False
    while isinstance(condition, Negated):
        condition, negated = condition.value, not negated
    if isinstance(condition, Comparison):
        operator = _INVERSE.get(condition.operator, condition.operator) if negated else condition.operator
        yield from _compared(condition, operator)
    elif isinstance(condition, Derived):
        verdict = _asked(condition)
        if verdict is not None and (verdict.certain or not negated):
            yield verdict.unless(negated)
    elif isinstance(condition, Predicate):
        yield from (verdict.unless(negated) for verdict in _predicate(condition))


def _asked(condition: Derived) -> _Verdict | None:
    """What it says that a part of an answer is true: `r.ok`, `body["errors"]`, `status.startswith("4")`."""
    steps = condition.steps
    key = steps[-1].key if steps else None
    if key in _FINE:
        return _Verdict(condition.effect, fails=False)
    if key in _WRONG:
        return _Verdict(condition.effect, fails=True)
    if isinstance(key, str) and _ERROR_KEY.match(key):
        return _Verdict(condition.effect, fails=True, certain=False)
    if len(steps) > 2 and steps[-3].key in _STATUS and steps[-2].key == "startswith" and steps[-1].by:
        first = text_of(steps[-1].by[0]) or ""
        return _Verdict(condition.effect, first.startswith(("4", "5")))
    return None


def _predicate(condition: Predicate) -> Iterator[_Verdict]:
    name = condition.name
    statuses = [refusal_status(argument) for argument in condition.arguments if not isinstance(argument, Derived)]
    numbered = [status for status in statuses if status is not None]
    texts = [text for argument in condition.arguments if (text := text_of(argument)) is not None]
    for effect in {effect.order: effect for each in condition.arguments for effect in sources(each)}.values():
        if _REFUSING_NAME.search(name) and not _SUCCEEDING_NAME.search(name):
            yield _Verdict(effect, fails=True)
        elif numbered and re.search(r"status|code|response|http|error", name, re.IGNORECASE):
            yield _Verdict(effect, all(numbered))
        elif any(map(_ERROR_TEXT.search, texts)) and name not in {"isinstance", "all", "hasattr"}:
            yield _Verdict(effect, fails=True, certain=False)


def _compared(condition: Comparison, operator: str) -> Iterator[_Verdict]:
    left, right = condition.left, condition.right
    if isinstance(left, Items) and isinstance(right, Items):
        # Several at once: `(first.status_code, second.status_code) == (201, 409)`.
        if operator == "==" and len(left.values) == len(right.values) and not (left.open or right.open):
            for one, other in zip(left.values, right.values, strict=True):
                yield from _compared(Comparison(one, operator, other, condition.site), operator)
        return
    verdict = _of_answer(left, operator, right) if isinstance(left, Derived) else None
    if verdict is None and isinstance(right, Derived) and operator not in {"in", "not in"}:
        verdict = _of_answer(right, _TURNED.get(operator, operator), left)
    if verdict is None:
        verdict = _hundreds(left, operator, right)
    if verdict is not None:
        yield verdict
    elif operator == "in":
        text = text_of(left)
        if text is not None and (_ERROR_TEXT.search(text) or _names_error(text, right) or _of_errors(right)):
            yield from (_Verdict(effect, fails=True, certain=False) for effect in sources(right))


def _names_error(text: str, answer: Value) -> bool:
    """Whether it is asked that an answer has a key for errors: `"errors" in body`."""
    return isinstance(answer, Derived) and _ERROR_KEY.match(text) is not None


def _of_errors(answer: Value) -> bool:
    """Whether it is asked what an answer's errors are about: `"age" in body["errors"]`."""
    last = answer.steps[-1].key if isinstance(answer, Derived) and answer.steps else None
    return isinstance(last, str) and _ERROR_KEY.match(last) is not None


def _of_answer(answer: Derived, operator: str, other: Value) -> _Verdict | None:
    """What it says that a part of an answer is compared with something."""
    key = next((step.key for step in reversed(answer.steps) if step.kind in {"attribute", "item"}), None)
    if key in _FINE and isinstance(other, Literal) and isinstance(other.value, bool):
        return _Verdict(answer.effect, other.value is (operator in {"!=", "is not"}))
    if key in {"status", "state", "result"} and operator in {"==", "is"} and text_of(other) in _FAILED:
        return _Verdict(answer.effect, fails=True)
    fails = _status(operator, other)
    if key in _CODES and fails is None and _code(operator, other):
        return _Verdict(answer.effect, fails=True)
    if fails is not None and (key in _STATUS or len(answer.steps) <= 1):
        return _Verdict(answer.effect, fails, key not in {"code", "error_code"} or fails)
    if operator not in {"not in", "!=", "is", "is not"} and _error_text(answer, operator, other):
        return _Verdict(answer.effect, fails=True, certain=False)
    return None


def _status(operator: str, other: Value) -> bool | None:
    """Whether a status that is so compared is one of refusal; None if that is not certain."""
    if operator in {"==", "is", "in"}:
        return refusal_status(other)
    if operator in {"!=", "is not", "not in"}:
        return True if refusal_status(other) is False else None
    number = other.value if isinstance(other, Literal) else None
    if not isinstance(number, int) or isinstance(number, bool) or not 99 <= number <= 600:
        return None
    if operator in {">", ">="}:
        return True if number >= 299 else None  # What is no success is asserted as `!= 200` is.
    return False if number <= 400 else None


def _code(operator: str, other: Value) -> bool:
    """Whether a code of a service's own that is so compared is one of refusal: `body["code"] == 40001`, `!= 0`."""
    if operator in {"==", "is"}:
        return refusal_code(other) is True
    return operator in {"!=", "is not"} and refusal_code(other) is False


def _hundreds(left: Value, operator: str, right: Value) -> _Verdict | None:
    """What the hundreds of a status say: `r.status_code // 100 == 4`."""
    if not isinstance(left, Computed) or left.operator != "//" or operator not in {"==", "!="}:
        return None
    status, number = left.operands[0], right.value if isinstance(right, Literal) else None
    if isinstance(status, Derived) and status.steps and status.steps[-1].key in _STATUS and isinstance(number, int):
        return _Verdict(status.effect, (number >= 4) is (operator == "=="))
    return None


def _error_text(answer: Derived, operator: str, other: Value) -> bool:
    """Whether an answer is told to hold the text of an error."""
    keys = [step.key for step in answer.steps if isinstance(step.key, str)]
    text = text_of(other)
    if any(_ERROR_KEY.match(key) for key in keys):
        counted = any(step.kind == "count" for step in answer.steps)
        empty = isinstance(other, Literal) and other.value in (None, "", 0, False)
        listed = isinstance(other, Items) and bool(other.values)
        return not empty and (counted or text is not None or listed)
    if text is None:
        return _told_inside(keys, other)
    if operator == "in" and _ERROR_KEY.match(text):
        return True
    if {"code", "type", "error_code"} & set(keys[-1:]):
        return _ERROR_TEXT.search(re.sub("[_-]", " ", text)) is not None
    return _ERROR_TEXT.search(text) is not None and (operator == "in" or bool(_TELLING & set(keys)))


def _told_inside(keys: list[str], other: Value) -> bool:
    """Whether an answer is compared with what has the text of an error: `body == {"detail": "Not found."}`."""
    if isinstance(other, Derived):
        return False
    told = isinstance(other, Pairs) and any(key in _TELLING for key, _ in other.entries)
    texts = (text for atom in atoms(other) if (text := text_of(atom)) is not None)
    return (told or "detail" in keys) and any(map(_ERROR_TEXT.search, texts))
