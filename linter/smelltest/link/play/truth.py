"""What is certain of a value: whether it is true, whether it says anything, whether the environment decides it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from smelltest.link.play.objects import (
    ClassObject,
    Client,
    Closure,
    Instance,
    Mapping,
    Method,
    Mock,
    ModuleObject,
    Object,
    Origin,
    Registry,
    Sequence,
)
from smelltest.link.values import (
    Comparison,
    Configured,
    Derived,
    Items,
    Joined,
    Literal,
    Made,
    Negated,
    Pairs,
    Predicate,
    Symbol,
    Unknown,
    Value,
)


def informative(value: Object) -> bool:
    """Whether something is known of a value, other than that it is nothing."""
    if isinstance(value, Literal):
        return value.value is not None and value.value is not False and value.value != ""
    return not isinstance(value, Unknown)


def is_open(value: Object) -> bool:
    """Whether a collection may hold more than is known."""
    return isinstance(value, (Sequence, Mapping, Items, Pairs)) and value.open


def mark_origin(value: Object, origin: Origin) -> None:
    """Note that tests share an object, and the lists and dicts that it holds."""
    if isinstance(value, (Mapping, Sequence, Instance)) and value.origin is None:
        value.origin = origin
        if not isinstance(value, Instance):
            for part in value.entries.values() if isinstance(value, Mapping) else value.items:
                if isinstance(part, (Mapping, Sequence)):
                    mark_origin(part, origin)


def operands_of(value: Value) -> list[Value]:
    """The values that a condition compares."""
    if isinstance(value, Comparison):
        return [value.left, value.right]
    if isinstance(value, Negated):
        return operands_of(value.value)
    if isinstance(value, Predicate) and value.name == "and":
        return [operand for part in value.arguments for operand in operands_of(part)]
    return [value]


def compared_part(compared: Iterable[Value], collection: Derived) -> str | None:
    """Which part of a collection's elements a condition looks at, where it is one."""
    parts = {
        step.key
        for value in compared
        if isinstance(value, Derived) and value.effect is collection.effect
        for step in value.steps[len(collection.steps) :]
        if step.kind in {"item", "attribute"} and isinstance(step.key, str)
    }
    return str(parts.pop()) if len(parts) == 1 else None


def from_environment(value: Object) -> bool:
    """Whether a condition is a matter of the environment."""
    if isinstance(value, Configured):
        return True
    if isinstance(value, Comparison):
        return from_environment(value.left) or from_environment(value.right)
    return isinstance(value, Negated) and from_environment(value.value)


def truth(value: Object) -> bool | None:
    """Whether a value is true, if that is certain."""
    if type(value) in _UNCERTAIN:
        return None
    if isinstance(value, Literal):
        return bool(value.value)
    if isinstance(value, Comparison):
        return _compared(value)
    if isinstance(value, Negated):
        known = truth(value.value)
        return None if known is None else not known
    if isinstance(value, (Mapping, Pairs)):
        entries = value.entries
        return True if entries else None if value.open else False
    if isinstance(value, Sequence):
        return True if value.items else None if value.open else False
    if isinstance(value, Items):
        return True if value.values else None if value.open else False
    if isinstance(value, Derived):
        return True if (value.effect.kind == "create" and not _status_like(value)) or _is_body(value) else None
    if isinstance(value, (Made, Joined, Instance, Closure, ClassObject, Client, Method, ModuleObject, Registry, Mock)):
        return True
    if isinstance(value, Predicate) and value.name == "isinstance" and len(value.arguments) == 2:
        return _is_instance(*value.arguments)
    return None


_UNCERTAIN = frozenset({Unknown, Configured, Symbol})

_BUILT_IN: dict[str, type] = {
    "bool": bool,
    "int": int,
    "float": float,
    "str": str,
    "bytes": bytes,
    "dict": dict,
    "list": list,
    "tuple": tuple,
    "set": set,
}


def _is_instance(value: Value, of: Value) -> bool | None:
    """Whether a value is of a builtin type, if both are known."""
    types = [
        _BUILT_IN.get(each.dotted) if isinstance(each, Symbol) else None
        for each in (of.values if isinstance(of, Items) else (of,))
    ]
    known = tuple(each for each in types if each is not None)
    if len(known) != len(types):
        return None
    if isinstance(value, Literal):
        return isinstance(value.value, known)
    if isinstance(value, Joined):
        return str in known
    if isinstance(value, Pairs):
        return dict in known
    if isinstance(value, Derived):
        if not value.steps and _is_response(value):
            return False
        return False if _is_one_record(value) and not set(known) - {list, tuple, set} else None
    return bool({list, tuple, set} & set(known)) if isinstance(value, Items) else None


def _is_response(value: Derived) -> bool:
    """Whether a value is what a library of HTTP gives for a request: an object of its own."""
    access = value.effect.access
    return access.kind == "http" and access.client.startswith(("requests.", "httpx.", "aiohttp."))


def _is_one_record(value: Derived) -> bool:
    """Whether a value is the whole answer to a create that was sent the fields of one record."""
    create = value.effect
    sent = create.kind == "create" and bool(create.fields.entries) and all(key for key, _ in create.fields.entries)
    return sent and all(step.kind == "call" or step.key in {"json", "get_json"} for step in value.steps)


def about_status(condition: Object) -> bool:
    """Whether a condition asks for the status of an answer, and nothing else."""
    parts = operands_of(condition) if isinstance(condition, (Comparison, Negated, Derived)) else []
    return any(isinstance(part, Derived) and bool(part.steps) and _status_like(part) for part in parts)


def _is_body(value: Derived) -> bool:
    """Whether it is what a read answers, which has something to say: `json.loads(got.text) if got.text else {}`."""
    return value.effect.kind == "read" and len(value.steps) == 1 and value.steps[0].key in {"text", "content"}


def _status_like(value: Derived) -> bool:
    return any(step.key in {"status_code", "ok", "status", "is_success", "is_error"} for step in value.steps)


def _compared(value: Comparison) -> bool | None:
    left, right = value.left, value.right
    operator = value.operator
    if operator in {"is", "is not", "==", "!="} and isinstance(right, Literal) and right.value is None:
        if isinstance(left, Literal):
            known = left.value is None
        elif isinstance(left, (Made, Joined, Pairs, Items, Symbol)) or (
            isinstance(left, Derived) and left.effect.kind == "create" and len(left.steps) < 4
        ):
            known = False
        else:
            return None
        return known if operator in {"is", "=="} else not known
    if isinstance(left, Literal) and isinstance(right, Literal):
        try:
            return bool(_OPERATORS[operator](left.value, right.value))
        except (TypeError, KeyError):
            return None
    if (
        operator in {"in", "not in"}
        and isinstance(left, Literal)
        and isinstance(right, (Items, Pairs))
        and not right.open
    ):
        if isinstance(right, Pairs):
            inside = any(key == left.value for key, _ in right.entries)
        elif all(isinstance(item, Literal) for item in right.values):
            inside = any(isinstance(item, Literal) and item.value == left.value for item in right.values)
        else:
            return None
        return inside if operator == "in" else not inside
    return None


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b, "in": lambda a, b: a in b, "not in": lambda a, b: a not in b,
    "is": lambda a, b: a is b or a == b, "is not": lambda a, b: a is not b and a != b,
}  # fmt: skip
