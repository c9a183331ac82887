"""How a suite takes records away: the deletes that it shows, and the functions that stand beside those that create."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from smelltest.link.knowledge import verbs
from smelltest.link.play.calls import PARSING
from smelltest.link.program.names import Program
from smelltest.link.program.walking import within
from smelltest.link.questions.records import singular
from smelltest.link.suite import Linker, Test
from smelltest.link.timeline import Effect
from smelltest.link.values import Derived, Literal, Pairs, Step, atoms, text_of
from smelltest.read import facts

_ID = re.compile(r"(?:^|_)(?:id|pk|uuid|guid|uid|key)s?$|[a-z](?:Id|ID|Uuid|UUID)$|^id", re.IGNORECASE)


class Way(Struct, frozen=True):
    """A call by which the suite takes a record away.

    `call` is its source with `{id}` for the record's id, and `ids` leads from the answer of the create to that. `path`
    is the create's, where that is all text. `fixtures` are the parameters that the call stands on, `names` what it takes from its module, each with the dotted name that it is imported by,
    `owner` the class on whose `self` it stands, as `path::Class`. `awaited`: it stands in a coroutine. `then`: the
    source of what makes it last, `commit()`.
    """

    resource: str | None
    kind: str
    call: str
    ids: str
    file: str
    path: tuple[str, ...] = ()
    fixtures: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    owner: str = ""
    awaited: bool = False
    then: str = ""


class Sibling(Struct, frozen=True):
    """A function beside one that creates, by its name one that deletes the same.

    `parameters`: what it must be given, `named` those of them that it is given by name; `given`: what the other one takes;
    `takes`: all that itself takes.
    """

    name: str
    parameters: tuple[str, ...]
    given: tuple[str, ...]
    awaited: bool = False
    takes: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def ways(linker: Linker, path: str, tests: Iterable[Test]) -> tuple[Way, ...]:
    """The ways in which the tests of a file, and the fixtures that can be seen from there, take records away."""
    timelines = [*((test.timeline.events, test.timeline.rejected) for test in tests), *linker.of_fixtures(path)]
    refused = {
        (event.site.path, event.site.at)
        for events, rejected in timelines
        for event in events
        if isinstance(event, Effect) and event.order in rejected
    }
    found: dict[Way, None] = {}
    for events, rejected in timelines:
        for event in events:
            deletes = isinstance(event, Effect) and event.kind == "delete" and event.order not in rejected
            if isinstance(event, Effect) and deletes and (event.site.path, event.site.at) not in refused:
                found.update(dict.fromkeys(_ways(linker.program, event)))
    return tuple(found)


def ways_of_others(linker: Linker, path: str, resource: str, others: Iterable[tuple[Way, ...]]) -> tuple[Way, ...]:
    """Of the ways of some other files those that take a record of a collection away, as a file could do it as well."""
    for shown in others:
        found = [way for way in shown if _is_open_to(linker, path, resource, way)]
        if found:
            return tuple(found)
    return ()


def are_let_in(resource: str, shown: Iterable[tuple[tuple[str, bool], ...]]) -> bool:
    """Whether whoever takes away a record of a collection, in some files, says who asks."""
    found = [lets for each in shown for kind, lets in each if kind == singular(resource)]
    return bool(found) and all(found)


def let_in_of(tests: Iterable[Test]) -> tuple[tuple[str, bool], ...]:
    """The collections of which some tests take records away, each with whether it is said who asks."""
    found = (
        (singular(event.resource), is_let_in(event))
        for test in tests
        for event in test.timeline.events
        if isinstance(event, Effect)
        and event.kind == "delete"
        and event.access.kind == "http"
        and event.order not in test.timeline.rejected
        and event.resource is not None
    )
    return tuple(dict.fromkeys(found))


def is_let_in(effect: Effect) -> bool:
    """Whether something is sent along that may tell who asks."""
    return any(
        value.open or any(str(key).lower() not in _NOBODYS for key, _ in value.entries)
        if isinstance(value, Pairs)
        else not (isinstance(value, Literal) and value.value is None)
        for value in effect.credentials
    )


_NOBODYS = frozenset({"accept", "accept-encoding", "accept-language", "content-type", "user-agent"})
"""Headers that say nothing of who asks."""


def _is_open_to(linker: Linker, path: str, resource: str, way: Way) -> bool:
    """Whether a way of another file takes away such a record, and stands on nothing that only that file has."""
    return (
        way.resource is not None
        and singular(way.resource) == singular(resource)
        and all(dotted for _, dotted in way.names)
        and all(linker.can_see(path, name) for name in way.fixtures)
    )


def _ways(program: Program, delete: Effect) -> Iterator[Way]:
    """How a delete is written in the function that asks for it, if just one record's id goes into it."""
    made = {
        (atom.effect, written_path(atom.steps))
        for value in (*delete.segments, *delete.arguments, *(value for _, value in delete.query.entries))
        for atom in atoms(value)
        if isinstance(atom, Derived) and atom.effect.kind == "create"
    }
    module = program.library.load(delete.site.path)
    if len(made) != 1 or module is None:
        return
    ((create, ids),) = made
    if ids is None or not _is_of_its_kind(delete, create):
        return
    function = _function(module, delete.callers[0].partition("::")[2])
    call = next((one for one in within(function) if isinstance(one, facts.Call) and one.at == delete.site.at), None)
    if not isinstance(call, facts.Call) or function is None:
        return
    call = _deferred(call)
    writer = _Writer(module, function)
    source = writer.written(call)
    if source is not None and "{id}" not in source:
        # A fixture gives the id itself.
        writer = _Writer(module, function, given=True)
        source = writer.written(call)
    if source is None or source.count("{id}") != 1 or writer.fails:
        return
    then = _commit(writer, function, call) if delete.access.kind in {"sql", "orm"} else ""
    owner = delete.callers[0].rpartition(".")[0] if "self" in writer.used or "cls" in writer.used else ""
    texts = [text_of(segment) for segment in create.segments]
    yield Way(
        create.resource,
        create.access.kind,
        source,
        ids,
        delete.site.path,
        tuple(text for text in texts if text is not None) if None not in texts else (),
        tuple(sorted(writer.used & writer.parameters - {"self", "cls"})),
        tuple(sorted((name, writer.dotted(name)) for name in writer.used - writer.parameters)),
        owner,
        function.is_async,
        then,
    )


def _deferred(call: facts.Call) -> facts.Call:
    """What a call registers to be called later, `addCleanup(delete, user)`, else the call."""
    name = call.function.name if isinstance(call.function, (facts.Attribute, facts.Name)) else ""
    if (
        name not in _REGISTERING
        or not call.arguments
        or not isinstance(call.arguments[0], (facts.Attribute, facts.Name))
    ):
        return call
    return facts.Call(call.at, call.arguments[0], call.arguments[1:], call.keywords)


_REGISTERING = frozenset(
    {"addCleanup", "addAsyncCleanup", "addClassCleanup", "addModuleCleanup", "callback", "push_async_callback"}
)


def _commit(writer: _Writer, function: facts.Function, delete: facts.Call) -> str:
    """The call after a delete by which a function makes that last; empty if there is none."""
    for one in within(function):
        if (
            isinstance(one, facts.Call)
            and isinstance(one.function, facts.Attribute)
            and one.function.name == "commit"
            and delete.at.end_line < one.at.line <= delete.at.end_line + 3
        ):
            written = writer.written(one)
            return f"await {written}" if written and function.is_async else written or ""
    return ""


def _is_of_its_kind(delete: Effect, create: Effect) -> bool:
    """Whether a delete takes away the record itself, and not another one that is told by its id."""
    if delete.resource is None or create.resource is None:
        return delete.resource is create.resource
    return singular(delete.resource) == singular(create.resource) or (
        singular(delete.resource) in {"user", "account"}
        and re.search(r"regist|sign_?-?up", create.resource) is not None
    )


def written_path(steps: Iterable[Step]) -> str | None:
    """The steps from an answer to a part of it, as they are written; None where one of them is not plain."""
    parts = [_step(step) for step in steps]
    if None in parts:
        return None
    path = "".join(part for part in parts if part is not None)
    # A text that was parsed, by a model perhaps: the answer can do so itself.
    parsed = _PARSED.match(path)
    if parsed is None:
        return path
    rest = _ATTRIBUTE.sub(r'["\1"]', path[parsed.end() :])
    return f".json(){rest}" if rest else path


_PARSED = re.compile(r"\.(?:text|content|body)\b")
_ATTRIBUTE = re.compile(r"\.(\w+)(?!\w*\()")


def _step(step: Step) -> str | None:
    if step.kind == "attribute":
        return f".{step.key}()" if step.key in {"json", "get_json"} else f".{step.key}"
    if step.kind == "item" and isinstance(step.key, (str, int)):
        return f"[{step.key}]" if isinstance(step.key, int) else f'["{step.key}"]'
    return "" if step.kind == "call" else None


def _function(module: facts.Module, qualname: str) -> facts.Function | None:
    return next(
        (one for one in within(module.body) if isinstance(one, facts.Function) and one.qualname == qualname), None
    )


class Written(Struct, frozen=True):
    """The source of a call, the parameters of its function that it stands on, and what it takes from its module."""

    source: str
    parameters: frozenset[str]
    names: tuple[tuple[str, str], ...]


def function_of(module: facts.Module, qualname: str) -> facts.Function | None:
    """The function of a module that goes by a qualified name."""
    return _function(module, qualname)


def called_at(function: facts.Function, at: facts.Place) -> facts.Call | None:
    """The call of a function that stands at a place."""
    return next((one for one in within(function) if isinstance(one, facts.Call) and one.at == at), None)


def source_of(module: facts.Module, function: facts.Function, call: facts.Call) -> Written | None:
    """A call as it can stand elsewhere: what its function only gives a name is written out."""
    writer = _Writer(module, function, spelling=True)
    source = writer.written(call)
    if source is None or writer.fails:
        return None
    names = tuple(sorted((name, writer.dotted(name)) for name in writer.used - writer.parameters))
    return Written(source, frozenset(writer.used & writer.parameters), names)


class _Writer:
    """Writes a call as source, with a hole where it has the id of a record."""

    def __init__(
        self, module: facts.Module, function: facts.Function, *, spelling: bool = False, given: bool = False
    ) -> None:
        """`spelling`: literals and what is made of them are written out for the local names that they go by.

        `given`: the id may be a parameter of the function.
        """
        self._given = given
        self._module = module
        self._spelling = dict(_spelled(function)) if spelling else {}
        self.parameters = {parameter.name for parameter in function.parameters}
        self._local = {
            name.name
            for statement in within(function.body)
            for target in _targets(statement)
            for name in within(target)
            if isinstance(name, facts.Name)
        }
        self.used: set[str] = set()
        self.fails = False

    def dotted(self, name: str) -> str:
        """What a global name is imported by; empty where it is not."""
        for one in self._module.body:
            if isinstance(one, facts.Import) and one.bound == name and one.level == 0:
                return f"{one.module}.{one.name}" if one.name else one.module if one.module == name else ""
        return ""

    def written(self, node: facts.AnyExpression, quote: str = "") -> str | None:
        if self._is_hole(node):
            return "{id}"
        if isinstance(node, facts.Name) and node.name in self._spelling:
            return self.written(self._spelling[node.name], quote)
        if isinstance(node, facts.Name):
            self.used.add(node.name)
            self.fails |= node.name in self._local
            return node.name
        if isinstance(node, facts.Attribute):
            inner = self.written(node.value, quote)
            return None if inner is None else f"{inner}.{node.name}"
        if isinstance(node, facts.Constant):
            return _literal(node.value, quote)
        if isinstance(node, facts.Text):
            return self._text(node) if not quote else None
        if isinstance(node, facts.Call):
            return self._call(node, quote)
        if isinstance(node, (facts.Display, facts.Dictionary)):
            return self._collection(node, quote)
        if isinstance(node, facts.Subscript) and isinstance(node.index, facts.Constant):
            inner, index = self.written(node.value, quote), _literal(node.index.value, quote)
            return None if inner is None or index is None else f"{inner}[{index}]"
        if isinstance(node, facts.Binary) and node.operator == "+":
            left, right = self.written(node.left, quote), self.written(node.right, quote)
            return None if left is None or right is None else f"{left} + {right}"
        return None

    def _call(self, node: facts.Call, quote: str) -> str | None:
        if isinstance(node.function, facts.Attribute):
            owner = self.written(node.function.value, quote)
            function = None if owner is None else f"{owner}.{node.function.name}"
        else:
            function = self.written(node.function, quote)
        given = [self.written(argument, quote) for argument in node.arguments]
        for keyword in node.keywords:
            value = self.written(keyword.value, quote) if keyword.name else None
            given.append(None if value is None else f"{keyword.name}={value}")
        return None if function is None or None in given else f"{function}({', '.join(map(str, given))})"

    def _collection(self, node: facts.Display | facts.Dictionary, quote: str) -> str | None:
        if isinstance(node, facts.Dictionary):
            keys = [self.written(key, quote) if key is not None else None for key in node.keys]
            values = [self.written(value, quote) for value in node.values]
            if None in keys or None in values:
                return None
            return f"{{{', '.join(f'{key}: {value}' for key, value in zip(keys, values, strict=True))}}}"
        items = [self.written(item, quote) for item in node.items]
        around = {"list": "[]", "tuple": "()"}.get(node.kind)
        if None in items or around is None:
            return None
        inside = ", ".join(map(str, items)) + ("," if node.kind == "tuple" and len(items) == 1 else "")
        return f"{around[0]}{inside}{around[1]}"

    def _text(self, node: facts.Text) -> str | None:
        parts = []
        for part in node.parts:
            if isinstance(part, facts.Constant) and isinstance(part.value, str):
                if re.search(r'["\\{}\n]', part.value):
                    return None
                parts.append(part.value)
            elif isinstance(part, facts.Formatted) and part.spec is None:
                inner = self.written(part.value, '"')
                if inner is None:
                    return None
                parts.append(inner if inner == "{id}" else f"{{{inner}}}")
            else:
                return None
        return f'f"{"".join(parts)}"'

    def _is_hole(self, node: facts.AnyExpression) -> bool:
        """Whether an expression is a record's id: it is called so, or is the function's own."""
        inner, last = node, ""
        while True:
            if isinstance(inner, facts.Subscript) and isinstance(inner.index, facts.Constant):
                last = last or str(inner.index.value)
                inner = inner.value
            elif isinstance(inner, facts.Attribute):
                last = last or inner.name
                inner = inner.value
            elif isinstance(inner, facts.Call) and not inner.arguments and inner is not node:
                inner = inner.function
            else:
                break
        if not isinstance(inner, facts.Name) or isinstance(node, facts.Call):
            return False
        return _ID.search(last or inner.name) is not None and (
            inner is not node or self._given or inner.name not in self.parameters
        )


def _spelled(function: facts.Function) -> Iterator[tuple[str, facts.AnyExpression]]:
    """The names that a function gives a literal, or a collection, once."""
    given: dict[str, list[facts.AnyExpression]] = {}
    for statement in within(function.body):
        for target in _targets(statement):
            for name in within(target):
                if isinstance(name, facts.Name):
                    plain = isinstance(statement, facts.Assign) and target is name
                    value = (
                        statement.value if isinstance(statement, facts.Assign) and plain else facts.Name(target.at, "")
                    )
                    given.setdefault(name.name, []).append(value)
    for bound, values in given.items():
        if len(values) == 1 and isinstance(values[0], (facts.Constant, facts.Dictionary, facts.Text)):
            yield bound, values[0]


def _targets(statement: Struct) -> tuple[facts.AnyExpression, ...]:
    if isinstance(statement, facts.Assign):
        return tuple(target for target in statement.targets if isinstance(target, (facts.Name, facts.Display)))
    if isinstance(statement, facts.For):
        return (statement.target,)
    if isinstance(statement, facts.With):
        return tuple(context.target for context in statement.contexts if context.target is not None)
    return ()


def _literal(value: str | float | bool | None, quote: str) -> str | None:
    if isinstance(value, str):
        mark = "'" if quote == '"' else '"'
        return None if re.search(r"""["'\\{}\n]""", value) else f"{mark}{value}{mark}"
    return repr(value)


# Functions beside each other


def siblings(program: Program, maker: str) -> tuple[Sibling, ...]:
    """The functions beside one that creates that delete what it makes, by their names: `cancel` beside `place`."""
    path, _, qualname = maker.partition("::")
    module = program.library.load(path)
    function = _function(module, qualname) if module is not None else None
    if module is None or function is None:
        return ()
    owner = qualname.rpartition(".")[0]
    beside = (
        one
        for one in within(module.body)
        if isinstance(one, facts.Function) and one.qualname.rpartition(".")[0] == owner and one is not function
    )
    given = tuple(parameter.name for parameter in function.parameters)
    found = (
        Sibling(
            one.name,
            tuple(
                parameter.name for parameter in one.parameters if parameter.default is None and parameter.kind != "**"
            ),
            given,
            one.is_async,
            tuple(parameter.name for parameter in one.parameters),
            tuple(parameter.name for parameter in one.parameters if parameter.kind == "keyword"),
        )
        for one in beside
        if _undoes(one.name, function.name) and not any(parameter.kind == "*" for parameter in one.parameters)
    )
    # The one that says the same of what it is about comes first.
    return tuple(sorted(found, key=lambda one: -len(_told(verbs.words(one.name)[1:]))))


def modelled(program: Program, maker: str) -> tuple[str, ...] | None:
    """The fields of the model that a function makes of an answer; None where it gives the answer or a part of it.

    There are none where the model is another package's.
    """
    path, _, qualname = maker.partition("::")
    module = program.library.load(path)
    function = _function(module, qualname) if module is not None else None
    if function is None:
        return None
    given = [one.value for one in within(function.body) if isinstance(one, facts.Return) and one.value is not None]
    named = dict(_assigned(function))
    models = [_model(named.get(one.name, one) if isinstance(one, facts.Name) else one) for one in given]
    if len(models) != 1 or models[0] is None:
        return None
    found = program.resolve(path, models[0])
    if found is None or not isinstance(found.node, facts.Class):
        return ()
    return tuple(
        target.name
        for ref in program.mro(found.path, found.node)
        for one in ref.node.body
        for target in (one.targets if isinstance(one, facts.Assign) else _declared(one))
        if isinstance(target, facts.Name)
    )


def _declared(statement: facts.Statement) -> tuple[facts.AnyExpression, ...]:
    return (statement.target,) if isinstance(statement, facts.Declare) else ()


def _assigned(function: facts.Function) -> Iterator[tuple[str, facts.AnyExpression]]:
    for one in within(function.body):
        if isinstance(one, facts.Assign):
            yield from ((target.name, one.value) for target in one.targets if isinstance(target, facts.Name))


def _model(value: facts.AnyExpression) -> facts.AnyExpression | None:
    """The model that an expression makes an instance of: `User.model_validate(answer)`, `User(**answer)`."""
    if not isinstance(value, facts.Call):
        return None
    if isinstance(value.function, facts.Attribute):
        return value.function.value if value.function.name in PARSING else None
    plain = isinstance(value.function, facts.Name) and value.function.name[:1].isupper()
    return value.function if plain and any(keyword.name is None for keyword in value.keywords) else None


def _undoes(name: str, maker: str) -> bool:
    """Whether a function's name says that it deletes what another one's says it makes."""
    mine, yours = verbs.words(name), verbs.words(maker)
    if not mine or not yours or verbs.kind_of(maker) != "create" or yours[-2:] == ("by", "id"):
        return False  # What is given the id of a record does something to that: `upload_document_by_id`.
    if mine[0] == "delete" and yours[0] in {"post", "put"} and mine[1:2] and mine[1] in _DELETES:
        # Named by the request and by what it does: `post_add_product`, `delete_remove_product`.
        mine, yours = mine[1:], yours[1:]
    deletes = mine[0] in _DELETES or mine[0] in _OPPOSITES.get(yours[0], ())
    rest, other = _told(mine[1:]), _told(yours[1:])
    ends_alike = rest != () and other[-len(rest) :] == rest and _WHERE.isdisjoint(other)
    return deletes and (rest == other or ends_alike)


def _told(words: tuple[str, ...]) -> tuple[str, ...]:
    """What a name says is made or deleted, without how: `pet` of `delete_pet_by_id`, of `create_new_pet` and of `create_pet_api`."""
    told = tuple(word for word in words if word != "new")
    while told and told[-1] in _HOW:
        told = told[:-1]
    return told


_WHERE = frozenset({"to", "in", "into", "on", "of", "for", "from", "with", "at"})
"""What comes after these is not what is made: the cart of `add_item_to_cart`."""
_HOW = frozenset({"api", "by", "id", "request", "response"})
_DELETES = frozenset({"delete", "remove", "destroy", "drop", "cancel"})
_OPPOSITES = {
    "place": ("cancel",),
    "book": ("cancel", "unbook"),
    "register": ("unregister", "deregister"),
    "add": ("remove",),
    "invite": ("uninvite", "revoke"),
    "issue": ("revoke",),
    "grant": ("revoke",),
    "signup": ("delete",),
}

Siblings = Callable[[str], tuple[Sibling, ...]]
