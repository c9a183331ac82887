"""What tests have in common before they begin, kept after it was played and gone on from."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from smelltest.link.play.frames import Frame
from smelltest.link.play.objects import Instance, Registry
from smelltest.link.play.twin import Twins, Uncopied
from smelltest.link.timeline import Event, Isolation, Stage
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.playback import Player


class Pending:
    """The teardown of a part that has been set up: what follows its `yield`, and what it registered."""

    __slots__ = ("frame", "registry", "rest", "stage")

    def __init__(self, stage: Stage, frame: Frame, rest: tuple[facts.AnyStatement, ...], registry: Registry) -> None:
        self.stage = stage
        self.frame = frame
        self.rest = rest
        self.registry = registry


class _State:
    """All that is there when a row of parts has run."""

    def __init__(self, player: Player, twins: Twins) -> None:
        it = player.it
        if it.registry.calls or it.class_registry.calls:
            raise Uncopied
        self.events: list[Event] = list(it.events)
        self.managed = set(it.managed)
        self.undone = set(it.undone)
        self.committed = it.committed
        self.cleanups = list(it.cleanups)
        self.given = list(it.given)
        self.shared = set(it.shared)
        self.http: Isolation | None = it.http
        self.database: Isolation | None = it.database
        self.passing = it.passing
        self.stood_in = set(it.stood_in)
        self.transaction = it.transaction
        self.files_replaced = it.files_replaced
        self.work = it.work
        self.numbered = it.numbered
        self.globals = twins.table(it.globals)
        self.statics = {key: twins.table(members) for key, members in it.statics.items()}
        self.values = twins.table(player.values)
        self.instance = twins.of(player.instance)
        self.pending = [
            Pending(one.stage, _frame_twin(twins, one.frame), one.rest, twins.of(one.registry))
            for one in player.pending
        ]

    def restore(self, player: Player) -> None:
        """Put a player where this one was."""
        it, twins = player.it, Twins()
        it.events = list(self.events)
        it.managed = set(self.managed)
        it.undone = set(self.undone)
        it.committed = self.committed
        it.cleanups = list(self.cleanups)
        it.given = list(self.given)
        it.shared = it.shared | self.shared
        it.http = it.http or self.http
        it.database = it.database or self.database
        it.passing = it.passing or self.passing
        it.stood_in |= self.stood_in
        it.transaction = self.transaction
        it.files_replaced = it.files_replaced or self.files_replaced
        it.work = self.work
        it.numbered = self.numbered
        it.globals = twins.table(self.globals)
        it.statics = {key: twins.table(members) for key, members in self.statics.items()}
        player.values = twins.table(self.values)
        instance = twins.of(self.instance)
        if isinstance(instance, Instance) and player.cls is not None:
            instance.cls = player.cls  # The beginning may have been kept by a test of another class.
            player.instance = instance
        player.pending = [
            Pending(one.stage, _frame_twin(twins, one.frame), one.rest, twins.of(one.registry)) for one in self.pending
        ]


def _frame_twin(twins: Twins, frame: Frame) -> Frame:
    cells = tuple(twins.table(cell) for cell in frame.cells)
    twin = Frame(frame.path, frame.name, twins.table(frame.env), cells, frame.owner, twins.of(frame.receiver))
    twin.global_names, twin.outer_names = frame.global_names, frame.outer_names
    return twin


class Beginnings:
    """What tests have in common before they begin, kept for the next one from the second time on."""

    _MOST = 64

    def __init__(self) -> None:
        self._seen: dict[object, _State | None] = {}

    def find(self, key: object) -> _State | None:
        """What was kept under a key."""
        return self._seen.get(key)

    def keep(self, key: object, player: Player) -> None:
        """Keep what was played under a key, once the key is met for the second time."""
        if key not in self._seen:
            if len(self._seen) >= self._MOST:
                del self._seen[next(iter(self._seen))]
            self._seen[key] = None
        elif self._seen[key] is None:
            with suppress(Uncopied):
                self._seen[key] = _State(player, Twins())
