"""What a test makes and nothing takes away."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.link.records import cleanups, creates, kin
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect, Other, sources


def leaks(test: Test) -> Iterator[Effect]:
    """The creates of a test whose records outlive it."""
    timeline = test.timeline
    if not timeline.whole or set(test.settings.cleanup.fixtures) & {name.rpartition(".")[2] for _, name in test.fixtures}:
        return
    for create in creates(test):
        if create.order in timeline.managed or create.stage.teardown:
            continue
        if not cleanups(test, create) and not _handed_to_cleanup(test, create):
            yield create


_CLEANING = ("cleanup", "clean_up", "teardown", "tear_down", "finalizer", "delete", "remove", "destroy", "purge", "register", "track")


def _handed_to_cleanup(test: Test, create: Effect) -> bool:
    """Whether a function that was not followed got the record, and is called as one that takes it away."""
    for event in test.timeline.events:
        if isinstance(event, Other) and event.order > create.order and any(word in event.name.lower() for word in _CLEANING):
            given = [effect for value in event.values for effect in sources(value)]
            if create in given or (not given and kin(create.resource, None) and event.stage.teardown):
                return True
    return False
