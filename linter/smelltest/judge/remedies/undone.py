"""Remedies that take away what a test leaves behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from smelltest.judge.remedies.ids import asked, body_of, echoed_beside, gives, read_ids
from smelltest.judge.remedies.remedy import Cleanup, Remedy, Undoing
from smelltest.link.knowledge import verbs
from smelltest.link.play.addresses import is_id
from smelltest.link.play.http import plural
from smelltest.link.play.statuses import refusal_status
from smelltest.link.questions.cleanups import cleanups
from smelltest.link.questions.fitness import statuses
from smelltest.link.questions.handover import handed
from smelltest.link.questions.records import creates, field_values, kin, singular
from smelltest.link.questions.undoings import is_let_in, written_path
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Effect, HandOver, sources
from smelltest.link.values import Comparison, Derived, Items, Literal, Made, Pairs, Site, Value, answers, atoms, text_of
from smelltest.read.facts import Function, Place


def taken_away(test: Test, suite: Suite, create: Effect, site: Site) -> Remedy | None:
    """A cleanup for what a call makes; `site` is that call."""
    if site not in create.chain:
        return None
    if {*verbs.words(singular(create.resource or ""))} & _SENDING:
        return Remedy("display", "take the record away", (), "what is sent cannot be taken back")
    if create.guard.repeated and create.guard.tried and not _is_heard_of(test, create):
        return Remedy(
            "display", "take the record away", (), "whether there is a record, each turn of a loop may tell anew"
        )
    if _REFUSED.search(test.name) and not _is_heard_of(test, create):
        return Remedy("display", "take the record away", (), "the test does not say whether there is a record")
    if _deleted_in_another_case(test, suite, create):
        return Remedy("display", "take the record away", (), "in another of its cases the test takes the record away")
    waiting = _waiting(test, suite, create)
    if waiting is not None:
        return Remedy("display", "take the record away", (), f"{waiting} counts on the record")
    doubtful = _status_of_step(test, suite, create) if _is_of_step(test, create) else next(_doubtful(test, create), "")
    if doubtful is None:
        return Remedy("display", "take the record away", (), "in other scenarios the step may be refused")
    if _is_kept_for_others(test, create):
        return Remedy("display", "take the record away", (), "the test keeps it where others can reach it")
    index = create.chain.index(site)
    noun = re.sub(r"\W+", "_", singular(create.resource or "")).strip("_")
    texts = [text_of(segment) for segment in create.segments]
    given = gives(test, create, site)
    ids = _ids(test, suite, create, given)
    if _is_without(test, create, ids):
        return None
    guessed = read_ids(test, suite, create) is None
    beside = echoed_beside(test, suite, create) if guessed and create.access.kind == "http" else None
    undoing = Undoing(
        kind=create.access.kind,
        resource=create.resource,
        path=tuple(text for text in texts if text is not None) if None not in texts else (),
        maker=create.callers[index + 1] if index + 1 < len(create.chain) else "",
        by_rest=_is_rest(suite, create) and not (guessed and _goes_by_another(suite, create)),
        at_same=create.verb == "PUT",
        ids=ids if beside is None else f'{beside}["id"]',
        gives=given,
        noun=noun if noun.isidentifier() else "record",
        guessed=guessed,
        echoed=beside is not None,
        doubtful=doubtful or "",
        refused=tuple(_refused(test, create)),
        by_nobody=create.access.kind == "http" and not is_let_in(create),
    )
    reason = "the record is gone after the test: a later test may count on it"
    return Remedy("unsafe", "take the record away however the test ends", (Cleanup(site.at, undoing),), reason)


_REFUSED = re.compile(
    r"(?:^|[_.])(?:invalid|negative|missing|without|wrong|bad|empty|incorrect|unauthori[sz]ed)(?:_|$)"
)
"""What tests are called of requests that the system may refuse."""


def _deleted_in_another_case(test: Test, suite: Suite, create: Effect) -> bool:
    """Whether the same test, called with other values, deletes what the create made: who may is what it is about."""
    for other in suite.tests:
        if other.item.function is not test.item.function or other is test:
            continue
        twins = (one for one in creates(other) if one.call == create.call)
        if any(event.stage.kind == "test" for twin in twins for event in cleanups(other, twin)):
            return True
    return False


def _is_kept_for_others(test: Test, create: Effect) -> bool:
    """Whether a test gives the record, or its id, to a class or module beside it: `Store.order_id = order["id"]`."""
    return any(
        isinstance(event, HandOver)
        and event.kind in {"class", "global"}
        and event.how == "assign"
        and event.stage.kind == "test"
        and event.owner.partition("::")[0] != test.path
        and any(source is create for source in sources(event.value))
        for event in test.timeline.events
    )


def _is_heard_of(test: Test, create: Effect) -> bool:
    """Whether a test makes sure of anything of what a create answers, or asks for its record."""
    return any(
        any(source is create for value in asked(event) for source in sources(value)) for event in test.timeline.events
    )


_SENDING = frozenset({"send", "notify", "broadcast", "dispatch", "execute", "invoke", "trigger"})
"""What a collection is called of which each create is a deed, and no record."""


def _ids(test: Test, suite: Suite, create: Effect, given: tuple[tuple[str, str], ...]) -> str:
    """Where in the answer to a create the id stands: as the suite reads it, or the helper that gives it does."""
    known = read_ids(test, suite, create)
    named = next((steps for _, steps in given if re.search(r"""(?:id|pk)(?:"\])?$""", steps, re.IGNORECASE)), None)
    return known or named or (f'{body_of(suite)}["id"]' if create.access.kind == "http" else ".id")


def _is_without(test: Test, create: Effect, ids: str) -> bool:
    """Whether a test expects an answer in which the id does not stand: `assert made.json() == {"ok": True}`, or a list."""
    if _NO_CONTENT in statuses(test, create) or _is_list(test, create, ids):
        return True
    for event in test.timeline.events:
        condition = event.condition if isinstance(event, Check) else None
        if not isinstance(condition, Comparison) or condition.operator != "==":
            continue
        for answer, expected in ((condition.left, condition.right), (condition.right, condition.left)):
            if isinstance(answer, Derived) and answer.effect is create and isinstance(expected, Pairs):
                path = written_path(answer.steps)
                key = re.match(r'\["(\w+)"\]', ids[len(path) :]) if path is not None and ids.startswith(path) else None
                if key is not None and not expected.open and expected.get(key[1]) is None:
                    return True
    return False


_NO_CONTENT = 204


def _is_list(test: Test, create: Effect, ids: str) -> bool:
    """Whether a test goes through what the answer has where the id should stand in it: `for row in made.json(): …`."""
    above = re.sub(r"""\[["']\w+["']\]$""", "", ids)
    for event in test.timeline.events:
        looked_for = event.query.entries if isinstance(event, Effect) else ()
        values = (*asked(event), *(value for _, value in looked_for))
        for answer in (each for value in values for each in answers(value) if each.effect is create):
            index = next((i for i, step in enumerate(answer.steps) if step.kind in _OF_LIST), None)
            if index is not None and written_path(answer.steps[:index]) == above:
                return True
    return False


_OF_LIST = frozenset({"each", "pick", "filter", "sorted", "slice"})


def _doubtful(test: Test, create: Effect) -> Iterator[str]:
    """The ways to the status of an answer that a test takes for a success as well as for a refusal: `in (201, 409)`."""
    for event in test.timeline.events:
        condition = event.condition if isinstance(event, Check) else None
        if not isinstance(condition, Comparison) or condition.operator != "in":
            continue
        status, taken = condition.left, condition.right
        if isinstance(status, Derived) and status.effect is create and isinstance(taken, Items):
            path = written_path(status.steps)
            if path is not None and {refusal_status(each) for each in taken.values} >= {True, False}:
                yield path


def _is_of_step(test: Test, create: Effect) -> bool:
    """Whether a record is made by a step of a scenario, which others may run as well."""
    return test.item.run is not None and create.stage.kind == "test" and create.site.path != test.item.run.path


def _status_of_step(test: Test, suite: Suite, create: Effect) -> str | None:
    """The way to the status of the answer that a step gets; empty where it checks that itself, None where nothing shows it.

    A step that takes what it is sent from a feature is refused where a scenario is about that.
    """
    if create.access.kind != "http":
        return ""
    for event in test.timeline.events:
        condition = event.condition if isinstance(event, Check) else None
        if isinstance(condition, Comparison) and refusal_status(condition.right) is not None:
            status = condition.left
            if isinstance(status, Derived) and status.effect is create:
                own = condition.operator == "==" and _in_one_function(suite, create.site, event.site)
                return "" if own else written_path(status.steps)
    return _STATUS.get(create.access.client.partition(".")[0]) if len(create.chain) == 1 else None


def _in_one_function(suite: Suite, one: Site, other: Site) -> bool:
    """Whether two places stand in the same function of a module."""
    module = suite.load(one.path) if one.path == other.path else None
    functions = (each for each in module.body if isinstance(each, Function)) if module is not None else ()
    return any(
        each.at.line <= one.at.line <= each.end_line and each.at.line <= other.at.line <= each.end_line
        for each in functions
    )


_STATUS = {"requests": ".status_code", "httpx": ".status_code", "aiohttp": ".status"}
"""Where the answers of a library have their status."""


def _refused(test: Test, create: Effect) -> Iterator[Place]:
    """The calls by which a test is refused to delete a record: only its owner may.

    What is still in use can be deleted once that which uses it is gone.
    """
    in_use = {
        answer.effect.order
        for event in test.timeline.events
        if isinstance(event, Check) and isinstance(event.condition, Comparison)
        for answer in answers(event.condition.left)
        if isinstance(event.condition.right, Literal) and event.condition.right.value in _IN_USE
    }
    for event in test.timeline.events:
        if (
            isinstance(event, Effect)
            and event.kind == "delete"
            and event.order in test.timeline.rejected - in_use
            and any(create in sources(value) for value in (*event.segments, *event.arguments))
        ):
            yield from (site.at for site in event.chain if site.path == create.site.path)


_IN_USE = (409, 423)
"""The statuses of a conflict, and of what is locked."""


def _is_rest(suite: Suite, create: Effect) -> bool:
    """Whether a request puts a record into a collection, below whose path it can be addressed."""
    if create.access.kind != "http" or not create.segments:
        return False
    if create.verb == "PUT":
        return True
    last = text_of(create.segments[-1])
    if create.verb != "POST" or last is None:
        return False
    named = plural(last) and verbs.kind_of(last) is None and verbs.words(last)[0] not in _DOING
    return named or any(_addresses(event, create) for test in suite.tests for event in test.timeline.events)


_DOING = frozenset("verify validate confirm check resend reset process calculate sync run generate sign login".split())
"""What the last part of a path begins with that is a deed, and no collection: `/verify-sms`."""


def _addresses(event: object, create: Effect) -> bool:
    """Whether a request asks for a single record of the collection that a create puts one into."""
    return (
        isinstance(event, Effect)
        and event.access.kind == "http"
        and len(event.segments) == len(create.segments) + 1
        and is_id(event.segments[-1])
        and text_of(event.segments[-2]) == text_of(create.segments[-1])
    )


def _goes_by_another(suite: Suite, create: Effect) -> bool:
    """Whether single records of a collection are asked for by another part of the answer than an id: by a hash."""
    return any(
        _addresses(event, create) and any(source.kind == "create" for source in sources(event.segments[-1]))
        for test in suite.tests
        for event in test.timeline.events
        if isinstance(event, Effect) and event.kind == "read"
    )


def _waiting(test: Test, suite: Suite, create: Effect) -> str | None:
    """Another test that counts on the record: it was handed to that, or is asked for by a value that both know."""
    for writer, reader, record in _handed(suite):
        if writer == test.name and (record is create or record.call == create.call):
            return reader
    kept = _kept(test, create)
    if kept:
        for other in suite.tests:
            if other.name != test.name and kept & {parameter.name for parameter in other.item.function.parameters}:
                return other.name
    chosen = _chosen(create)
    if chosen:
        for other in suite.tests:
            if other.name != test.name and _asks_by(other, create, chosen):
                return other.name
    common = {site for value in _own(create) for atom in atoms(value) for site in _common(atom)}
    others = (other for other in suite.tests if other.name != test.name) if common else iter(())
    return next((other.name for other in others if not common.isdisjoint(_asked_by(other))), None)


def _kept(test: Test, create: Effect) -> frozenset[str]:
    """The fixtures of several tests in which a test keeps a record that it has made: `state.user = …`."""
    return frozenset(
        event.owner.rpartition("::")[2]
        for event in test.timeline.events
        if isinstance(event, HandOver)
        and event.kind == "fixture"
        and event.how != "read"
        and event.order > create.order
        and any(source is create for source in sources(event.value))
    )


def _chosen(create: Effect) -> frozenset[str]:
    """The ids that a test itself writes out for a record that it makes."""
    keys = ("id", "uuid", f"{singular(create.resource or '')}_id")
    found = (create.fields.get(key) for key in keys)
    return frozenset(str(value.value) for value in found if isinstance(value, Literal) and value.value is not None)


def _asks_by(other: Test, create: Effect, chosen: frozenset[str]) -> bool:
    """Whether another test asks for the record by such an id, and makes none by it."""
    asks = any(
        isinstance(event, Effect)
        and event.kind != "create"
        and event.order not in other.timeline.rejected
        and event.segments
        and isinstance(last := event.segments[-1], Literal)
        and str(last.value) in chosen
        and kin(event.resource, create.resource)
        for event in other.timeline.events
    )
    return asks and not any(_chosen(made) & chosen for made in creates(other))


@lru_cache(maxsize=4)
def _handed(suite: Suite) -> tuple[tuple[str, str, Effect], ...]:
    """The records that tests hand to each other, each with the test that makes it and one that takes it."""
    return tuple(
        (one.writer.name, one.readers[0], record)
        for one in handed(suite.tests)
        for record in sources(one.event.value)
        if one.readers
    )


def _own(create: Effect) -> Iterator[Value]:
    yield from (value for _, value in field_values(create.fields))
    yield from create.arguments


def _common(value: Value) -> Iterator[Site]:
    """Where a value is made that outlives a test."""
    if isinstance(value, Made) and value.scope in {"module", "class", "session", "default", "cases"}:
        yield value.site


@lru_cache(maxsize=512)
def _asked_by(test: Test) -> frozenset[Site]:
    """Where the values are made that a test asks for records by."""
    return frozenset(
        atom.site
        for event in test.timeline.events
        if isinstance(event, Effect) and event.kind != "create"
        for value in (*event.segments, *event.arguments, *(value for _, value in event.query.entries))
        for atom in atoms(value)
        if isinstance(atom, Made)
    )
