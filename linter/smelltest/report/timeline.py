"""What happens in a test, as a person reads it and as programs do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from msgspec import Struct

from smelltest.link.play.reach import Gap, Reach, origin
from smelltest.link.questions.records import effects
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Demand, Effect, Event, Guard, HandOver, Isolation, Other, Stage, Unbound
from smelltest.link.values import Derived, Pairs, Unknown, Value
from smelltest.read.gherkin import is_feature
from smelltest.report.places import Seen, location, named, place
from smelltest.report.tree import Branch, together
from smelltest.report.wording import Wording

_FREQUENT = 10
"""So many names of a summary tell what to do next."""


class Told(Struct, frozen=True, eq=False):
    """A test to tell of: which of its cases it is, of how many, and how paths are shown."""

    test: Test
    case: int
    cases: int
    seen: Seen

    @property
    def name(self) -> str:
        """The test as one selects it."""
        return named(self.test.path, self.test.name, self.seen)


def told(tests: Sequence[Test], seen: Seen) -> tuple[Told, ...]:
    """Tests in their order, their cases numbered."""
    counts = Counter((test.path, test.name) for test in tests)
    number: Counter[tuple[str, str]] = Counter()
    found = []
    for test in tests:
        key = (test.path, test.name)
        number[key] += 1
        found.append(Told(test, number[key], counts[key], seen))
    return tuple(found)


# For a person


def tree(one: Told) -> Branch:
    """All that happens in a test, stage by stage."""
    test = one.test
    case = f", case {one.case} of {one.cases}" if one.cases > 1 else ""
    where = together(f"(line {test.site.at.line}{case})")
    lines = _Lines(test, one.seen)
    stages = [
        Branch(_stage(stage, one.seen), tuple(Branch(lines.of(event)) for event in events))
        for stage, events in groupby(filter(_tells, test.timeline.events), key=lambda event: event.stage)
    ]
    return Branch(
        f"{one.name} {where}",
        (*map(Branch, surroundings(test, one.seen)), *stages, *_idle(test, one.seen), _unknown(test, one.seen)),
    )


def _tells(event: Event) -> bool:
    """Whether an event says something to a person: a note on an answer of its own does not."""
    if not isinstance(event, HandOver) or event.kind != "record" or not isinstance(event.value, Pairs):
        return True
    owner = event.value.get("record")
    of = owner.effect if isinstance(owner, Derived) else None
    return of is None or of.access.kind != "http" or of.stage.scope != "function"


def surroundings(test: Test, seen: Seen) -> Iterator[str]:
    """What becomes of the test's writes."""
    environment = test.timeline.environment
    if environment.http is not None:
        yield f"isolated: no request leaves the process, by {_by(environment.http, seen)}"
    if environment.database is not None:
        yield f"isolated: the database is put back, by {_by(environment.database, seen)}"
    if environment.http is None and environment.database is None:
        writes = effects(test, "create", "change", "delete")
        yield "live: what it writes lasts" if writes else "live, but it writes nothing"


def _by(isolation: Isolation, seen: Seen) -> str:
    return isolation.reason + (f" ({place(isolation.site, seen)})" if isolation.site else "")


def _stage(stage: Stage, seen: Seen) -> str:
    if stage.kind == "module":
        return f"import of {seen(stage.path)}"
    if stage.kind == "test":
        return "test, cleanups" if stage.teardown else "test"
    name = stage.name.rpartition(".")[2] if stage.kind == "fixture" else stage.name
    kind = "teardown" if stage.teardown and stage.kind == "setup" else stage.kind
    phase = ", teardown" if stage.teardown and stage.kind != "setup" else ""
    everywhere = ", for every test" if stage.autouse else ""
    return f"{kind} {name} ({stage.scope}{everywhere}), {seen(stage.path)}{phase}"


def _idle(test: Test, seen: Seen) -> Iterator[Branch]:
    """The fixtures in which nothing happens."""
    busy = {(event.stage.path, event.stage.name) for event in test.timeline.events}
    idle = [f"{name.rpartition('.')[2]} ({seen(path)})" for path, name in test.fixtures if (path, name) not in busy]
    if idle:
        noun = "fixture" if len(idle) == 1 else "fixtures"
        yield Branch(f"nothing happens in the {noun} {', '.join(idle)}")


def _unknown(test: Test, seen: Seen) -> Branch:
    said = tuple(Branch(reason) for reason in unknown(test, seen))
    return Branch("unknown", said) if said else Branch("unknown: nothing")


def unknown(test: Test, seen: Seen) -> Iterator[str]:
    """What is not known of a test, and why."""
    for name in test.missing:
        yield f"the fixture {name} was found nowhere; a plugin may bring it"
    clients = {
        event.access.client
        for event in test.timeline.events
        if isinstance(event, Effect) and event.access.confidence == "named"
    }
    for client in sorted(clients):
        yield f"{client} is taken for a client by its name alone"
    for (name, reason), gaps in _grouped(test.reach.gaps if test.reach else ()):
        places = ", ".join(place(gap.site, seen) for gap in gaps[:3])
        more = f" and {len(gaps) - 3} more" if len(gaps) > 3 else ""
        yield f"{name or '…'}(…): {reason} ({places}{more})"
    nameless: dict[str, list[Effect]] = {}
    for effect in effects(test, "change", "delete", "read"):
        lost = next((part for part in effect.segments if isinstance(part, Unknown)), None)
        if lost is not None and effect.access.kind == "http":
            nameless.setdefault(origin(lost), []).append(effect)
    for reason, asking in nameless.items():
        verbs = ", ".join(dict.fromkeys(effect.verb for effect in asking))
        places = ", ".join(dict.fromkeys(place(effect.site, seen) for effect in asking))
        yield f"which record is meant by {verbs}: {reason} ({places})"
    if not test.timeline.whole:
        yield "what comes after: more happens in this test than is followed"


def _grouped(gaps: Iterable[Gap]) -> list[tuple[tuple[str, str], list[Gap]]]:
    groups: dict[tuple[str, str], list[Gap]] = {}
    for gap in gaps:
        groups.setdefault((gap.name, gap.reason), []).append(gap)
    return list(groups.items())


class _Lines:
    """Tells the events of one test, one after the other."""

    def __init__(self, test: Test, seen: Seen) -> None:
        self._timeline = test.timeline
        self.wording = Wording(test.timeline)
        self._seen = seen

    def of(self, event: Event) -> str:
        """An event with its guard and its place."""
        marks = list(_marks(event, self._timeline.rejected, self._timeline.managed))
        suffix = " " + together(f"[{', '.join(marks)}]") if marks else ""
        text = f"{self.words(event)}{suffix} {together(f'({self._where(event)})')}"
        self.passed(event)
        return text

    def passed(self, event: Event) -> None:
        """Take note that an event has been told."""
        if isinstance(event, Effect):
            self.wording.latest = event

    def words(self, event: Event) -> str:
        """What happens."""
        value = self.wording.value
        if isinstance(event, Effect):
            return self._effect(event)
        if isinstance(event, Check):
            return f"checks {value(event.condition)}"
        if isinstance(event, HandOver):
            return self._hand_over(event)
        if isinstance(event, Demand):
            return f"stops unless {value(event.answer)} is a success"
        if isinstance(event, Unbound):
            return f"uses {event.name}, which is not there if line {event.bound.at.line} fails"
        if is_feature(event.site.path):
            return f"comes to “{event.name}”, a step that nothing defines"
        return f"calls {event.name}({', '.join(map(value, event.values))}), which was not followed"

    def _effect(self, effect: Effect) -> str:
        wording = self.wording
        fails = effect.order in self._timeline.rejected
        verb = f"tries to {effect.kind}" if fails else f"{effect.kind}s"
        said = f"{verb} {wording.record(effect)}: {wording.target(effect)}"
        for pairs, joint, equals in ((effect.fields, " with ", " "), (effect.query, " where ", " = ")):
            entries = ", ".join(f"{key}{equals}{value}" for key, value in wording.sent(pairs))
            said += f"{joint}{entries}" if entries else ""
        return said

    def _hand_over(self, event: HandOver) -> str:
        value = event.value
        if event.kind == "record":
            of = value.get("record") if isinstance(value, Pairs) else None
            owner = self.wording.value(of) if of is not None else "a record"
            given = value.get("value") if isinstance(value, Pairs) else None
            return self._set(event, f"{owner}'s {event.name}", given)
        owner = event.owner.rpartition("::")[2] if event.kind == "class" else ""
        name = f"{owner}.{event.name}" if owner else event.name
        return self._set(event, f"the {_KEPT.get(event.kind, event.kind)} {name}", value)

    def _set(self, event: HandOver, name: str, value: Value | None) -> str:
        if event.how == "read":
            return f"reads {name}"
        if event.how == "change" or value is None:
            return f"changes {name} in place"
        return f"sets {name} = {self.wording.value(value)}"

    def _where(self, event: Event) -> str:
        first, last = event.chain[0], event.chain[-1]
        here = place(first, self._seen) if first.path != event.stage.path else f"line {first.at.line}"
        return here if last == first else f"{here}, through {place(last, self._seen)}"


_KEPT = {"class": "class attribute"}


def _marks(event: Event, rejected: frozenset[int], managed: frozenset[int]) -> Iterator[str]:
    if event.order in rejected and isinstance(event, Effect):
        yield "expected to fail"
    if event.order in managed and isinstance(event, Effect):
        yield "taken away by its context manager"
    said = guards(event.guard)
    # That a step comes only after those before it goes without saying; of a deletion it matters.
    if said[0] == "always" or (isinstance(event, Effect) and event.kind == "delete" and event.order not in rejected):
        yield said[0]
    yield from said[1:]


def guards(guard: Guard) -> list[str]:
    """What must hold for an event to happen, in words."""
    said = ["always" if guard.always else "only if nothing failed"]
    if guard.environment:
        said.append("only in some environments")
    elif guard.conditional:
        said.append("conditional")
    if guard.repeated:
        said.append("repeated")
    if guard.handler:
        said.append("only after an error")
    if guard.tried:
        said.append("errors are swallowed")
    return said


def followed(reach: Reach) -> str:
    """How much was followed, in a sentence."""
    calls = len(reach.calls)
    if not calls:
        return "There are no calls to follow."
    share = 100 * reach.known / calls
    return f"{reach.known} of {calls} calls were followed or are known ({share:.1f} %)."


def summary(reach: Reach, tests: int, files: int, seen: Seen) -> str:
    """How much of a suite was followed, and what most often was not."""
    lines = [f"{_counted(tests, 'test')} in {_counted(files, 'file')}: {followed(reach)}"]
    groups = sorted(_grouped(reach.gaps), key=lambda group: -len(group[1]))[:_FREQUENT]
    if groups:
        lines.append("Most often not followed:")
    width = max((len(str(len(gaps))) for _, gaps in groups), default=0)
    for (name, reason), gaps in groups:
        lines.append(f"  {len(gaps):>{width}}  {name or '…'}(…): {reason} ({place(gaps[0].site, seen)})")
    return "".join(f"{line}\n" for line in lines)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


# For programs


def plain(one: Told) -> dict[str, Any]:
    """A test and its events in the fields that programs rely on."""
    test, seen = one.test, one.seen
    environment = test.timeline.environment
    reach = test.reach or Reach()
    lines = _Lines(test, seen)
    return {
        "test": one.name,
        "path": seen(test.path),
        "name": test.name,
        "location": location(test.site, seen)["location"],
        "case": one.case,
        "cases": one.cases,
        "isolation": {"http": _isolation(environment.http, seen), "database": _isolation(environment.database, seen)},
        "fixtures": [{"path": seen(path), "name": name} for path, name in test.fixtures],
        "events": [_row(event, test, lines, seen) for event in test.timeline.events],
        "whole": test.timeline.whole,
        "missing_fixtures": list(test.missing),
        "unknown": [{"name": gap.name, "reason": gap.reason, **location(gap.site, seen)} for gap in reach.gaps],
        "followed": counts(reach),
    }


def counts(reach: Reach) -> dict[str, int]:
    """How many calls were seen, and how many of them followed or known."""
    return {"calls": len(reach.calls), "known": reach.known}


def _row(event: Event, test: Test, lines: _Lines, seen: Seen) -> dict[str, Any]:
    """An event: what it is, where, of which record, with which values, and under which guard."""
    row: dict[str, Any] = {
        "kind": _kind(event),
        "place": location(event.chain[0], seen),
        "chain": [location(site, seen) for site in event.chain],
        "record": None,
        "values": {},
        "guard": guards(event.guard),
        "stage": _stage_row(event.stage, seen),
    }
    if isinstance(event, Effect):
        row.update(_effect_row(event, test, lines.wording, seen))
    elif isinstance(event, Check):
        row["values"] = {"condition": lines.wording.value(event.condition)}
    elif isinstance(event, HandOver):
        row["record"] = f"{event.owner}.{event.name}" if event.owner else event.name
        row["values"] = {"value": lines.wording.value(event.value)}
    elif isinstance(event, Demand):
        row["values"] = {"answer": lines.wording.value(event.answer)}
    elif isinstance(event, Unbound):
        row["values"] = {event.name: lines.wording.value(event.value)}
    else:
        row["values"] = {str(index): lines.wording.value(value) for index, value in enumerate(event.values)}
    row["text"] = lines.words(event)
    lines.passed(event)
    return row


def _kind(event: Event) -> str:
    if isinstance(event, Effect):
        return event.kind
    return _KINDS[type(event)]


_KINDS = {Check: "check", HandOver: "hand-over", Demand: "demand", Unbound: "unbound", Other: "call"}


def _effect_row(effect: Effect, test: Test, wording: Wording, seen: Seen) -> dict[str, Any]:
    isolation = test.isolation(effect)
    return {
        "record": wording.record(effect),
        "made_by": _maker(effect, wording, seen),
        "values": dict(wording.sent(effect.fields)),
        "filters": dict(wording.sent(effect.query)),
        "target": wording.target(effect),
        "resource": effect.resource,
        "client": {"kind": effect.access.kind, "name": effect.access.client, "confidence": effect.access.confidence},
        "expected_to_fail": effect.order in test.timeline.rejected,
        "context_managed": effect.order in test.timeline.managed,
        "isolated_by": isolation.reason if isolation else None,
    }


def _maker(effect: Effect, wording: Wording, seen: Seen) -> dict[str, Any] | None:
    """The earlier event that made the record, if one did."""
    maker = wording.maker(effect)
    if maker is None or maker is effect:
        return None
    return {"target": wording.target(maker), "place": location(maker.chain[0], seen)}


def _stage_row(stage: Stage, seen: Seen) -> dict[str, Any]:
    return {
        "kind": stage.kind,
        "scope": stage.scope,
        "name": stage.name,
        "path": seen(stage.path),
        "teardown": stage.teardown,
        "autouse": stage.autouse,
    }


def _isolation(isolation: Isolation | None, seen: Seen) -> dict[str, Any] | None:
    if isolation is None:
        return None
    return {"reason": isolation.reason, "place": location(isolation.site, seen) if isolation.site else None}
