"""How each test gets its data, and what it depends on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from smelltest.link.knowledge.fields import refers, snake
from smelltest.link.play.http import opens_session
from smelltest.link.questions.claims import claim
from smelltest.link.questions.counts import counts, counts_shared, exact
from smelltest.link.questions.flows import Flow, fields, literal_of, payload, queries
from smelltest.link.questions.handover import handed
from smelltest.link.questions.named_records import expected_absent, is_reference, made_by_test
from smelltest.link.questions.positions import alone, holds_for_any, picks, ranked
from smelltest.link.questions.records import creates, effects, field_values, keeps_nothing, kin, lasting, singular
from smelltest.link.questions.shared_records import shared_record
from smelltest.link.questions.sharing import shared_collection
from smelltest.link.questions.wholes import wholes
from smelltest.link.questions.written_ids import foreign_ids
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, Event, HandOver, Other, sources
from smelltest.link.values import Configured, Items, Made, Pairs, Site, Unknown, Value, atoms, text_of

KINDS = ("owned", "reference", "incidental")
STRATEGIES = ("per-test", "factory", "shared-seed", "snapshot", "mixed", "none")

WRITES = frozenset({"changes", "deletes", "writes", "adds to", "takes from", "sets"})
"""What one test does that another one can notice."""

Key = tuple[str, ...]


class Datum(Struct, frozen=True):
    """A piece of data that a test depends on.

    `kind`: `owned` (the test made it), `reference` (shared on purpose) or `incidental` (it happens to exist).
    `use`: what the test does with it. `key` tells it from others, in every test alike; an owned record has
    none. `by`: what makes it, if that is a fixture or a setup.
    """

    kind: str
    name: str
    use: str
    site: Site
    key: Key = ()
    by: str = ""


class Entry(Struct, frozen=True, eq=False):
    """A test, its strategy and its data.

    `detail`: of `shared-seed` whether it is `read-only` or `changed`; of `snapshot` whether it is a `reset`
    or a `rollback`; of `mixed` what is mixed; of `none` why, if that is worth a word. `touches`: what other
    tests notice of it besides: the unique literals that it writes, the collections that it adds to.
    """

    path: str
    name: str
    site: Site
    strategy: str
    detail: str
    data: tuple[Datum, ...]
    touches: tuple[Datum, ...] = ()


def inventory(tests: Iterable[Test]) -> tuple[Entry, ...]:
    """The data of each test; the cases of a parametrized test are one."""
    groups: dict[tuple[str, str], list[Test]] = {}
    for test in tests:
        groups.setdefault((test.path, test.name), []).append(test)
    every = [test for group in groups.values() for test in group]
    left = _left_by_others(every)
    return tuple(_entry(group, left.get(key, ())) for key, group in groups.items())


def _entry(cases: Sequence[Test], left: Sequence[Datum]) -> Entry:
    test = cases[0]
    data = _united(datum for case in cases for datum in (*_data(case), *left))
    touches = _united(datum for case in cases for datum in _touches(case))
    ways = frozenset(way for case in cases for way in _ways(case))
    wiped = frozenset(noun for case in cases for noun in _wiped(case))
    strategy, detail = _strategy([datum for datum in data if datum.key not in wiped], ways)
    return Entry(test.path, test.name, test.site, strategy, detail, data, touches)


def _united(data: Iterable[Datum]) -> tuple[Datum, ...]:
    """Each piece of data once for each use of it, owned ones for each place; in the order of their kinds."""
    found: dict[object, Datum] = {}
    for datum in data:
        found.setdefault((datum.key, datum.use) if datum.key else (datum.name, datum.site), datum)
    return tuple(sorted(found.values(), key=lambda datum: KINDS.index(datum.kind)))


# The strategy


def _strategy(data: Sequence[Datum], ways: frozenset[str]) -> tuple[str, str]:
    """How a test gets its data, by what it has and by its ways."""
    own = "factory" if "factory" in ways else "per-test"
    owns = any(datum.kind == "owned" for datum in data)
    shared = [datum for datum in data if datum.kind == "incidental" or datum.key[:1] == ("fixture",)]
    restored = next((way for way in ("rollback", "reset") if way in ways), None)
    changed = "changes" in ways or any(datum.use in WRITES for datum in data if datum.kind != "owned")
    seed = "changed" if changed else "read-only"
    if restored is not None:
        return ("mixed", f"snapshot {restored}, shared-seed {seed}") if shared else ("snapshot", restored)
    if owns:
        return ("mixed", f"{own}, shared-seed {seed}") if shared else (own, "")
    if data:
        return "shared-seed", seed
    return "none", "nothing leaves the process" if "mocked" in ways else ""


def _ways(test: Test) -> Iterator[str]:
    """The ways of a test, of which its strategy is made up.

    `rollback`, `reset` and `mocked` say what isolates it; `factory` that what is unique is made by code for
    that; `changes` that it changes what it shares.
    """
    environment = test.timeline.environment
    if environment.http is not None:
        yield "mocked"
    elif environment.database is not None:
        if any(isinstance(event, (Effect, Other)) for event in test.timeline.events):
            yield _way_back(environment.database.reason)
    elif _wiped(test) and any(map(_is_use, lasting(test, "create", "change", "delete"))):
        yield "reset"
    if any(_by_factory(test, create) for create in _made(test)):
        yield "factory"
    if any(_changes_unseen(test, effect) for effect in lasting(test, "change", "delete")):
        yield "changes"


def _is_use(effect: Effect) -> bool:
    """Whether an effect belongs to what the test is about, and not to the clearing up around it."""
    return (
        not effect.stage.teardown
        and not effect.guard.always
        and (effect.stage.kind == "test" or effect.kind == "create")
    )


def _changes_unseen(test: Test, effect: Effect) -> bool:
    """Whether a test changes a record of which nobody sees where it comes from, or one that it shares."""
    if effect.stage.scope != "function" or effect.stage.teardown or effect.guard.always:
        return False
    unseen = effect.access.kind == "http" and any(isinstance(part, Unknown) for part in effect.segments)
    return unseen or shared_record(test, effect) is not None


def _way_back(reason: str) -> str:
    """Whether a database is put back by a `rollback`, or emptied or made anew: a `reset`."""
    return "reset" if any(word in reason.lower() for word in _EMPTYING) else "rollback"


_EMPTYING = "transactiontestcase transactional drop truncat flush memory reset clear clean wipe recreat".split()


@lru_cache(maxsize=8)
def _wiped(test: Test) -> frozenset[Key]:
    """The collections that a fixture or setup empties before or after each test."""
    found: set[Key] = set()
    for delete in lasting(test, "delete"):
        stage = delete.stage
        if stage.kind not in {"fixture", "setup"} or stage.scope != "function" or not delete.guard.repeated:
            continue
        if any(source.kind == "create" for segment in delete.segments for source in sources(segment)):
            continue
        for read in effects(test, "read"):
            before = read.order < delete.order and read.stage.name == stage.name
            if before and kin(read.resource, delete.resource) and shared_collection(test, read):
                found.add(("collection", _noun(read.resource)))
    return frozenset(found)


def _by_factory(test: Test, create: Effect) -> bool:
    """Whether a factory, a builder or a generator of data makes the record or its values."""
    if create.access.kind == "factory" or "factory" in create.access.client.lower():
        return True
    made = [atom for value in (create.fields, *create.arguments) for atom in atoms(value)]
    return any(
        atom.kind == "faker" or (atom.scope == "function" and not _beside(test, create, atom.site))
        for atom in made
        if isinstance(atom, Made) and atom.kind != "counter"
    )


def _beside(test: Test, create: Effect, site: Site) -> bool:
    """Whether a place is in the same function of the test as the call that creates."""
    return create.call == create.site and any(_holds(home, site) and _holds(home, create.site) for home in test.homes)


def _holds(home: Site, site: Site) -> bool:
    return home.path == site.path and home.at.line <= site.at.line < home.at.end_line


# The data of one test


def _data(test: Test) -> Iterator[Datum]:
    for create in _made(test):
        yield Datum("owned", _noun(create.resource), "makes", create.site, by=_by(create))
    yield from _from_wider(test)
    yield from _named(test)
    yield from _looked_up(test)
    yield from _whatever_is_there(test)
    yield from _references(test)
    yield from _accounts(test)


@lru_cache(maxsize=8)
def _made(test: Test) -> tuple[Effect, ...]:
    """What the test makes for itself, whether it lasts or not."""
    last = {create.order for create in creates(test)}
    return tuple(
        create
        for create in effects(test, "create")
        if create.stage.scope == "function"
        and create.stage.kind != "module"
        and not create.stage.teardown
        and (create.order in last or test.isolation(create) is not None)
        and (test.isolation(create) is None or test.timeline.environment.http is None)
    )


def _by(create: Effect) -> str:
    stage = create.stage
    name = stage.name.rpartition(".")[2]
    return f"fixture {name}" if stage.kind == "fixture" else name if stage.kind == "setup" else ""


def _from_wider(test: Test) -> Iterator[Datum]:
    """The records of fixtures and setups that several tests have in common."""
    for event in test.timeline.events:
        if event.stage.scope != "function" or event.stage.teardown or event.guard.always:
            continue
        for maker in _makers(event):
            if maker.stage.scope == "function" or test.isolation(maker) is not None:
                continue
            stage = maker.stage
            home = stage.name.rpartition(".")[2] or stage.path
            yield Datum(
                "reference",
                f"{_noun(maker.resource)} of {home} ({stage.scope})",
                _done(test, event, ("made", maker.order)),
                event.site,
                ("fixture", stage.path, stage.name, maker.resource or "", str(maker.site.at.line)),
                by=_by(maker),
            )


def _makers(event: Event) -> Iterator[Effect]:
    """The creates of which an event uses an answer, also by way of a login."""
    if isinstance(event, Effect):
        values: tuple[Value, ...] = (*event.segments, event.fields, event.query, *event.credentials)
    elif isinstance(event, Check):
        values = (event.condition,)
    else:
        values = (event.value,) if isinstance(event, HandOver) else ()
    for value in values:
        for source in sources(value):
            if source.kind == "create":
                yield source
            elif opens_session(source.segments):
                for given in (source.fields, source.query):
                    yield from (maker for maker in sources(given) if maker.kind == "create")


def _done(test: Test, event: Event, key: tuple[object, ...]) -> str:
    """What an event does with a shared record."""
    if isinstance(event, HandOver):
        return "changes" if event.kind == "record" and event.how != "read" else "reads"
    if not isinstance(event, Effect) or event.kind == "read" or event.order in test.timeline.rejected:
        return "reads"
    record = shared_record(test, event)
    if record is None or record.key != key:
        return "reads"
    return "deletes" if event.kind == "delete" else "changes"


def _named(test: Test) -> Iterator[Datum]:
    """The records that are named by an id that is written out or that the environment gives."""
    for effect in lasting(test, "create", "change", "delete", "read"):
        for flow in foreign_ids(test, effect):
            noun = _noun_of(flow)
            use = _done(test, effect, ("literal", effect.resource, flow.text))
            yield Datum("incidental", f"{noun} {flow.text}", use, flow.site, ("record", noun, flow.text))
        for index, segment in enumerate(effect.segments):
            if index and isinstance(segment, Configured) and effect.access.kind == "http":
                noun = _noun(text_of(effect.segments[index - 1]) or effect.resource)
                use = _done(test, effect, ("environment", segment.name))
                name = f"{noun} {segment.name}"
                yield Datum("reference", name, use, effect.site, ("environment", noun, segment.name))


def _noun_of(flow: Flow) -> str:
    """The kind of record that a written-out id names."""
    if flow.role in {"segment", "argument"}:
        return _noun(flow.key or flow.effect.resource)
    return _noun(refers(flow.key) or flow.effect.resource)


_UNIQUE = frozenset({"email", "field", "key", "file"})


def _looked_up(test: Test) -> Iterator[Datum]:
    """The records that are looked up by a unique value that is written out."""
    for effect in lasting(test, "read", "delete"):
        if keeps_nothing(test, effect) or opens_session(effect.segments) or expected_absent(test, effect):
            continue
        for flow in (*queries(effect), *payload(effect)):
            if claim(test, flow) in _UNIQUE and not made_by_test(test, flow):
                use = "deletes" if effect.kind == "delete" else "reads"
                name = f"{_noun(effect.resource)} with {flow.key} {flow.text}"
                yield Datum("incidental", name, use, flow.site, _value_key(flow))
        for key, made in _made_once(effect.query):
            if not any(made == own for create in _made(test) for _, own in _made_once(create.fields)):
                name = f"{_noun(effect.resource)} with the {key} made in line {made.site.at.line}"
                yield Datum("incidental", name, "reads", effect.site, _once_key(made))


def _made_once(pairs: Pairs) -> Iterator[tuple[str, Made]]:
    """The values that are made once for several tests, and the fields for which they are."""
    for key, value in field_values(pairs):
        for atom in () if isinstance(value, (Pairs, Items)) else atoms(value):
            if isinstance(atom, Made) and atom.scope in {"class", "module", "package", "session", "default"}:
                yield snake(key), atom


def _once_key(made: Made) -> Key:
    return ("once", made.site.path, str(made.site.at.line), str(made.site.at.column))


def _value_key(flow: Flow) -> Key:
    return ("value", flow.key, flow.text)


def _whatever_is_there(test: Test) -> Iterator[Datum]:
    """The collections that a test takes as it finds them: by position, by number, as a whole."""
    for event in test.timeline.events:
        for pick in picks(test, event):
            holds = isinstance(event, Check) and holds_for_any(test, event, pick)
            if not (ranked(pick.read) or alone(test, event, pick) or holds):
                yield from _collection(test, pick.read, f"{pick.position} of", "picks", pick.site)
        if not isinstance(event, Check):
            continue
        count = counts(event.condition)
        if count is not None and exact(count) and counts_shared(test, count):
            yield from _collection(test, count.count.effect, "the number of", "counts", event.site)
        whole = wholes(test, event.condition)
        if whole is not None:
            yield from _collection(test, whole.collection.effect, "all", "compares", event.site)


def _collection(test: Test, read: Effect, which: str, use: str, site: Site) -> Iterator[Datum]:
    if test.isolation(read) is None:
        resource = read.resource or "records"
        kind = "reference" if is_reference(test, resource) else "incidental"
        yield Datum(kind, f"{which} {resource}", use, site, ("collection", _noun(resource)))


def _references(test: Test) -> Iterator[Datum]:
    """What the environment guarantees: countries, currencies, roles; to refuse a change, it needs one too."""
    for effect in test.timeline.events:
        fails = effect.order in test.timeline.rejected
        if not isinstance(effect, Effect) or effect.kind == "create" or (fails and effect.kind == "read"):
            continue
        if test.isolation(effect) is None:
            texts = [text_of(segment) for segment in effect.segments] or [effect.resource]
            for text, following in zip(texts, (*texts[1:], None), strict=True):
                if text is not None and is_reference(test, text):
                    name = f"{_noun(text)} {following}" if following is not None else text
                    yield Datum("reference", name, "reads", effect.site, ("reference", name))


def _accounts(test: Test) -> Iterator[Datum]:
    """The accounts that a test logs in as."""
    for login in lasting(test, "read", "create"):
        if not opens_session(login.segments):
            continue
        for key, value in login.fields.entries:
            if snake(key) not in _LOGINS:
                continue
            told = literal_of(value)
            name = told[0] if told is not None else value.name if isinstance(value, Configured) else None
            if name is not None and not (told is not None and _is_own(test, login, key, value)):
                site = told[2] if told is not None else login.site
                yield Datum("reference", f"account {name}", "logs in as", site, ("account", name))


_LOGINS = frozenset({"username", "user_name", "user", "email", "login", "account", "client_id"})


def _is_own(test: Test, login: Effect, key: str, value: Value) -> bool:
    told = literal_of(value)
    return told is not None and made_by_test(test, Flow(login, "field", snake(key), value, told[2], told[0]))


# What other tests can touch


def _touches(test: Test) -> Iterator[Datum]:
    """The unique values that a test writes, and the collections that it adds to or takes from."""
    for flow in fields(test, "create", "change"):
        if flow.effect.stage.scope == "function" and claim(test, flow) in _UNIQUE:
            yield Datum("owned", f"{flow.key} {flow.text}", "writes", flow.site, _value_key(flow))
    for create in creates(test):
        if create.stage.scope != "function":
            continue
        for key, made in _made_once(create.fields):
            yield Datum("owned", f"{key} made once", "writes", create.site, _once_key(made))
        if create.resource is not None:
            name = create.resource
            yield Datum("owned", name, "adds to", create.site, ("collection", _noun(name)))
    for delete in lasting(test, "delete"):
        own = any(source.kind == "create" for segment in delete.segments for source in sources(segment))
        if delete.stage.scope == "function" and delete.resource is not None and not own:
            yield Datum("owned", delete.resource, "takes from", delete.site, ("collection", _noun(delete.resource)))


def _left_by_others(tests: Sequence[Test]) -> dict[tuple[str, str], list[Datum]]:
    """The state that other tests leave for a test, and that it leaves for them."""
    found: dict[tuple[str, str], list[Datum]] = {}
    files: dict[str, list[Test]] = {}
    for test in tests:
        files.setdefault(test.path, []).append(test)
    for path, own in files.items():
        for state in handed(own):
            event = state.event
            key = ("state", event.kind, event.owner, event.name)
            sets = Datum("incidental", state.name, "sets", event.site, key)
            found.setdefault((path, state.writer.name), []).append(sets)
            for reader in state.readers:
                found.setdefault((path, reader), []).append(replace(sets, use="reads"))
    return found


def _noun(resource: str | None) -> str:
    """What one record of a resource is called."""
    if not resource:
        return "record"
    bare = resource.rpartition("/")[2].strip("$@:*")
    return singular(bare) if bare.isalpha() else bare
