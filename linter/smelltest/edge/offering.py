"""What a suite offers to the fixes of a file: how records are made and taken away in it, and what other files hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from smelltest.edge.contents import Contents, suite_around
from smelltest.edge.formatting import line_length_around
from smelltest.edge.settings import Project
from smelltest.link.helpers import at_hand
from smelltest.link.knowledge.routes import CREATING, DELETING
from smelltest.link.questions.makings import Making, ids_by_custom, ids_elsewhere, makings
from smelltest.link.questions.shown import Shown, shown
from smelltest.link.questions.siblings import modelled, siblings
from smelltest.link.questions.undoings import are_let_in, ways_of_others
from smelltest.link.suite import Linker
from smelltest.link.texts.mentions import (
    ID_IN_ANSWER,
    REQUESTED_DELETE,
    argument,
    comparison,
    importing,
    literally,
    payload,
    record_url,
)
from smelltest.rewrite.drafting.manner import Manner
from smelltest.settings.tables import Settings


def manner(projects: Sequence[Project], path: str, overlay: Mapping[str, bytes], contents: Contents) -> Manner:
    """How fixes of a file, an absolute path, are written: by the settings of its suite, and with what that offers."""
    project = suite_around(projects, path)
    if project is None:
        return Manner()
    root = f"{project.root.rstrip('/')}/"
    inside = {at[len(root) :]: text for at, text in overlay.items() if at.startswith(root)}

    def mentioned(pattern: str) -> bool:
        return contents.mention(project, path, pattern, overlay)

    def shown_by_any(pattern: str) -> bool:
        return contents.mention(project, path, pattern, overlay, even_tests=True)

    how = offering(
        project.settings,
        lambda: contents.linker(project, inside),
        path[len(root) :],
        lambda resource: contents.tests(project, path, resource),
        lambda file: contents.shown(project, inside, file),
        lambda file: contents.shown(project, {}, file),
    )
    return replace(
        how,
        elsewhere=lambda text: mentioned(literally(text)),
        compared=lambda text: mentioned(comparison(text)),
        sent=lambda text: mentioned(payload(text)),
        given=lambda text: mentioned(argument(text)),
        ending=lambda collection: next((end for end in ("", "/") if mentioned(record_url(collection, end))), None),
        is_imported=lambda: mentioned(importing(Path(path).stem)),
        deletes_nothing=lambda: mentioned(CREATING) and not mentioned(DELETING),
        shows_no_delete=lambda: not any(map(shown_by_any, (DELETING, REQUESTED_DELETE))),
        reads_no_ids=lambda: not shown_by_any(ID_IN_ANSWER),
        line_length=line_length_around(Path(path).parent),
    )


def offering(
    settings: Settings,
    linker: Callable[[], Linker],
    path: str,
    files: Callable[[str], Sequence[str]] = lambda _resource: (),
    shows: Callable[[str], Shown] | None = None,
    showed: Callable[[str], Shown] | None = None,
) -> Manner:
    """How fixes of a file of a suite are written: by the settings, and with what the suite offers.

    `files`: the other modules of tests that speak of a collection, the nearest first. `shows` says what a file shows,
    `showed` what it did before any fix: what it makes of an own record since then, others can't do as well.
    """
    show = shows or cache(lambda file: shown(linker(), file))

    def others(resource: str) -> Iterator[Shown]:
        return (show(file) for file in files(resource) if file != path)

    def made_elsewhere(resource: str) -> tuple[Making, ...]:
        found = makings(linker(), path, resource, (one.makings for one in others(resource)))
        if found or showed is None:
            return found
        return makings(linker(), path, resource, (showed(file).makings for file in (*files(resource), path)))

    return Manner(
        settings.helpers,
        settings.cleanup.style,
        cache(lambda: linker().recipes(path)),
        lambda: show(path).ways,
        cache(lambda resource: ways_of_others(linker(), path, resource, (one.ways for one in others(resource)))),
        cache(lambda resource: ids_elsewhere(resource, (one.ids for one in others(resource)))),
        cache(lambda resource: ids_by_custom(resource, [show(path).ids, *(one.ids for one in others(resource))])),
        cache(lambda resource: are_let_in(resource, [show(path).let_in, *(one.let_in for one in others(resource))])),
        cache(lambda maker: siblings(linker().program, maker)),
        cache(lambda maker: modelled(linker().program, maker)),
        factories=settings.factories,
        learned=cache(lambda kind: dict(at_hand(linker().program, settings, path)).get(kind)),
        makings=cache(made_elsewhere),
        beneath=cache(lambda fixture: linker().beneath(path, fixture)),
        is_own=cache(lambda package: linker().program.module_path(path, 0, package) is not None),
    )
