"""Statuses of refusal, as numbers, texts and the names that libraries give them."""

from __future__ import annotations

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.clients import EXPECTATIONS
from smelltest.link.play.objects import Object, freeze
from smelltest.link.values import Items, Literal, Value


def expects_failure(keywords: dict[str, Object]) -> bool:
    """Whether a call says itself that it expects to be refused: `expected_status=404`."""
    for key in EXPECTATIONS:
        value = keywords.get(key)
        if value is not None and refusal_status(freeze(value, 3)) is True:
            return True
    return False


def refusal_status(value: Value) -> bool | None:
    """Whether a status, or a list of them, is one of refusal (4xx, 5xx); None if that is not certain."""
    if isinstance(value, Items):
        verdicts = {refusal_status(item) for item in value.values}
        return verdicts.pop() if len(verdicts) == 1 else None
    number: object = None
    if isinstance(value, Literal):
        number = value.value
        if isinstance(number, str):
            number = int(number[:3]) if number[:3].isdigit() else number
    name = getattr(value, "dotted", None) if not isinstance(value, Literal) else None
    if isinstance(name, str):
        number = status_of_name(name)
    if isinstance(number, bool) or not isinstance(number, int) or not 100 <= number < 600:
        return None
    return number >= 400


def refusal_code(value: Value) -> bool | None:
    """Whether a code of a service's own, in the body of what may be an HTTP 200, is one of refusal; None if unclear.

    They are numbered after the statuses, by the class and what follows it: 4001, 40301, 50012. Fine are 0, 20000.
    """
    number = value.value if isinstance(value, Literal) else None
    if isinstance(number, str) and number.isdecimal():
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int):
        return None
    if number < 0:
        return True
    if not number:
        return False
    return number // 10 ** (len(str(number)) - 1) in {4, 5} if number >= 1000 else None


_STATUS_WORDS = {
    "BAD_REQUEST": 400, "UNAUTHORIZED": 401, "PAYMENT_REQUIRED": 402, "FORBIDDEN": 403, "NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405, "NOT_ACCEPTABLE": 406, "CONFLICT": 409, "GONE": 410, "PRECONDITION_FAILED": 412,
    "UNSUPPORTED_MEDIA_TYPE": 415, "UNPROCESSABLE_ENTITY": 422, "UNPROCESSABLE_CONTENT": 422, "UNPROCESSABLE": 422, "LOCKED": 423,
    "TOO_MANY_REQUESTS": 429, "INTERNAL_SERVER_ERROR": 500, "NOT_IMPLEMENTED": 501, "BAD_GATEWAY": 502,
    "SERVICE_UNAVAILABLE": 503, "OK": 200, "CREATED": 201, "ACCEPTED": 202, "NO_CONTENT": 204, "FOUND": 302,
}  # fmt: skip


def status_of_name(dotted: str) -> int | None:
    """The status that a constant of another package stands for, by its name."""
    parts = [part for part in dotted.split(".") if part not in {"value", "phrase"}]
    parts = [part for part in parts if part != "code"] or parts
    if parts and parts[-1].startswith("HTTP") and parts[-1][4:5].isupper():
        return _STATUS_WORDS.get("_".join(verbs.words(parts[-1][4:])).upper())  # `HTTPNotFound.code`
    last = parts[-1].upper() if parts else ""
    if last.startswith("HTTP_") and last[5:8].isdigit():
        return int(last[5:8])
    for word in ("HTTPStatus", "codes", "status", "Status", "StatusCode", "http_status"):
        if word in parts[:-1]:
            return _STATUS_WORDS.get(last)
    return None
