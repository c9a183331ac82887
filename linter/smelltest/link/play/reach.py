"""How far a test was followed: the calls that were seen, and those of which nothing is known."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from smelltest.link.play.objects import ClassObject, Instance
from smelltest.link.values import Site, Unknown


class Gap(Struct, frozen=True):
    """A call that could not be followed: what it is called, why not, and where it stands."""

    name: str
    reason: str
    site: Site


class Reach(Struct, frozen=True):
    """The places of the calls that were seen, and the calls among them that could not be followed."""

    calls: frozenset[Site] = frozenset()
    gaps: tuple[Gap, ...] = ()

    @property
    def known(self) -> int:
        """How many of the calls were followed, or are known."""
        return len(self.calls) - len({gap.site for gap in self.gaps} & self.calls)


def joined(parts: Iterable[Reach]) -> Reach:
    """What several tests came to; a place that they share counts once, and is known if one knew it."""
    calls: set[Site] = set()
    known: set[Site] = set()
    gaps: dict[Site, Gap] = {}
    for part in parts:
        calls |= part.calls
        known |= part.calls - {gap.site for gap in part.gaps}
        for gap in part.gaps:
            gaps.setdefault(gap.site, gap)
    return Reach(frozenset(calls), tuple(gap for gap in gaps.values() if gap.site not in known))


class Log:
    """Takes note of calls while a test is being followed."""

    __slots__ = ("_calls", "_gaps")

    def __init__(self) -> None:
        self._calls: set[Site] = set()
        self._gaps: dict[Site, Gap] = {}

    def saw(self, site: Site) -> None:
        """Note a call."""
        self._calls.add(site)

    def lost(self, name: str, reason: str, site: Site) -> None:
        """Note a call that could not be followed."""
        self._gaps.setdefault(site, Gap(name, reason, site))

    def reach(self) -> Reach:
        """What was noted so far."""
        return Reach(frozenset(self._calls), tuple(self._gaps.values()))


def why(target: object) -> str:
    """Why a call of something, or of its method, cannot be followed."""
    if isinstance(target, (Instance, ClassObject)):
        cls = target.cls if isinstance(target, Instance) else target
        return f"{cls.ref.node.name} has it from another package"
    if not isinstance(target, Unknown):
        return "what it is called on was not followed"
    reason = _REASONS.get(target.reason)
    if reason is None:
        return "what it is called on is not known"
    return reason.format(name=target.name) if target.name or "{name}" not in reason else _UNNAMED


def origin(value: Unknown) -> str:
    """Why a value is not known."""
    said = _ORIGINS.get(value.reason)
    if said is None or (value.name is None and "{name}" in said):
        return "it comes from what was not followed"
    return said.format(name=value.name)


_ORIGINS = {
    "external": "another package gives it",
    "fixture": "the fixture {name} was found nowhere",
    "builtin": "pytest's fixture {name} gives it",
    "name": "the name {name} was found nowhere",
    "parameter": "what the parameter {name} is given is not known",
    "call": "what {name}() gives is not known",
    "attribute": "what .{name} is was not seen",
    "item": "what is kept under {name} was not seen",
    "case": "the cases of the parametrized test are not known",
    "param": "the params of the fixture are not known",
}

_UNNAMED = "what it is called on is not known"
_REASONS = {
    "external": "it belongs to another package",
    "fixture": "the fixture {name} was found nowhere",
    "name": "the name {name} was found nowhere",
    "parameter": "what the parameter {name} is given is not known",
    "call": "what {name}() gives is not known",
    "attribute": "what .{name} is was not seen",
    "object": "{name} belongs to another package",
    "context": "what the context manager {name} gives is not known",
    "error": "it is called on an error",
    "case": "the cases of the parametrized test are not known",
    "param": "the params of the fixture are not known",
}
