"""How a suite takes records away: the deletes that it shows, and the functions that stand beside those that create."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from msgspec import Struct

from smelltest.link.program.program import Program
from smelltest.link.program.walking import within
from smelltest.link.questions.records import singular
from smelltest.link.questions.spelling import Writer, function_of
from smelltest.link.suite import Linker, Test
from smelltest.link.timeline import Effect, Event
from smelltest.link.values import Derived, Literal, Pairs, Site, Step, answers, atoms, text_of
from smelltest.read import facts


class Way(Struct, frozen=True):
    """A call by which the suite takes a record away.

    `call` is its source with `{id}` for the record's id, and `ids` leads from the answer of the create to that. `path`
    is the create's, where that is all text. `fixtures` are the parameters that the call stands on, `names` what it
    takes from its module, each with the dotted name that it is imported by, `owner` the class on whose `self` it
    stands, as `path::Class`. `awaited`: it stands in a coroutine. `then`: the source of what makes it last,
    `commit()`.
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


class Deletes(Struct, frozen=True):
    """How some timelines take records away, each way with where it stands, and where they are refused something."""

    ways: tuple[tuple[Site, Way], ...]
    refused: frozenset[Site]


def deletes_of(program: Program, timelines: Iterable[tuple[Iterable[Event], Container[int]]]) -> Deletes:
    """How some timelines take records away; each is given with what is rejected in it."""
    found: dict[tuple[Site, Way], None] = {}
    refused = set()
    for events, rejected in timelines:
        effects = [event for event in events if isinstance(event, Effect)]
        tried = _only_tried(effects, rejected)
        for event in effects:
            if event.order in rejected or event.order in tried or event.kind == "create":
                refused.add(event.site)  # A call that makes a record, too, takes away what it makes itself.
            elif event.kind == "delete":
                found.update(dict.fromkeys((event.site, way) for way in _ways(program, event)))
    return Deletes(tuple(found), frozenset(refused))


def _only_tried(effects: Sequence[Effect], rejected: Container[int]) -> frozenset[int]:
    """The deletes of what a test itself deletes once more later, so that it was there still: a stranger's."""
    last: dict[frozenset[int], int] = {}
    tried = set()
    for effect in effects:
        records = _records_of(effect)
        if effect.kind == "delete" and effect.stage.kind == "test" and records and effect.order not in rejected:
            tried.add(last.setdefault(records, -1))
            last[records] = effect.order
    return frozenset(tried)


def _records_of(effect: Effect) -> frozenset[int]:
    """The orders of the effects that gave what a path is made of."""
    return frozenset(one.effect.order for part in effect.segments for one in answers(part))


def ways(*shown: Deletes) -> tuple[Way, ...]:
    """The ways in which records are taken away, but for those that are refused somewhere."""
    refused = frozenset[Site]().union(*(each.refused for each in shown))
    return tuple(dict.fromkeys(way for each in shown for site, way in each.ways if site not in refused))


def ways_of_others(linker: Linker, path: str, resource: str, others: Iterable[tuple[Way, ...]]) -> tuple[Way, ...]:
    """Of the ways of some other files those that take a record of a collection away, as a file could do it as well."""
    for shown in others:
        found = [way for way in shown if _is_open_to(linker, path, resource, way)]
        if found:
            return tuple(found)
    return ()


def are_let_in(resource: str, shown: Iterable[tuple[tuple[str, bool], ...]]) -> bool:
    """Whether whoever takes away a record of a collection, in some files, says who asks; or else who changes one."""
    told = [entry for each in shown for entry in each]
    kind = singular(resource)
    found = [lets for one, lets in told if one == kind] or [lets for one, lets in told if one == kind + _CHANGED]
    return bool(found) and all(found)


_CHANGED = "*"
"""What stands after the name of a collection of which a record is changed, not deleted."""


def let_in_of(tests: Iterable[Test]) -> tuple[tuple[str, bool], ...]:
    """The collections of which some tests take records away, each with whether it is said who asks.

    What is taken away again later was not taken away: the test tries whether a stranger may.
    """
    found: dict[tuple[str, bool], None] = {}
    for test in tests:
        for event in test.timeline.events:
            if isinstance(event, Effect) and event.verb in {"PUT", "PATCH"} and _is_done_to_record(test, event):
                found[singular(event.resource or "") + _CHANGED, is_let_in(event)] = None
        last: dict[frozenset[int], tuple[str, bool]] = {}
        for event in test.timeline.events:
            if (
                isinstance(event, Effect)
                and event.kind == "delete"
                and event.access.kind == "http"
                and event.order not in test.timeline.rejected
                and event.resource is not None
            ):
                told = (singular(event.resource), is_let_in(event))
                last[_records_of(event) or frozenset({event.order})] = told
        found.update(dict.fromkeys(last.values()))
    return tuple(found)


def _is_done_to_record(test: Test, event: Effect) -> bool:
    """Whether a request changes a single record, and is not refused."""
    return event.kind == "change" and event.order not in test.timeline.rejected and bool(_records_of(event))


def is_let_in(effect: Effect) -> bool:
    """Whether something is sent along that may tell who asks."""
    return any(
        value.open or any(str(key).lower() not in _NOBODYS for key, _ in value.entries)
        if isinstance(value, Pairs)
        else not (isinstance(value, Literal) and not value.value)
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
    function = function_of(module, delete.callers[0].partition("::")[2])
    call = next((one for one in within(function) if isinstance(one, facts.Call) and one.at == delete.site.at), None)
    if not isinstance(call, facts.Call) or function is None:
        return
    call = _deferred(call)
    writer = Writer(module, function)
    source = writer.written(call)
    if source is not None and "{id}" not in source:
        # A fixture gives the id itself.
        writer = Writer(module, function, given=True)
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


def _commit(writer: Writer, function: facts.Function, delete: facts.Call) -> str:
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
        if step.key in _OF_TEXTS:
            return None  # With what it was called, the step does not tell.
        return f".{step.key}()" if step.key in {"json", "get_json"} else f".{step.key}"
    if step.kind == "item" and isinstance(step.key, (str, int)):
        return f"[{step.key}]" if isinstance(step.key, int) else f'["{step.key}"]'
    return "" if step.kind == "call" else None


_OF_TEXTS = frozenset(
    {"split", "rsplit", "splitlines", "partition", "rpartition", "replace", "strip", "lstrip", "rstrip"}
)


# Functions beside each other
