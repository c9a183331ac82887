"""What Python's own functions give and do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smelltest.link.play.handling import NONE, UNKNOWN, Handler, first, nothing, unknown
from smelltest.link.play.objects import Client, External, Instance, Mapping, Method, Object, Sequence, freeze
from smelltest.link.play.truth import compared_part, operands_of
from smelltest.link.play.writing import open_file
from smelltest.link.values import Computed, Derived, Joined, Literal, Made, Predicate, Site, Step, Unknown, text_of
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter


def _len(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if not a:
        return UNKNOWN
    counted = a[0].made_of if isinstance(a[0], Sequence) and a[0].open and a[0].made_of is not None else a[0]
    if isinstance(counted, Derived):
        return it.step(counted, Step("count", None, Site(frame.path, node.at)))
    elements = it.elements(a[0])
    if elements is not None:
        return Literal(len(elements))
    text = text_of(a[0]) if isinstance(a[0], (Literal, Joined)) else None
    return Literal(len(text)) if text is not None else Unknown("len", None, (freeze(a[0], 3),))


def as_sequence(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """A list or tuple of what another collection holds."""
    if not a:
        return Sequence([])
    if isinstance(a[0], Derived) and a[0].steps and a[0].steps[-1].kind == "item":
        return it.step(a[0], Step("copy", None, Site(frame.path, node.at)))
    if isinstance(a[0], (Derived, Made)):
        return a[0]
    elements = it.elements(a[0])
    if elements is not None:
        return Sequence(list(elements))
    return a[0] if isinstance(a[0], Sequence) else Unknown("sequence", None, (freeze(a[0], 3),))


def _sorted(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if a and isinstance(a[0], Derived):
        return it.step(a[0], Step("sorted", None, Site(frame.path, node.at)))
    return as_sequence(it, a, k, node, frame)


def _reversed(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    if a and isinstance(a[0], Derived):
        return it.step(a[0], Step("sorted", "reversed", Site(frame.path, node.at)))
    elements = it.elements(a[0]) if a else None
    return Sequence(list(reversed(elements))) if elements is not None else as_sequence(it, a, k, node, frame)


def _pick(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if a and isinstance(a[0], Derived):
        return it.step(a[0], Step("pick", 0, Site(frame.path, node.at)))
    elements = it.elements(a[0]) if a else None
    if elements:
        return elements[0]
    if a and isinstance(a[0], Sequence):
        return a[0].at(Step("pick", 0, Site(frame.path, node.at))) or UNKNOWN
    if isinstance(a[0] if a else None, External) and "count" in a[0].dotted:  # type: ignore[union-attr]
        return it.made("counter", False, "itertools.count", Site(frame.path, node.at))
    return a[0] if a and isinstance(a[0], Made) else UNKNOWN


def _extreme(which: str) -> Handler:
    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        if len(a) == 1 and isinstance(a[0], Derived):
            return it.step(a[0], Step("pick", which, Site(frame.path, node.at)))
        return unknown(it, a, k, node, frame)

    return handle


def _predicate(name: str) -> Handler:
    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        return Predicate(name, tuple(freeze(x, 4) for x in a), Site(frame.path, node.at))

    return handle


def _int(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    value = a[0] if a else UNKNOWN
    if (
        isinstance(value, Made)
        and value.kind == "clock"
        and value.how.rsplit(".", 1)[-1] in {"time", "now", "utcnow", "timestamp", "today"}
    ):
        return Made("clock", False, value.how, Site(frame.path, node.at), value.scope, value.number)
    if isinstance(value, Computed):
        inner = next((v for v in value.operands if isinstance(v, Made) and v.kind == "clock"), None)
        if inner is not None:
            factor = next((v.value for v in value.operands if isinstance(v, Literal)), 1)
            fine = value.operator == "*" and isinstance(factor, (int, float)) and factor >= 1_000
            return Made("clock", fine, inner.how, Site(frame.path, node.at), inner.scope, inner.number)
    if isinstance(value, Literal) and isinstance(value.value, str) and value.value.isdigit():
        return Literal(int(value.value), value.site)
    return value


def _str(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if not a:
        return Literal("")
    value = a[0]
    if isinstance(value, Literal) and isinstance(value.value, (int, float)) and not isinstance(value.value, bool):
        return Literal(str(value.value), value.site)
    return value


def _sum(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """`sum(1 for row in rows)` counts."""
    ones = isinstance(a[0], Sequence) and [getattr(item, "value", None) for item in a[0].items] == [1] if a else False
    if ones and isinstance(a[0], Sequence) and a[0].made_of is not None:
        return it.step(a[0].made_of, Step("count", None, Site(frame.path, node.at)))
    return unknown(it, a, k, node, frame)


def _pairs(it: Interpreter, value: Object) -> Mapping | None:
    """What `dict([("sku", "A-1")])` makes; None where not all is known of its pairs."""
    rows = [it.elements(row) for row in it.elements(value) or ()] if isinstance(value, Sequence) else []
    entries: dict[object, Object] = {}
    for row in rows:
        if row is None or len(row) != 2 or not isinstance(row[0], Literal):
            return None
        entries[row[0].value] = row[1]
    return Mapping(entries) if entries else None


def as_dict(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """A mapping of pairs, of another mapping, and of what is given by name."""
    if a and isinstance(a[0], Derived):
        return it.step(a[0], Step("copy", None, Site(frame.path, node.at)))
    mapping = Mapping()
    for other in a:
        pairs = _pairs(it, other)
        it.merge(mapping, other if pairs is None else pairs)
    open_ = "**" in k
    mapping.entries.update({key: value for key, value in k.items() if key != "**"})
    mapping.open = mapping.open or open_
    return mapping


def attributes(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """The fields of an object, as a mapping."""
    if a and isinstance(a[0], Instance):
        return Mapping(dict(a[0].attributes))
    return a[0] if a and isinstance(a[0], (Derived, Mapping)) else UNKNOWN


def _range(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    ends = [x.value for x in a if isinstance(x, Literal)]
    if len(ends) == len(a) and all(isinstance(end, int) for end in ends):
        try:
            numbers = range(*ends)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return UNKNOWN
        if not numbers[3:]:  # It may have more numbers than `len` can tell.
            return Sequence([Literal(n) for n in numbers])
    return Sequence([Made("counter", False, "range", Site(frame.path, node.at), it.lifetime())], open=True)


def _enumerate(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    elements = it.elements(a[0]) if a else None
    if elements is not None:
        return Sequence([Sequence([Literal(i), e], "tuple") for i, e in enumerate(elements)])
    return Sequence([Sequence([Unknown("index"), it.each(a[0], frame, node) if a else UNKNOWN], "tuple")], open=True)


def _zip(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    columns = [it.elements(x) for x in a]
    if columns and all(column is not None for column in columns):
        return Sequence(
            [Sequence(list(row), "tuple") for row in zip(*[c for c in columns if c is not None], strict=False)]
        )
    return Sequence([Sequence([it.each(x, frame, node) for x in a], "tuple")], open=True)


def _map(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return mapped(it, a[0], a[1], node, frame) if len(a) > 1 else UNKNOWN


def mapped(it: Interpreter, function: Object, given: Object, node: facts.AnyExpression, frame: Frame) -> Sequence:
    """What a function makes of each of what it is given in turn."""
    elements = it.elements(given)
    if elements is not None and len(elements) <= 12:
        return Sequence([it.call(function, [element], {}, node, frame) for element in elements])
    return Sequence([it.call(function, [it.each(given, frame, node)], {}, node, frame)], open=True)


def _filter(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if len(a) < 2:
        return UNKNOWN
    source = a[1]
    if isinstance(source, Derived):
        site = Site(frame.path, node.at)
        verdict = it.call(a[0], [it.step(source, Step("each", None, site))], {}, node, frame)
        compared = operands_of(freeze(verdict))
        others = tuple(v for v in compared if not (isinstance(v, Derived) and v.effect is source.effect))
        return it.step(source, Step("filter", compared_part(compared, source), site, others))
    return source


def _getattr(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    name = text_of(freeze(a[1])) if len(a) > 1 else None
    if name is None:
        # `getattr(self.session, method)`: which request it sends is not known, but that it sends one.
        return Method(a[0], "request") if a and isinstance(a[0], Client) else UNKNOWN
    found = it.attribute(a[0], name, frame, node)
    if isinstance(found, Derived) and len(a) > 2:
        return Unknown("attribute", name, (found,))  # It may not be there.
    return a[2] if isinstance(found, Unknown) and len(a) > 2 else found


def _setattr(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    name = text_of(freeze(a[1])) if len(a) > 2 else None
    if name is not None:
        it.set_attribute(a[0], name, a[2], frame, facts.Evaluate(node.at, node))
    return NONE


def _type(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return a[0].cls if a and isinstance(a[0], Instance) else UNKNOWN


BUILTINS: dict[str, Handler] = {
    "len": _len,
    "list": as_sequence,
    "tuple": as_sequence,
    "set": as_sequence,
    "frozenset": as_sequence,
    "iter": first,
    "sorted": _sorted,
    "reversed": _reversed,
    "next": _pick,
    "anext": _pick,
    "max": _extreme("largest"),
    "min": _extreme("smallest"),
    "isinstance": _predicate("isinstance"),
    "issubclass": _predicate("issubclass"),
    "all": _predicate("all"),
    "any": _predicate("any"),
    "hasattr": _predicate("hasattr"),
    "callable": _predicate("callable"),
    "bool": first,
    "int": _int,
    "float": first,
    "round": _int,
    "str": _str,
    "repr": _str,
    "dict": as_dict,
    "abs": first,
    "sum": _sum,
    "print": nothing,
    "range": _range,
    "enumerate": _enumerate,
    "zip": _zip,
    "map": _map,
    "filter": _filter,
    "getattr": _getattr,
    "setattr": _setattr,
    "object.__setattr__": _setattr,
    "type": _type,
    "vars": attributes,
    "input": unknown,
    "format": first,
    "bytes": first,
    "open": open_file,
    "str.format": first,
}
