"""What a test makes and nothing takes away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from smelltest.link.program.environment import BEFORE
from smelltest.link.program.walking import within
from smelltest.link.questions.addressing import names
from smelltest.link.questions.cleanups import cleanups, owners
from smelltest.link.questions.interruption import is_own_success
from smelltest.link.questions.records import creates, field_values, goes_with_server, kin, parents, same, singular
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, Event, Other, Stage, sources
from smelltest.link.values import Made, Site, atoms, text_of
from smelltest.read import facts
from smelltest.read.conventions import is_test_code


@lru_cache(maxsize=16)
def leaks(test: Test) -> tuple[Effect, ...]:
    """The creates of a test whose records outlive it."""
    if not test.timeline.whole or _is_tidied(test):
        return ()
    return tuple(
        create
        for create in creates(test)
        if create.order not in test.timeline.managed
        and not create.stage.teardown
        and not goes_with_server(test, create)
        and not (create.stage.kind == "module" and create.site.path != test.path and not is_test_code(create.site.path))
        and all(map(_only_after_failure, cleanups(test, create)))
        and not _handed_to_cleanup(test, create)
        and not _is_other_branch(test, create)
        and not _is_made_once(test, create)
    )


def _only_after_failure(delete: Effect) -> bool:
    """Whether a delete stands in an `except` of the test, so that the record stays when all goes well."""
    return delete.guard.handler and not delete.guard.always and delete.stage.kind == "test"


def topmost(leaking: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Those of the leaks that would not go with another: what stands below it is no defect more.

    The other is of one test, as they are, or of the same fixture or setup.
    """
    return tuple(create for create in leaking if not any(_goes_with(create, parent) for parent in leaking))


def _goes_with(create: Effect, parent: Effect) -> bool:
    """Whether a record would be taken away with another one."""
    alike = parent.stage.scope == "function" or parent.stage == create.stage
    return (
        alike
        and parent is not create
        and (
            parent in parents(create)
            or parent in owners(create)
            or _is_named_by(parent, create)
            or _is_addressed_below(parent, create)
        )
    )


def _is_named_by(parent: Effect, create: Effect) -> bool:
    """Whether a create says by its name which record its own belongs to: `create_index(collection_name="books")`.

    Or it names that first, before what it makes there: `create_index("books", "title")`.
    """
    if parent.resource is None or parent.order > create.order or kin(parent.resource, create.resource):
        return False
    noun = singular(parent.resource)
    told = [value for key, value in create.fields.entries if key in {noun, f"{noun}_name"}]
    if create.access.kind == "sdk" and (len(create.arguments) > 1 or create.fields.entries):
        told.extend(create.arguments[:1])
    names = [value for key, value in parent.fields.entries if key in {"name", noun, f"{noun}_name"}]
    return any(same(one, other) for one in told for other in (*names, *parent.arguments[:1]))


def _is_addressed_below(parent: Effect, create: Effect) -> bool:
    """Whether a record is made below the address that another gets by its name: `/shelves/{name}/books`."""
    collection = parent.segments
    below = create.segments[len(collection) :]
    return (
        parent.order < create.order
        and bool(collection)
        and len(below) > 1
        and all(map(same, collection, create.segments))
        and any(same(below[0], value) for key, value in field_values(parent.fields) if key in _NAMES)
    )


_NAMES = frozenset({"name", "id", "key", "slug", "uid", "uuid", "alias", "code", "path"})


def _is_other_branch(test: Test, create: Effect) -> bool:
    """Whether a helper makes the record in one of two ways, of which the other is taken away."""
    return create.guard.conditional and any(
        other is not create
        and other.guard.conditional
        and (other.chain[:-1] == create.chain[:-1] or _writes_alike(other, create))
        and kin(other.resource, create.resource)
        and bool(cleanups(test, other))
        for other in creates(test)
    )


_FINDING_FIRST = re.compile(
    r"::(?:.*\.)?_*(?:(?:get|find|fetch|load|lookup|read)_or_(?:create|make|add|register)|ensure)(?:_|$)", re.IGNORECASE
)


def _is_made_once(test: Test, create: Effect) -> bool:
    """Whether a helper makes the record only where there is none of that name yet, so that all runs share one."""
    if not any(map(_FINDING_FIRST.search, create.callers)):
        return False
    sent = (*create.segments, *create.arguments, *(value for _, value in field_values(create.fields)))
    made = any(isinstance(atom, Made) for value in sent for atom in atoms(value))
    return not made or any(
        earlier.order < create.order and earlier.call == create.call and earlier.fields == create.fields
        for earlier in creates(test)
    )


def _writes_alike(one: Effect, other: Effect) -> bool:
    """Whether two writes that one call leads to go to the same place, so that one of them happens."""
    return (
        one.site == other.site
        and one.verb == other.verb
        and bool(one.segments)
        and len(one.segments) == len(other.segments)
        and all(map(same, one.segments, other.segments))
    )


TIDYING = re.compile(r"clean|reset|rollback|roll_back|purge|truncat|wipe|tear_?down|sweep|tidy")


def _is_tidied(test: Test) -> bool:
    """Whether a fixture tidies up: one of the settings, or one of an unknown plugin that is called so."""
    used = {name.rpartition(".")[2] for _, name in test.fixtures} | set(test.missing)
    return bool(used & set(test.settings.cleanup.fixtures)) or any(map(TIDYING.search, test.missing))


_CLEANING = re.compile(
    r"clean_?up|tear_?down|finalizer|delete|remove|destroy|purge|register|track|truncat|wipe|sweep|restore",
    re.IGNORECASE,
)
_DROPPING = re.compile(r"\s*DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?[\"'`\[]?(?:\w+\.)?(\w+)", re.IGNORECASE)


def _drops(event: Other, create: Effect) -> bool:
    """Whether a statement that always runs drops the table that a row was put into."""
    if create.access.kind != "sql" or create.resource is None or not (event.stage.teardown or event.guard.always):
        return False
    dropped = (_DROPPING.match(text_of(value) or "") for value in event.values)
    return any(found is not None and found[1].lower() == create.resource.lower() for found in dropped)


def _handed_to_cleanup(test: Test, create: Effect) -> bool:
    """Whether a function that was not followed got the record, and is called as one that takes it away."""
    for event in test.timeline.events:
        if isinstance(event, Other) and event.order > create.order and _drops(event, create):
            return True
        if isinstance(event, Other) and event.order > create.order and _CLEANING.search(event.name):
            given = [effect for value in event.values for effect in sources(value)]
            unknown = not given and event.stage.teardown
            if create in given or (unknown and (event.values or event.stage.name == create.stage.name)):
                return True
    return False


def lost_half_way(test: Test) -> Iterator[tuple[Effect, Event]]:
    """The creates of a setup that only its teardown takes away, each with what can fail in it afterwards."""
    told: set[Effect] = set()
    for create in creates(test):
        if create.stage.kind != "setup" or create.stage.teardown or create.stage.name in BEFORE:
            continue  # Whatever a hook of behave's comes to, those that run afterwards are called.
        deletes = cleanups(test, create)
        if deletes and all(delete in told and not names(delete, create) for delete in deletes):
            continue  # It goes with what was made before it.
        torn_down = all(delete.stage.kind == "setup" and delete.stage.teardown for delete in deletes)
        if not deletes or not torn_down or any(_registered(create, delete) for delete in deletes):
            continue
        failing = next((event for event in test.timeline.events if _fails_after(event, create)), None)
        if failing is not None and not (_is_told_at_once(failing, create) and _is_last(test, create)):
            told.update(deletes)
            yield create, failing


def torn_down(test: Test, setup: Stage) -> Iterator[tuple[Site, Site]]:
    """Where a teardown deletes what a setup makes, and where that makes it."""
    for create in creates(test):
        if create.stage == setup:
            for delete in cleanups(test, create)[:1]:
                yield delete.site, create.site


def _registered(create: Effect, delete: Effect) -> bool:
    """Whether a delete was registered by the setup itself, so that it happens when that fails."""
    return delete.stage.name == create.stage.name


def _fails_after(event: Event, create: Effect) -> bool:
    if event.order <= create.order or event.stage != create.stage:
        return False
    return isinstance(event, Effect) or (isinstance(event, Check) and not is_own_success(event, create))


def _is_told_at_once(event: Event, create: Effect) -> bool:
    """Whether a client reads what it has just made, or looks at that, before it gives it to whom it was asked by."""
    return (
        event.site == create.site
        and (isinstance(event, Check) or (isinstance(event, Effect) and event.kind == "read"))
        and len(event.chain) > 1
        and all(not is_test_code(link.path) for link in event.chain[1:])
    )


def _is_last(test: Test, create: Effect) -> bool:
    """Whether a setup calls nothing after it made the record, be it what could not be followed."""
    return not any(
        isinstance(node, facts.Call) and node.at.line > create.site.at.end_line
        for part in test.parts
        if part.path == create.site.path and part.function.at.line <= create.site.at.line <= part.function.end_line
        for node in within(part.function.body)
    )
