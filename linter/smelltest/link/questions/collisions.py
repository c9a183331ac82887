"""Which tests share what by chance: who will break whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from smelltest.link.play.http import plural
from smelltest.link.questions.inventory import WRITES, Datum, Entry, Key
from smelltest.link.values import Site


class Party(Struct, frozen=True):
    """A test that has a part in a collision: what it does with what is shared, and where."""

    path: str
    test: str
    use: str
    site: Site


class Collision(Struct, frozen=True):
    """What several tests share. `parties`: those that write, and so can break the others, come first."""

    name: str
    key: Key
    parties: tuple[Party, ...]

    @property
    def breaks(self) -> bool:
        """Whether a test can break another one by it."""
        return any(party.use in WRITES for party in self.parties)


def collisions(entries: Iterable[Entry]) -> tuple[Collision, ...]:
    """What two tests or more have in common by chance; first that by which most can break."""
    found: dict[Key, dict[tuple[str, str], list[Datum]]] = {}
    for entry in entries:
        for datum in (*entry.data, *entry.touches):
            if datum.key:
                found.setdefault(datum.key, {}).setdefault((entry.path, entry.name), []).append(datum)
    told = (_collision(key, parties) for key, parties in found.items())
    return tuple(sorted((one for one in told if one is not None), key=_gravity))


def _collision(key: Key, parties: dict[tuple[str, str], list[Datum]]) -> Collision | None:
    relying = {test for test, data in parties.items() if any(datum.use not in WRITES for datum in data)}
    writing = {test for test, data in parties.items() if any(datum.use in WRITES for datum in data)}
    shared = any(datum.kind == "incidental" for data in parties.values() for datum in data)
    if len(parties) < 2 or not (shared or writing):
        return None
    if key[0] == "collection" and not (relying and writing):
        return None
    told = [
        Party(path, test, datum.use, datum.site) for (path, test), data in parties.items() for datum in _strongest(data)
    ]
    told.sort(key=lambda party: party.use not in WRITES)
    name = next((datum.name for data in parties.values() for datum in data if datum.kind != "owned"), None)
    if key[0] == "collection":
        words = [datum.name.rpartition(" ")[2] for data in parties.values() for datum in data]
        name = f"which {next(filter(plural, words), words[0])} there are"
    first = next(iter(parties.values()))[0].name
    return Collision(name or first, key, tuple(told))


def _strongest(data: Sequence[Datum]) -> Sequence[Datum]:
    """Of what one test does with one thing, what can break others; of a collection, what can break it too."""
    writes = [datum for datum in data if datum.use in WRITES]
    reads = [datum for datum in data if datum.use not in WRITES]
    if writes and data[0].key[0] == "collection":
        return [*writes[:1], *reads[:1]]
    return (writes or reads)[:1]


def _gravity(one: Collision) -> tuple[bool, int, str]:
    return (not one.breaks, -len(one.parties), one.name)
