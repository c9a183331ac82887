"""What functions of Python's standard library give and do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smelltest.link.play import payloads
from smelltest.link.play.builtin_functions import as_dict, as_sequence, attributes
from smelltest.link.play.connections import connected, sqlite
from smelltest.link.play.handling import NONE, UNKNOWN, Handler, first, nothing, unknown
from smelltest.link.play.objects import (
    Client,
    External,
    Instance,
    Mapping,
    ModuleObject,
    Object,
    Partial,
    PartialMethod,
    Registry,
    Sequence,
    Suppressed,
    freeze,
)
from smelltest.link.play.patching import moved
from smelltest.link.play.reading import FILE, held
from smelltest.link.play.registries import register
from smelltest.link.play.sending import client_call
from smelltest.link.play.writing import copy_file, folder, make_path, open_file
from smelltest.link.timeline import Access
from smelltest.link.values import (
    Computed,
    Configured,
    Derived,
    Joined,
    Literal,
    Made,
    Site,
    Step,
    Symbol,
    Unknown,
    Value,
    text_of,
)
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter


def field_default(it: Interpreter, default: Object, node: facts.AnyExpression, frame: Frame) -> Object:
    """What a field of a dataclass or model is when nothing is given for it."""
    if isinstance(default, External) and default.dotted == "field(factory)":
        return it.call(default.arguments[0], [], {}, node, frame)
    if isinstance(default, External) and default.dotted == "field(default)":
        return default.arguments[0]
    if isinstance(default, External) and default.dotted == "field()":
        return UNKNOWN
    if isinstance(default, Mapping):
        return Mapping(dict(default.entries), default.open)
    if isinstance(default, Sequence):
        return Sequence(list(default.items), default.kind, default.open)
    return default


def parsed(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """What the text of an answer holds."""
    text = first(it, a, k, node, frame)
    if isinstance(text, External) and text.dotted == FILE:
        return held(it, text, frame)
    if isinstance(text, (Mapping, Sequence)):
        return _deep_copy(it, [text], {}, node, frame)  # `loads(dumps(PAYLOAD))`: what is read is a thing of its own.
    if isinstance(text, (Literal, Joined)):
        value = payloads.parsed(text)
        return text if value is None else payloads.thawed(value)
    if not isinstance(text, Derived):
        return text
    steps = list(text.steps)
    while steps and (steps[-1].kind == "call" or (steps[-1].kind == "attribute" and steps[-1].key in _TEXTS)):
        steps.pop()
    return Derived(text.effect, (*steps, Step("attribute", "json", Site(frame.path, node.at))))


_TEXTS = frozenset({"text", "content", "data", "body", "decode", "get_data", "read", "aread", "value"})


def _choice(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """`random.choice(…)`: of records, one of them; of texts and numbers, a value that is made."""
    site = Site(frame.path, node.at)
    source = a[0] if a else UNKNOWN
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
        return unknown(it, a, k, node, frame)

    return handle


def _path(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return make_path(a)


def _stream(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """What is read like a file: a dict stands for its JSON, all else is content."""
    return a[0] if a and isinstance(a[0], (Mapping, Sequence)) else Unknown("bytes")


def _folder(name: str) -> Handler:
    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        return folder(name)

    return handle


def _copy(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    value = a[0] if a else UNKNOWN
    if isinstance(value, Mapping):
        return Mapping(dict(value.entries), value.open)
    if isinstance(value, Sequence):
        return Sequence(list(value.items), value.kind, value.open)
    if isinstance(value, Instance):
        twin = Instance(value.cls, value.home)
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


def configured(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """What the environment tells, or else the default."""
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


def _partial(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return Partial(a[0], a[1:], k) if a else UNKNOWN


def _partial_method(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    return PartialMethod(a[0], a[1:], k) if a else UNKNOWN


def _namespace(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """What is asked for its entries as attributes: `api.get` is one of them, and no method of a dict."""
    made = as_dict(it, a, k, node, frame)
    if isinstance(made, Mapping):
        made.named = True
    return made


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
    thing = a[0] if a else UNKNOWN
    close = (it.method(thing, "close") or it.method(thing, "aclose")) if isinstance(thing, Instance) else None
    if close is None:
        return thing
    closed = Registry()
    closed.given = thing
    register(it, closed, close, [], {}, node, frame)
    return closed


def _atexit(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if a:
        register(it, it.class_registry, a[0], a[1:], k, node, frame)
    return NONE


def field(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """A field of a dataclass or a model as its class declares it."""
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


def _urlopen(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """A request of the standard library, sent: a POST where it has data, unless it says otherwise."""
    request = a[0] if a else k.get("url", UNKNOWN)
    given = dict(request.entries) if isinstance(request, Mapping) else {"url": request}
    for name, value in (*zip(("data",), a[1:], strict=False), *k.items()):
        given.setdefault(name, value)
    sent = {name: given[name] for name in ("data", "headers") if name in given}
    told = text_of(freeze(given["method"], 2)) if "method" in given else None
    data = given.get("data", NONE)
    has_data = not (isinstance(data, Literal) and data.value is None)
    method = told or ("POST" if has_data else "GET")
    client = Client(Access("http", "urllib.request", "certain"))
    return client_call(it, client, "request", [Literal(method), given.get("url", UNKNOWN)], sent, node, frame)


def _uuid(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return a[0] if a else next(iter(k.values()), UNKNOWN)


def _module(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """`importlib.import_module("shop.api")`: a module of the suite."""
    dotted = text_of(freeze(a[0], 3)) if len(a) == 1 else None
    path = it.program.module_path(frame.path, 0, dotted) if dotted is not None and dotted[:1] != "." else None
    return ModuleObject(path) if path is not None else UNKNOWN


def _finalizer(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """`weakref.finalize(self, cleanup, …)`: called when all is over."""
    if len(a) > 1:
        register(it, it.registry, a[1], a[2:], k, node, frame)
    return UNKNOWN


STANDARD: dict[str, Handler] = {
    "weakref.finalize": _finalizer,
    "random.choice": _choice,
    "random.sample": _drawn("random", "random.sample"),
    "random.choices": _drawn("random", "random.choices"),
    "heapq.nlargest": _drawn("largest"),
    "heapq.nsmallest": _drawn("smallest"),
    "collections.OrderedDict": as_dict,
    "types.SimpleNamespace": _namespace,
    "collections.deque": as_sequence,
    "collections.defaultdict": _default_dict,
    "importlib.import_module": _module,
    "dataclasses.asdict": attributes,
    "dataclasses.replace": _copy,
    "copy.copy": _copy,
    "copy.deepcopy": _deep_copy,
    "json.dumps": first,
    "json.loads": parsed,
    "json.load": parsed,
    "os.getenv": configured,
    "os.environ.get": configured,
    "os.environ.setdefault": configured,
    "urllib.parse.urljoin": _joined("/"),
    "posixpath.join": _joined("/"),
    "os.path.join": _joined("/"),
    "urllib.parse.quote": first,
    "urllib.parse.quote_plus": first,
    "urllib.parse.unquote": first,
    "urllib.parse.urlencode": first,
    "functools.partial": _partial,
    "functools.partialmethod": _partial_method,
    "contextlib.ExitStack": _stack,
    "contextlib.AsyncExitStack": _stack,
    "contextlib.closing": _closing,
    "contextlib.aclosing": _closing,
    "contextlib.nullcontext": first,
    "atexit.register": _atexit,
    "unittest.addModuleCleanup": _atexit,
    "contextlib.suppress": lambda it, a, k, n, f: Suppressed(),
    "time.sleep": nothing,
    "asyncio.sleep": nothing,
    "typing.cast": lambda it, a, k, n, f: a[1] if len(a) > 1 else UNKNOWN,
    "asyncio.run": first,
    "asyncio.gather": lambda it, a, k, n, f: Sequence(list(a)),
    "dataclasses.field": field,
    "os.chdir": moved,
    "contextlib.chdir": moved,
    "urllib.request.Request": _request,
    "urllib.request.urlretrieve": copy_file,
    "urllib.request.urlopen": _urlopen,
    "urllib.request.build_opener().open": _urlopen,
    "urllib.request.OpenerDirector().open": _urlopen,
    "urllib.request.build_opener": connected("urllib.request.build_opener"),
    "uuid.UUID": _uuid,
    "sqlite3.connect": sqlite,
    "pysqlite3.connect": sqlite,
    "io.open": open_file,
    "codecs.open": open_file,
    "gzip.open": open_file,
    "zipfile.ZipFile": open_file,
    "tarfile.open": open_file,
    "shutil.copy": copy_file,
    "shutil.copy2": copy_file,
    "shutil.copyfile": copy_file,
    "shutil.move": copy_file,
    "pathlib.Path": _path,
    "pathlib.PosixPath": _path,
    "pathlib.PurePath": _path,
    "tempfile.gettempdir": _folder("tempfile.gettempdir"),
    "os.getcwd": _folder("os.getcwd"),
    "pathlib.Path.cwd": _folder("pathlib.Path.cwd"),
    "pathlib.Path.home": _folder("pathlib.Path.home"),
    "os.path.abspath": first,
    "os.path.dirname": first,
    "os.path.realpath": first,
    "io.BytesIO": _stream,
    "io.StringIO": _stream,
    "base64.b64encode": first,
    "string.Template": first,
}
