"""What single functions give and do, by their dotted names: Python's own, pytest's, and small ones of other packages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from smelltest.link.play.objects import (
    Client,
    External,
    Instance,
    Mapping,
    ModuleObject,
    Object,
    Partial,
    Raises,
    Registry,
    Sequence,
    Suppressed,
    freeze,
)
from smelltest.link.play.patching import moved, replaced
from smelltest.link.play.reading import FILE, held
from smelltest.link.play.sending import client_call
from smelltest.link.play.truth import compared_part, operands_of
from smelltest.link.play.writing import copy_file, folder, make_path, open_file
from smelltest.link.timeline import Access
from smelltest.link.values import (
    Computed,
    Configured,
    Derived,
    Joined,
    Literal,
    Made,
    Predicate,
    Site,
    Step,
    Symbol,
    Unknown,
    Value,
    atoms,
    text_of,
)
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_NONE = Literal(None)
_UNKNOWN = Unknown("unknown")


def field_default(it: Interpreter, default: Object, node: facts.AnyExpression, frame: Frame) -> Object:
    """What a field of a dataclass or model is when nothing is given for it."""
    if isinstance(default, External) and default.dotted == "field(factory)":
        return it.call(default.arguments[0], [], {}, node, frame)
    if isinstance(default, External) and default.dotted == "field(default)":
        return default.arguments[0]
    if isinstance(default, External) and default.dotted == "field()":
        return _UNKNOWN
    if isinstance(default, Mapping):
        return Mapping(dict(default.entries), default.open)
    if isinstance(default, Sequence):
        return Sequence(list(default.items), default.kind, default.open)
    return default


Handler = Callable[["Interpreter", "list[Object]", "dict[str, Object]", facts.AnyExpression, "Frame"], Object]


def _first(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return a[0] if a else next(iter(k.values()), _UNKNOWN)


def _parsed(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """What the text of an answer holds."""
    text = _first(it, a, k, node, frame)
    if isinstance(text, External) and text.dotted == FILE:
        return held(it, text, frame)
    if not isinstance(text, Derived):
        return text
    steps = list(text.steps)
    while steps and (steps[-1].kind == "call" or (steps[-1].kind == "attribute" and steps[-1].key in _TEXTS)):
        steps.pop()
    return Derived(text.effect, (*steps, Step("attribute", "json", Site(frame.path, node.at))))


_TEXTS = frozenset({"text", "content", "data", "body", "decode", "get_data", "read", "aread", "value"})


def _nothing(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return _NONE


STOPPED = Symbol("pytest.skip")
"""What a call answers that ends the test where it stands."""


def _stopped(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return STOPPED


def _unknown(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return Unknown("call", None, tuple(v for v in (freeze(x, 3) for x in a) if not isinstance(v, Unknown)))


def _len(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if not a:
        return _UNKNOWN
    counted = a[0].made_of if isinstance(a[0], Sequence) and a[0].open and a[0].made_of is not None else a[0]
    if isinstance(counted, Derived):
        return it.step(counted, Step("count", None, Site(frame.path, node.at)))
    elements = it.elements(a[0])
    if elements is not None:
        return Literal(len(elements))
    text = text_of(a[0]) if isinstance(a[0], (Literal, Joined)) else None
    return Literal(len(text)) if text is not None else Unknown("len", None, (freeze(a[0], 3),))


def _sequence(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
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
    return _sequence(it, a, k, node, frame)


def _reversed(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    if a and isinstance(a[0], Derived):
        return it.step(a[0], Step("sorted", "reversed", Site(frame.path, node.at)))
    elements = it.elements(a[0]) if a else None
    return Sequence(list(reversed(elements))) if elements is not None else _sequence(it, a, k, node, frame)


def _pick(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if a and isinstance(a[0], Derived):
        return it.step(a[0], Step("pick", 0, Site(frame.path, node.at)))
    elements = it.elements(a[0]) if a else None
    if elements:
        return elements[0]
    if a and isinstance(a[0], Sequence):
        return a[0].at(Step("pick", 0, Site(frame.path, node.at))) or _UNKNOWN
    if isinstance(a[0] if a else None, External) and "count" in a[0].dotted:  # type: ignore[union-attr]
        return it.made("counter", False, "itertools.count", Site(frame.path, node.at))
    return a[0] if a and isinstance(a[0], Made) else _UNKNOWN


def _extreme(which: str) -> Handler:
    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        if len(a) == 1 and isinstance(a[0], Derived):
            return it.step(a[0], Step("pick", which, Site(frame.path, node.at)))
        return _unknown(it, a, k, node, frame)

    return handle


def _choice(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """`random.choice(…)`: of records, one of them; of texts and numbers, a value that is made."""
    site = Site(frame.path, node.at)
    source = a[0] if a else _UNKNOWN
    if isinstance(source, Derived):
        return it.step(source, Step("pick", "random", site))
    one = source.at(Step("pick", "random", site)) if isinstance(source, Sequence) else None
    if one is not None:
        return one
    elements = it.elements(source)
    if elements and not isinstance(elements[0], (Literal, Made)):
        return elements[0]
    if elements is None and not isinstance(source, (External, Literal, Joined, Computed)):
        return Unknown("choice")
    return it.made("random", False, "random.choice", site)


def _drawn(which: str, how: str = "") -> Handler:
    """`random.sample(rows, 1)`, `heapq.nlargest(1, rows, key=…)`: some of the records, in an order of their own."""

    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        source = next((one for one in a if isinstance(one, Derived)), None)
        if source is not None:
            return it.step(source, Step("sorted", which, Site(frame.path, node.at)))
        if how:
            return it.made("random", False, how, Site(frame.path, node.at))
        return _unknown(it, a, k, node, frame)

    return handle


def _predicate(name: str) -> Handler:
    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        return Predicate(name, tuple(freeze(x, 4) for x in a), Site(frame.path, node.at))

    return handle


def _path(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return make_path(a)


def _stream(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """What is read like a file: a dict stands for its JSON, all else is content."""
    return a[0] if a and isinstance(a[0], (Mapping, Sequence)) else Unknown("bytes")


def _file(at: int) -> Handler:
    """A file to upload, of which the constructor takes the name at a position."""

    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        name = k.get("name", k.get("filename", a[at] if len(a) > at else None))
        return Sequence([name, Unknown("bytes")], "tuple") if name is not None else Unknown("bytes")

    return handle


def _folder(name: str) -> Handler:
    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        return folder(name)

    return handle


def _int(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    value = a[0] if a else _UNKNOWN
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
    return _unknown(it, a, k, node, frame)


def _found(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """`get_object_or_404(Model, pk=3)`: the one record of a model."""
    from smelltest.link.play import sessions

    found = sessions.session_call(it, "get", a[:1], k, node, frame) if a else None
    return _UNKNOWN if found is None else found


def _pairs(it: Interpreter, value: Object) -> Mapping | None:
    """What `dict([("sku", "A-1")])` makes; None where not all is known of its pairs."""
    rows = [it.elements(row) for row in it.elements(value) or ()] if isinstance(value, Sequence) else []
    entries: dict[object, Object] = {}
    for row in rows:
        if row is None or len(row) != 2 or not isinstance(row[0], Literal):
            return None
        entries[row[0].value] = row[1]
    return Mapping(entries) if entries else None


def _dict(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
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


def _copy(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    value = a[0] if a else _UNKNOWN
    if isinstance(value, Mapping):
        return Mapping(dict(value.entries), value.open)
    if isinstance(value, Sequence):
        return Sequence(list(value.items), value.kind, value.open)
    if isinstance(value, Instance):
        twin = Instance(value.cls)
        twin.attributes = {**value.attributes, **k}
        twin.external = value.external
        return twin
    if isinstance(value, Derived):
        return it.step(value, Step("copy", None, Site(frame.path, node.at)))
    return value


def _deep_copy(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    value = _copy(it, a, k, node, frame)
    if isinstance(value, Sequence) and len(value.items) <= _MOST_OWN:
        value.items = [_deep_copy(it, [item], {}, node, frame) for item in value.items]
    elif isinstance(value, Mapping) and len(value.entries) <= _MOST_OWN:
        value.entries = {key: _deep_copy(it, [entry], {}, node, frame) for key, entry in value.entries.items()}
    return value


_MOST_OWN = 48
"""A collection of more is a table, which is looked into and not changed: copies of it share what it holds."""


def _attributes(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    if a and isinstance(a[0], Instance):
        return Mapping(dict(a[0].attributes))
    return a[0] if a and isinstance(a[0], (Derived, Mapping)) else _UNKNOWN


def _range(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    ends = [x.value for x in a if isinstance(x, Literal)]
    if len(ends) == len(a) and all(isinstance(end, int) for end in ends):
        try:
            numbers = range(*ends)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return _UNKNOWN
        if len(numbers) <= 3:
            return Sequence([Literal(n) for n in numbers])
    return Sequence([Made("counter", False, "range", Site(frame.path, node.at), it.lifetime())], open=True)


def _enumerate(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    elements = it.elements(a[0]) if a else None
    if elements is not None:
        return Sequence([Sequence([Literal(i), e], "tuple") for i, e in enumerate(elements)])
    return Sequence([Sequence([Unknown("index"), it.each(a[0], frame, node) if a else _UNKNOWN], "tuple")], open=True)


def _zip(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    columns = [it.elements(x) for x in a]
    if columns and all(column is not None for column in columns):
        return Sequence(
            [Sequence(list(row), "tuple") for row in zip(*[c for c in columns if c is not None], strict=False)]
        )
    return Sequence([Sequence([it.each(x, frame, node) for x in a], "tuple")], open=True)


def _map(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if len(a) < 2:
        return _UNKNOWN
    elements = it.elements(a[1])
    if elements is not None and len(elements) <= 12:
        return Sequence([it.call(a[0], [e], {}, node, frame) for e in elements])
    return Sequence([it.call(a[0], [it.each(a[1], frame, node)], {}, node, frame)], open=True)


def _filter(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if len(a) < 2:
        return _UNKNOWN
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
        return _UNKNOWN
    found = it.attribute(a[0], name, frame, node)
    if isinstance(found, Derived) and len(a) > 2:
        return Unknown("attribute", name, (found,))  # It may not be there.
    return a[2] if isinstance(found, Unknown) and len(a) > 2 else found


def _setattr(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    name = text_of(freeze(a[1])) if len(a) > 2 else None
    if name is not None:
        it.set_attribute(a[0], name, a[2], frame, facts.Evaluate(node.at, node))
    return _NONE


def _type(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return a[0].cls if a and isinstance(a[0], Instance) else _UNKNOWN


def _configured(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    name = text_of(freeze(a[0])) if a else None
    default = a[1] if len(a) > 1 else k.get("default")
    value = freeze(default, 2) if default is not None else None
    if isinstance(value, Literal) and value.value is None:
        value = None
    return Configured(name or "", value)


def _joined(separator: str) -> Handler:
    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        parts: list[Value] = []
        for index, part in enumerate(a):
            value = freeze(part, 3)
            text = value.value if isinstance(value, Literal) else None
            if index and separator and not (isinstance(text, str) and text.startswith(separator)):
                parts.append(Literal(separator))
            parts.append(value)
        return Joined(tuple(parts), Site(frame.path, node.at))

    return handle


def _route(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """A path made from a route's name and its parameters: `reverse("user-detail", args=[42])`."""
    parts: list[Value] = []
    for value in [
        *a,
        *(v for key, v in k.items() if key not in {"urlconf", "current_app", "_external", "format", "request"}),
    ]:
        frozen = freeze(value, 3)
        inner = getattr(frozen, "values", None) or tuple(e for _, e in getattr(frozen, "entries", ())) or (frozen,)
        for part in inner:
            parts.extend((Literal("/"), part))
    return Joined(tuple(parts), Site(frame.path, node.at))


def _partial(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return Partial(a[0], a[1:], k) if a else _UNKNOWN


def _default_dict(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    made = Mapping(dict(k))
    made.missing = a[0] if a and not (isinstance(a[0], Literal) and a[0].value is None) else None
    if len(a) > 1:
        it.merge(made, a[1])
    return made


def _stack(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return Registry()


def _closing(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    from smelltest.link.play.registries import register

    thing = a[0] if a else _UNKNOWN
    close = (it.method(thing, "close") or it.method(thing, "aclose")) if isinstance(thing, Instance) else None
    if close is None:
        return thing
    closed = Registry()
    closed.given = thing
    register(it, closed, close, [], {}, node, frame)
    return closed


def _atexit(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    from smelltest.link.play.registries import register

    if a:
        register(it, it.class_registry, a[0], a[1:], k, node, frame)
    return _NONE


def _raises(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if len(a) > 1:
        it.refusing += 1
        try:
            it.call(a[1], a[2:], k, node, frame)
        finally:
            it.refusing -= 1
        return _UNKNOWN
    return Raises()


def _case(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return a[0] if len(a) == 1 else Sequence(list(a), "tuple")


def _field(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    factory = k.get("default_factory") or k.get("factory")
    if factory is not None:
        return External("field(factory)", None, (), (factory,))
    default = k.get("default", a[0] if a else None)
    if default is None or default == Symbol("Ellipsis"):
        return External("field()")
    return External("field(default)", None, (), (default,))


def _request(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """A request of the standard library, not yet sent."""
    names = ("url", "data", "headers", "origin_req_host", "unverifiable", "method")
    return Mapping({**dict(zip(names, a, strict=False)), **k})


def _to_send(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """A request that a session is to send: `requests.Request("GET", url)`."""
    return Mapping({**dict(zip(("method", "url", "headers", "files", "data", "params"), a, strict=False)), **k})


def _urlopen(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """A request of the standard library, sent: a POST where it has data, unless it says otherwise."""
    request = a[0] if a else k.get("url", _UNKNOWN)
    given = dict(request.entries) if isinstance(request, Mapping) else {"url": request}
    for name, value in (*zip(("data",), a[1:], strict=False), *k.items()):
        given.setdefault(name, value)
    sent = {name: given[name] for name in ("data", "headers") if name in given}
    told = text_of(freeze(given["method"], 2)) if "method" in given else None
    data = given.get("data", _NONE)
    has_data = not (isinstance(data, Literal) and data.value is None)
    method = told or ("POST" if has_data else "GET")
    client = Client(Access("http", "urllib.request", "certain"))
    return client_call(it, client, "request", [Literal(method), given.get("url", _UNKNOWN)], sent, node, frame)


def _uuid(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return a[0] if a else next(iter(k.values()), _UNKNOWN)


def _engine(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    address = text_of(freeze(a[0])) if a else None
    in_memory = address is not None and (address in {"sqlite://", ":memory:"} or ":memory:" in address)
    if in_memory and it.stage.scope == "function":
        it.isolate_database("an in-memory database for each test", frame, node)
    if any(map(_is_temporary, (atom for value in a[:1] for atom in atoms(freeze(value, 3))))):
        it.isolate_database("a database in a temporary folder", frame, node)
    return External("sqlalchemy.Engine()")


def _sqlite(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    _engine(it, a, k, node, frame)
    return External("sqlalchemy.Engine()", None, (), tuple(a[:1]))


def _peewee(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    _engine(it, a, k, node, frame)
    return External("peewee.SqliteDatabase()", None, (), tuple(a[:1]))


def _is_temporary(part: Value) -> bool:
    """Whether a part of a path says that it is below a folder for what may go at any time."""
    return (isinstance(part, Made) and part.kind == "temporary") or (
        isinstance(part, Unknown) and part.name == "tempfile.gettempdir"
    )


def _connected(dotted: str) -> Handler:
    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        return External(f"{dotted}()")

    return handle


def _module(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """`importlib.import_module("shop.api")`: a module of the suite."""
    dotted = text_of(freeze(a[0], 3)) if len(a) == 1 else None
    path = it.program.module_path(frame.path, 0, dotted) if dotted is not None and dotted[:1] != "." else None
    return ModuleObject(path) if path is not None else _UNKNOWN


def _finalizer(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """`weakref.finalize(self, cleanup, …)`: called when all is over."""
    from smelltest.link.play.registries import register

    if len(a) > 1:
        register(it, it.registry, a[1], a[2:], k, node, frame)
    return _UNKNOWN


HANDLERS: dict[str, Handler] = {
    "weakref.finalize": _finalizer,
    "len": _len, "list": _sequence, "tuple": _sequence, "set": _sequence, "frozenset": _sequence, "iter": _first,
    "sorted": _sorted, "reversed": _reversed, "next": _pick, "anext": _pick, "max": _extreme("largest"), "min": _extreme("smallest"),
    "random.choice": _choice, "random.sample": _drawn("random", "random.sample"),
    "random.choices": _drawn("random", "random.choices"),
    "heapq.nlargest": _drawn("largest"), "heapq.nsmallest": _drawn("smallest"),
    "isinstance": _predicate("isinstance"), "issubclass": _predicate("issubclass"), "all": _predicate("all"),
    "any": _predicate("any"), "hasattr": _predicate("hasattr"), "callable": _predicate("callable"),
    "bool": _first, "int": _int, "float": _first, "round": _int, "str": _str, "repr": _str, "dict": _dict,
    "collections.OrderedDict": _dict, "types.SimpleNamespace": _dict, "collections.deque": _sequence,
    "collections.defaultdict": _default_dict, "abs": _first, "sum": _sum, "print": _nothing,
    "range": _range, "enumerate": _enumerate, "zip": _zip, "map": _map, "filter": _filter, "getattr": _getattr,
    "setattr": _setattr, "object.__setattr__": _setattr, "type": _type, "vars": _attributes, "input": _unknown, "format": _first, "bytes": _first,
    "importlib.import_module": _module, "dataclasses.asdict": _attributes, "dataclasses.replace": _copy, "attr.asdict": _attributes, "attrs.asdict": _attributes,
    "copy.copy": _copy, "copy.deepcopy": _deep_copy, "json.dumps": _first, "json.loads": _parsed, "json.load": _parsed, "orjson.dumps": _first,
    "orjson.loads": _parsed, "ujson.dumps": _first, "ujson.loads": _parsed, "simplejson.dumps": _first, "simplejson.loads": _parsed,
    "yaml.safe_load": _parsed, "yaml.load": _parsed, "yaml.full_load": _parsed, "yaml.safe_load_all": _unknown,
    "ruamel.yaml.YAML().load": _parsed, "oyaml.safe_load": _parsed, "flask.json.dumps": _first, "os.getenv": _configured, "os.environ.get": _configured, "environ.get": _configured,
    "decouple.config": _configured, "environs.Env().str": _configured, "os.environ.setdefault": _configured,
    "urllib.parse.urljoin": _joined("/"), "posixpath.join": _joined("/"), "os.path.join": _joined("/"),
    "urllib.parse.quote": _first, "urllib.parse.quote_plus": _first, "urllib.parse.unquote": _first,
    "urllib.parse.urlencode": _first, "django.urls.reverse": _route, "django.urls.reverse_lazy": _route,
    "django.shortcuts.get_object_or_404": _found, "rest_framework.generics.get_object_or_404": _found,
    "rest_framework.reverse.reverse": _route, "flask.url_for": _route, "django.shortcuts.resolve_url": _route,
    "functools.partial": _partial, "contextlib.ExitStack": _stack, "contextlib.AsyncExitStack": _stack,
    "contextlib.closing": _closing, "contextlib.aclosing": _closing, "contextlib.nullcontext": _first, "atexit.register": _atexit,
    "unittest.addModuleCleanup": _atexit,
    "contextlib.suppress": lambda it, a, k, n, f: Suppressed(), "pytest.raises": _raises, "pytest.warns": _unknown, "pytest.approx": _first,
    "pytest.param": _case, "pytest.fail": _stopped, "pytest.skip": _stopped, "pytest.xfail": _stopped,
    "pytest.importorskip": _unknown, "time.sleep": _nothing, "asyncio.sleep": _nothing, "typing.cast": lambda it, a, k, n, f: a[1] if len(a) > 1 else _UNKNOWN,
    "asyncio.run": _first, "asyncio.gather": lambda it, a, k, n, f: Sequence(list(a)), "asgiref.sync.async_to_sync": _first,
    "asgiref.sync.sync_to_async": _first, "dataclasses.field": _field, "pydantic.Field": _field, "pydantic.PrivateAttr": _field, "attr.ib": _field,
    "attrs.field": _field, "attr.field": _field, "monkeypatch.setattr": replaced, "monkeypatch.delattr": replaced,
    "monkeypatch.chdir": moved, "os.chdir": moved, "contextlib.chdir": moved, "urllib.request.Request": _request,
    "requests.Request": _to_send, "httpx.Request": _to_send,
    "urllib.request.urlretrieve": copy_file, "urllib.request.urlopen": _urlopen, "urllib.request.build_opener().open": _urlopen,
    "urllib.request.OpenerDirector().open": _urlopen,
    "urllib.request.build_opener": _connected("urllib.request.build_opener"),
    "uuid.UUID": _uuid, "sqlalchemy.create_engine": _engine, "sqlmodel.create_engine": _engine,
    "sqlalchemy.ext.asyncio.create_async_engine": _engine, "sqlite3.connect": _sqlite, "aiosqlite.connect": _sqlite,
    "peewee.SqliteDatabase": _peewee,
    "open": open_file, "io.open": open_file, "codecs.open": open_file, "gzip.open": open_file, "aiofiles.open": open_file,
    "zipfile.ZipFile": open_file, "tarfile.open": open_file, "shutil.copy": copy_file, "shutil.copy2": copy_file,
    "shutil.copyfile": copy_file, "shutil.move": copy_file, "pathlib.Path": _path, "pathlib.PosixPath": _path,
    "pathlib.PurePath": _path, "tempfile.gettempdir": _folder("tempfile.gettempdir"), "os.getcwd": _folder("os.getcwd"),
    "pathlib.Path.cwd": _folder("pathlib.Path.cwd"), "pathlib.Path.home": _folder("pathlib.Path.home"),
    "os.path.abspath": _first, "os.path.dirname": _first, "os.path.realpath": _first,
    **{
        dotted: _connected(dotted)
        for dotted in (
            "psycopg2.connect", "psycopg.connect", "psycopg.AsyncConnection.connect", "pymysql.connect", "asyncpg.connect",
            "asyncpg.create_pool", "MySQLdb.connect", "mysql.connector.connect", "pyodbc.connect", "pymssql.connect",
            "oracledb.connect", "cx_Oracle.connect", "aiomysql.connect", "duckdb.connect", "psycopg_pool.ConnectionPool",
        )
    },
    **dict.fromkeys(("yarl.URL", "httpx.URL", "furl.furl", "starlette.datastructures.URL", "hyperlink.URL.from_text"), _first),
    "sqlalchemy.text": _first, "sqlalchemy.sql.text": _first, "sqlmodel.text": _first,
    "io.BytesIO": _stream, "io.StringIO": _stream, "base64.b64encode": _first, "str.format": _first,
    "webtest.Upload": _file(0), "webtest.forms.Upload": _file(0), "werkzeug.datastructures.FileStorage": _file(1),
    "django.core.files.uploadedfile.SimpleUploadedFile": _file(0), "django.core.files.base.ContentFile": _file(1),
    "string.Template": _first, "gql.gql": _first, "aiohttp.FormData": _dict,
}  # fmt: skip
