"""Remedies that give a test a record of its own in the place of one that it shares with others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal as Choice

from msgspec.structs import replace

from smelltest.judge.constants import constant_at
from smelltest.judge.expecting import (
    OF_ALL,
    OF_ANSWER,
    comparisons,
    echoed,
    expected_by_name,
    expected_of,
    is_whole,
    told,
)
from smelltest.judge.remedies import given_ids, ids, read_ids
from smelltest.judge.remedy import (
    Example,
    Exchange,
    Lookup,
    MoveIn,
    OwnMember,
    OwnRecord,
    OwnState,
    Remedy,
    Unpredicted,
)
from smelltest.link.questions.changes import Change
from smelltest.link.questions.fitness import counts_on_state, refuses_later
from smelltest.link.questions.flows import Flow
from smelltest.link.questions.handover import Handed
from smelltest.link.questions.records import creates, effects, kin
from smelltest.link.questions.undoings import written_path
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Demand, Effect, sources
from smelltest.link.values import Comparison, Derived, Literal, Made, Predicate, Site, Value, answers, atoms, text_of
from smelltest.read.facts import Assign, Place


def own_record(test: Test, suite: Suite, flow: Flow) -> Remedy:
    """A record of the test's own in the place of the one that an id names."""
    elsewhere = flow.site.path not in {suite.module.path, flow.effect.site.path}
    constant = constant_at(suite, flow.site) if elsewhere else None
    if constant is not None and constant.whole:
        return _in_place_of_imported(suite, flow, constant.name)
    collection, path = _collection(flow), flow.site.path
    users: tuple[Test, ...] = (test,)
    kept: tuple[str, ...] = ()
    why = _counted_on(test, suite, flow)
    if why:
        return Remedy("display", "use a record of the test's own", (), why)
    if _is_constant(suite, flow):
        using = _users(suite, flow.site)
        kept = tuple(
            dict.fromkeys(
                one.item.function.qualname
                for one in suite.tests
                if _counted_on(one, suite, flow) or (one not in using and _expects(one, flow.site))
            )
        )
        users = tuple(one for one in using if one.item.function.qualname not in kept)
    expected = (each for one in users for each in expected_by_name(one, flow.value, path, collection))
    compared = (*dict.fromkeys(expected), *echoed(test, flow, path))
    examples = tuple(_examples(suite, collection, path))
    step = OwnRecord(flow.site.at, flow.text, collection, "", compared, examples, kept=kept)
    return Remedy("unsafe", "use a record of the test's own", (step,), _ANOTHER)


def _counted_on(test: Test, suite: Suite, flow: Flow) -> str:
    """Why a test needs just the record that is named; empty if another one will do."""
    if _counts_on_children(test, flow):
        return "the test counts on what hangs below the record"
    return _STATE if counts_on_state(test, suite, flow.site) else ""


def _in_place_of_imported(suite: Suite, flow: Flow, name: str) -> Remedy:
    """A record of its own for each test of a file that asks for one by the constant of another module."""
    collection, path = _collection(flow), flow.effect.site.path
    examples = tuple(_examples(suite, collection, path))
    steps: dict[Place, OwnRecord] = {}
    for one in _users(suite, flow.site):
        if _counts_on_children(one, flow) or counts_on_state(one, suite, flow.site):
            continue
        expected = (*expected_by_name(one, flow.value, path, collection), *echoed(one, flow, path))
        asking = (each.site for each in _asking(one) if _uses(each, flow.site) and each.site.path == path)
        at = next((site.at for site in asking), None)
        if at is None:
            continue
        steps.setdefault(at, OwnRecord(at, flow.text, collection, "", tuple(dict.fromkeys(expected)), examples, name))
    if not steps:
        return Remedy("display", "use a record of the test's own", (), "the test counts on what hangs below the record")
    return Remedy("unsafe", "use a record of the test's own", tuple(steps.values()), _ANOTHER, path)


def _expects(test: Test, site: Site) -> bool:
    """Whether a test compares something with what is written at a place."""
    return any(
        isinstance(side, Literal) and side.site == site
        for condition in comparisons(test, "==", "!=", "in", "not in")
        for side in (condition.left, condition.right)
    )


def _is_constant(suite: Suite, flow: Flow) -> bool:
    """Whether an id is a constant of the module, which several tests may use."""
    return suite.module.path == flow.site.path and any(
        isinstance(each, Assign) and each.value.at == flow.site.at for each in suite.module.body
    )


@lru_cache(maxsize=64)
def _users(suite: Suite, site: Site) -> tuple[Test, ...]:
    """The tests that ask for a record by what is written at a place."""
    return tuple(test for test in suite.tests if any(_uses(one, site) for one in _asking(test)))


def _asking(test: Test) -> tuple[Effect, ...]:
    return effects(test, "create", "change", "delete", "read")


def _uses(effect: Effect, site: Site) -> bool:
    values = (*effect.segments, *effect.arguments, effect.query, effect.fields)
    return any(isinstance(atom, Literal) and atom.site == site for value in values for atom in (value, *atoms(value)))


def _examples(suite: Suite, resource: str, path: str) -> Iterator[Example]:
    """The calls in a file that make a record of a collection."""
    found: dict[Place, Example] = {}
    for test in suite.tests:
        for made in creates(test):
            plain = made.stage.kind in {"test", "fixture"} and not made.guard.conditional and not made.guard.repeated
            if plain and made.site.path == path and made.resource is not None and kin(made.resource, resource):
                way = given_ids(test, suite, made, made.site)
                if way is not None:
                    found.setdefault(made.site.at, Example(made.site.at, way))
    yield from found.values()


def own_member(
    test: Test,
    suite: Suite,
    read: Effect,
    at: Place,
    how: Choice["pick", "count", "whole"],
    picked: Derived | None = None,
    also: Iterable[Place] = (),
    count: Derived | None = None,
) -> Remedy | None:
    """The test's own record in the place of whichever stands in a shared collection; `also`: where else it is picked."""
    if read.resource is None:
        return None
    own = [one for one in creates(test) if _is_at_hand(one, read)]
    in_test = [one for one in own if one.stage.kind == "test"]
    own = in_test if len(in_test) == 1 or (in_test and how == "count") else own
    more = tuple(_beside(test, suite, own)) if how == "count" and len(in_test) == len(own) else ()
    if how != "pick" and (len(own) > len(more) + 1 or any(one.guard.repeated for one in own)):
        return None  # Of several records of its own a test asks for each, which one of them does not tell.
    if len(own) > 1 and picked is not None:
        meant = _compared_with(test, picked, own)
        if len(meant) > 1:
            return None
        own = [*meant] or own
    made = own[0] if own else None
    if made is None and _is_part(read):
        return None  # What a fixture makes need not come to stand in it.
    way = given_ids(test, suite, made, made.site) if made is not None else '.json()["id"]'
    if way is None:
        return None
    step = OwnMember(
        at,
        how,
        read.resource,
        made.site.at if made is not None else None,
        way,
        tuple(expected_of(test, picked, made)) if picked is not None else (),
        tuple(_examples(suite, read.resource, test.path)) if made is None else (),
        _given_by(test, read) if made is None else "",
        made is not None and read_ids(test, suite, made) is None,
        more,
        *(_told_in(suite, count) if count is not None and made is not None else ()),
    )
    others = (replace(step, at=each, compared=()) for each in dict.fromkeys(also) if each != at)
    reason = "it is asked of the test's own record, no longer of the collection"
    return Remedy("unsafe", "ask for the test's own record", (step, *others), reason)


def _compared_with(test: Test, picked: Derived, own: Sequence[Effect]) -> tuple[Effect, ...]:
    """Which records of its own a test compares with those that it picks from a collection by their positions."""
    found: dict[int, Effect] = {}
    for condition in comparisons(test, "==", "!="):
        for answer, other in ((condition.left, condition.right), (condition.right, condition.left)):
            if any(each.effect is picked.effect for each in answers(answer)):
                found.update({each.order: each for each in sources(other) if any(each is one for one in own)})
    return tuple(found.values())


def _beside(test: Test, suite: Suite, own: Sequence[Effect]) -> Iterator[tuple[Place, str]]:
    """The calls that make the further records of a test, each with the way to its id."""
    first = own[0].site if own else None
    for one in own[1:_MOST_COUNTED]:
        way = given_ids(test, suite, one, one.site)
        if way is not None and one.site != first and not one.guard.conditional:
            yield one.site.at, way


_MOST_COUNTED = 4


def _told_in(suite: Suite, count: Derived) -> tuple[int, tuple[str, ...]]:
    """By how many keys an answer tells how many records there are, and by which it lists them, as tests read them."""
    keys = [step for step in count.steps if step.kind == "item" and isinstance(step.key, str)]
    if not keys or count.steps[-1].kind == "count":
        return 0, ()
    alike = (
        _list_in(answer)
        for same in (True, False)
        for test in suite.tests
        for event in test.timeline.events
        if isinstance(event, Check)
        for answer in answers(event.condition)
        if is_whole(answer.effect) and (not same or kin(answer.effect.resource, count.effect.resource))
    )
    return len(keys), next((found for found in alike if found), ())


def _list_in(answer: Derived) -> tuple[str, ...]:
    """The keys by which an answer gives its records, where one of them is picked or all are gone through."""
    keys: list[str] = []
    for step in answer.steps:
        listed = step.kind in {"pick", "each", "count", "filter", "slice"}
        if listed or (step.kind == "item" and isinstance(step.key, int)):
            return tuple(keys)
        if step.kind == "item":
            keys.append(str(step.key))
    return ()


def _given_by(test: Test, read: Effect) -> str:
    """The fixture by which a test has a record of a collection, when it lists that."""
    asked = {parameter.name for parameter in test.item.function.parameters}
    names = [
        name
        for one in creates(test)
        if one.stage.kind == "fixture"
        and one.stage.scope == "function"
        and (name := one.stage.name.rpartition(".")[2]) in asked
        and one.order < read.order
        and one.resource is not None
        and kin(one.resource, read.resource)
    ]
    return names[-1] if names else ""


def _is_part(read: Effect) -> bool:
    """Whether a collection is that of one record, or is filtered."""
    texts = [text_of(segment) for segment in read.segments]
    return any(text is None or text.isdecimal() for text in texts) or any(
        key not in _PAGING for key, _ in read.query.entries
    )


_PAGING = frozenset(
    {"limit", "offset", "page", "per_page", "page_size", "size", "sort", "order", "order_by", "ordering"}
)


def _is_at_hand(create: Effect, read: Effect) -> bool:
    """Whether a test has itself made a record before it lists the collection."""
    return (
        create.stage.kind in {"test", "setup"}
        and create.order < read.order
        and create.site.path == read.site.path
        and not create.guard.conditional
        and create.resource is not None
        and kin(create.resource, read.resource)
    )


def unpredicted(at: Place) -> Remedy:
    """An assertion that a generated value is there."""
    reason = "the value itself is no longer asserted"
    return Remedy("unsafe", "assert only that there is one", (Unpredicted(at),), reason)


def own_lookup(test: Test, suite: Suite, flow: Flow) -> Remedy | None:
    """A record of the test's own to look for, by a field, in the place of the one that a literal names."""
    if flow.effect.resource is None or flow.role not in {"query", "field"}:
        return None
    compared = tuple(expected_by_name(test, flow.value, flow.site.path))
    examples = tuple(_examples(suite, flow.effect.resource, flow.site.path))
    call = flow.effect.site.at if flow.effect.site.path == flow.site.path else None
    step = OwnRecord(flow.site.at, flow.text, flow.effect.resource, flow.key, compared, examples, call=call)
    return Remedy("unsafe", "look for a record of the test's own", (step,), _ANOTHER)


def looked_up_by_constant(suite: Suite, flow: Flow) -> Iterator[OwnRecord]:
    """Records of their own for the tests of a file that look for one by a constant of it, which they do not make."""
    if not _is_constant(suite, flow):
        return
    seen: set[Place] = set()
    for test in suite.tests:
        if any(_uses(one, flow.site) for one in effects(test, "create", "change", "delete")):
            continue
        for read in effects(test, "read"):
            keys = [key for key, value in read.query.entries if _is_written_at(value, flow.site)]
            if not keys or read.resource is None or read.site.path != flow.site.path or read.site.at in seen:
                continue
            seen.add(read.site.at)
            named = next(value for value in (read.query.get(keys[0]),) if value is not None)
            compared = tuple(expected_by_name(test, named, flow.site.path))
            examples = tuple(_examples(suite, read.resource, flow.site.path))
            yield OwnRecord(flow.site.at, flow.text, read.resource, keys[0], compared, examples, call=read.site.at)


def _is_written_at(value: Value, site: Site) -> bool:
    return any(isinstance(atom, Literal) and atom.site == site for atom in (value, *atoms(value)))


def moved_in(test: Test, suite: Suite, made: Made) -> Remedy | None:
    """A value made in each test that needs one, in the place of one that the module made, or the default of an argument."""
    if made.scope == "default":
        reason = "calls that leave the argument out no longer share one value"
        return Remedy("unsafe", "make the value in each call", (MoveIn(made.site.at),), reason)
    if made.site.path != test.path or made.scope not in {"module", "session"}:
        return None
    lookups = tuple(_lookups(suite, made))
    reason = "tests that count on the same value no longer get it"
    return Remedy("unsafe", "make the value in each test", (MoveIn(made.site.at, lookups),), reason)


def _lookups(suite: Suite, made: Made) -> Iterator[Lookup]:
    """What looks for a record by a value in tests that did not make it."""
    for test in suite.tests:
        asked = [event for event in test.timeline.events if isinstance(event, Effect)]
        if any(one.kind in {"create", "change"} and _holds(one.fields, made) for one in asked):
            continue
        for one in asked:
            for key, value in one.query.entries if one.resource is not None else ():
                if _holds(value, made):
                    yield Lookup(one.site.at, one.resource or "", key, tuple(expected_by_name(test, value, test.path)))


def _holds(value: Value, made: Made) -> bool:
    return any(isinstance(atom, Made) and atom.site == made.site for atom in atoms(value))


def exchanged(test: Test, suite: Suite, change: Change) -> Remedy | None:
    """A record for the test alone, in the place of one that a fixture made for several."""
    made = next((one for one in effects(test, "create") if one.site == change.record.site), None)
    if made is None or made.resource is None or made.stage.kind != "fixture" or made.stage.scope == "function":
        return None
    later = suite.tests[suite.tests.index(test) + 1 :]
    using = (each for each in later if any(one.site == made.site for one in effects(each, "create")))
    if refuses_later(test, suite, made) or (
        isinstance(change.event, Effect) and any(_looks_at(each, change.event) for each in using)
    ):
        return Remedy("display", "change a record of the test's own", (), "a later test counts on the change")
    step = Exchange(change.event.site.at, made.stage.name, made.resource)
    return Remedy("unsafe", "change a record of the test's own", (step,), _ANOTHER)


def own_state(handed: Handed, suite: Suite) -> Remedy | None:
    """A record for each test that reads one which another test put into a global, or into its class."""
    event, value = handed.event, handed.event.value
    made = [one for one in sources(value) if one.kind == "create" and one.resource is not None]
    kept = {"global": {"assign", "change"}, "class": {"assign"}}.get(event.kind, set())
    if event.how not in kept or not made or not isinstance(value, Derived):
        return None
    path, _, owner = event.owner.partition("::")
    if event.kind == "class" and path != suite.module.path:
        return None
    create = made[-1]
    part = _part_of_record(handed.writer, suite, create, value)
    readers = [test for test in suite.tests if test.name in handed.readers]
    if part is None or any(_counts_on_loss(test, create) for test in readers):
        return None
    later = suite.tests[suite.tests.index(handed.writer) + 1 :]
    beside = (test for test in later if not owner or event.kind != "class" or test.name.startswith(f"{owner}."))
    counting = next((one.name for one in beside if one not in readers and _counts_on_others(one, create)), None)
    if counting is not None:
        return Remedy("display", "give each test a record of its own", (), f"{counting} counts on the record as well")
    changes: dict[Place, list[str]] = {}
    for test in readers:
        for change in effects(test, "change"):
            if change.stage.kind == "test" and kin(change.resource, create.resource):
                changes.setdefault(change.site.at, []).extend(
                    one.item.function.name for one in readers if one is not test and _looks_at(one, change)
                )
    step = OwnState(
        create.site.at,
        event.name,
        create.resource or "",
        tuple((at, tuple(dict.fromkeys(names))) for at, names in changes.items()),
        part == "id",
        owner if event.kind == "class" else "",
        tuple(_examples(suite, create.resource or "", suite.module.path)),
    )
    return Remedy("unsafe", "give each test a record of its own", (step,), _ANOTHER)


def _part_of_record(test: Test, suite: Suite, create: Effect, value: Derived) -> Choice["id", "record"] | None:
    """Whether a part of the answer to a create is the record, or its id."""
    way, known = written_path(value.steps), ids(test, suite, create)
    if value.effect is not create or way is None:
        return None
    if way == known:
        return "id"
    return "record" if re.sub(r"""(?:\.\w+|\[["']\w+["']\])$""", "", known) == way else None


def _counts_on_loss(test: Test, create: Effect) -> bool:
    """Whether a test asks for a record and does not find it, or deletes it by what may fail the second time."""
    events = test.timeline.events
    for event in events:
        if not isinstance(event, Effect) or event.stage.kind != "test" or not kin(event.resource, create.resource):
            continue
        refused = event.refused or event.order in test.timeline.rejected
        if refused and event.kind in {"read", "delete"}:
            return True
        demanded = any(isinstance(each, Demand) and event in sources(each.answer) for each in events)
        if event.kind == "delete" and (event.access.kind != "http" or demanded):
            return True
    return False


def _counts_on_others(test: Test, create: Effect) -> bool:
    """Whether a test expects something of a whole collection in which a record stands, and puts none there itself."""
    if any(kin(one.resource, create.resource) for one in creates(test)):
        return False
    asked = {id(one) for one in effects(test, "read") if kin(one.resource, create.resource) and is_whole(one)}
    return bool(asked) and any(
        id(answer.effect) in asked and any(step.kind == "count" or step.key in OF_ALL for step in answer.steps)
        for event in test.timeline.events
        if isinstance(event, Check)
        for answer in answers(event.condition)
    )


def _looks_at(test: Test, change: Effect) -> bool:
    """Whether a test may see what a change has made of a record."""
    reads = [one for one in effects(test, "read") if kin(one.resource, change.resource)]
    changed = {key for key, _ in change.fields.entries}
    if not reads or not changed:
        return bool(reads)
    asked = {key for one in reads for key, _ in one.query.entries}
    keys = {
        str(answer.steps[-1].key)
        for condition in comparisons(test, "==", "!=", "in")
        for side in (condition.left, condition.right)
        for answer in answers(side)
        if answer.steps
    }
    sent = {key for one in effects(test, "change") for key, _ in one.fields.entries}
    return bool((keys | asked) & changed - sent)


_STATE = "the test counts on what the record has become, or on what depends on it"
_ANOTHER = "the test gets a new record: what else it takes for granted of the old one may not hold"


def _collection(flow: Flow) -> str:
    """The collection of the record that an id names."""
    if flow.role in {"segment", "argument"}:
        return flow.key or flow.effect.resource or ""
    return re.sub(r"_?(?:id|pk|uuid)$", "", flow.key) or flow.effect.resource or ""


def _counts_on_children(test: Test, flow: Flow) -> bool:
    """Whether a test expects something of what hangs below a record, and puts nothing there itself."""
    asked = effects(test, "create", "read")
    below = [
        one
        for one in asked
        if any(_is_named(one, at, flow) for at in range(len(one.segments) - 1)) or _is_filtered_by(one, flow)
    ]
    if any(one.kind == "create" for one in below):
        return False
    asked_for = {id(one) for one in below if one.kind == "read"}
    return any(
        id(answer.effect) in asked_for and _is_of_records(answer)
        for side in _demanded(test)
        for answer in answers(side)
    )


def _demanded(test: Test) -> Iterator[Value]:
    """What a test asserts something of that cannot be true of nothing."""
    for event in test.timeline.events:
        if not isinstance(event, Check):
            continue
        if isinstance(event.condition, Comparison) and event.condition.operator in {"==", ">", ">=", "in"}:
            yield from (event.condition.left, event.condition.right)
        elif isinstance(event.condition, Predicate) and event.condition.name == "any":
            yield from event.condition.arguments


def _is_of_records(answer: Derived) -> bool:
    """Whether a part of an answer tells of records, and not only of how the request fared."""
    listing = {"count", "each", "pick", "filter"}
    return any(step.key not in OF_ANSWER or step.kind in listing for step in answer.steps)


def _is_filtered_by(effect: Effect, flow: Flow) -> bool:
    """Whether records of another collection are listed, or made, that refer to the one which an id names."""
    if effect.kind == "create":
        return any(told(value) == told(flow.value) for _, value in effect.fields.entries)
    collection = flow.key if flow.role in {"segment", "argument"} else re.sub(r"_?(?:id|pk|uuid)$", "", flow.key)
    return not kin(effect.resource, collection) and any(
        key.endswith("id") and key != "id" and told(value) == told(flow.value) for key, value in effect.query.entries
    )


def _is_named(effect: Effect, at: int, flow: Flow) -> bool:
    return at > 0 and told(effect.segments[at]) == told(flow.value) is not None and effect.resource != flow.key
