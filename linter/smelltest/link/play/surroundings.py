"""What surrounds a test and isolates it: its marks, decorators, base classes, and fixtures of plugins."""

from __future__ import annotations

from smelltest.link.knowledge.isolation import (
    DATABASE_FIXTURES,
    DATABASE_MARKS,
    HTTP_FIXTURES,
    HTTP_MARKS,
    PATCHES,
    RESETS,
    database_base,
    may_roll_back,
    mocks_http,
    mocks_http_by_name,
)
from smelltest.link.play.frames import Frame
from smelltest.link.play.interpreter import Interpreter
from smelltest.link.play.loading import replaced_by
from smelltest.link.play.patching import patched
from smelltest.link.program.collect import Item
from smelltest.link.program.fixtures import Closure
from smelltest.link.program.walking import within
from smelltest.link.timeline import Isolation, Stage
from smelltest.link.values import Site
from smelltest.read import facts


def surround(it: Interpreter, item: Item, closure: Closure) -> None:
    """Note what isolates a test before anything of it runs."""
    _marks(it, item)
    _bases(it, item)
    _fixtures(it, closure)
    _decorators(it, item)
    if item.run is not None and item.kind == "behave":
        _environment(it, item.run.folder)
    if it.http is None and (replaced := replaced_by(it, item.path)) is not None:
        it.isolate_http(f"{replaced} is replaced")
    if it.database is None and item.kind == "pytest" and _others_ask(it, item.path):
        it.isolate_database(
            "pytest.mark.django_db of its neighbours: pytest-django blocks the database for a test without it"
        )


def _environment(it: Interpreter, folder: str) -> None:
    """Note that behave-django runs each scenario as a test case of Django's, whose tables are emptied after it."""
    path = f"{folder}/environment.py" if folder else "environment.py"
    names = it.program.names(path)
    if names is not None and any(
        isinstance(statement, facts.Import) and statement.loads.startswith("behave_django")
        for statement in names.final.values()
    ):
        it.isolate_database("behave_django")


def _others_ask(it: Interpreter, path: str) -> bool:
    """Whether tests of a file ask pytest-django for the database, so that others of the file cannot write to it."""
    known = it.memory.blocks.get(path)
    if known is None:
        names = it.program.names(path)
        known = names is not None and any(
            isinstance(mark, facts.Attribute) and mark.name == "django_db"
            for marked in (names.functions, names.classes)
            for one in marked.values()
            for each in one.decorators
            for mark in (each.function if isinstance(each, facts.Call) else each,)
        )
        it.memory.blocks[path] = known
    return known


def is_patched(it: Interpreter, item: Item) -> bool:
    """Whether decorators pass stand-ins to the test."""
    return any(it.program.dotted(*it.program.value(one.path, one.expression)) in PATCHES for one in item.decorators)


def _marks(it: Interpreter, item: Item) -> None:
    markers = it.settings.isolation.markers
    for mark in item.marks:
        again = any(keyword.name == "reset_sequences" for keyword in mark.keywords)
        why = Isolation(f"pytest.mark.{mark.name}{'(reset_sequences)' * again}", Site(mark.path, mark.at))
        if mark.name in DATABASE_MARKS or mark.name in markers:
            it.database = it.database or why
        if mark.name in HTTP_MARKS or mark.name in markers:
            it.http = it.http or why


def _bases(it: Interpreter, item: Item) -> None:
    if not item.classes:
        return
    named = it.settings.isolation.base_classes
    ref = item.classes[0]
    for base in it.program.bases(ref.path, ref.node):
        if database_base(base):
            again = it.program.member(ref, "reset_sequences") is not None
            why = f"the base class {base}{' with reset_sequences' * again}"
            it.database = it.database or Isolation(why, Site(ref.path, ref.node.at))
    if it.database is None and it.program.member(ref, "setUpTestData") is not None:
        # Whatever base class of another package that is: this is called by Django's, in a transaction that it rolls back.
        it.database = Isolation("the base class that calls setUpTestData", Site(ref.path, ref.node.at))
    if it.database is not None:
        it.seeded = any(isinstance(it.program.member(each, "fixtures"), facts.Assign) for each in item.classes)
    unseen = next(filter(may_roll_back, it.program.bases(ref.path, ref.node)), None) if it.database is None else None
    if unseen is not None and _is_of_django(it, ref.path):
        it.database = Isolation(
            f"the base class {unseen}, which is elsewhere: Django's own roll back", Site(ref.path, ref.node.at)
        )
    names = {*it.program.bases(ref.path, ref.node), *(each.node.name for each in item.classes)}
    if any(name in named or name.rsplit(".", 1)[-1] in named for name in names):
        it.isolate_database("a base class that the settings name")
        it.isolate_http("a base class that the settings name")


def _is_of_django(it: Interpreter, path: str) -> bool:
    """Whether a file of tests imports something of Django or of what stands on it."""
    names = it.program.names(path)
    return names is not None and any(
        isinstance(one, facts.Import) and one.module.partition(".")[0] in {"django", "rest_framework"}
        for one in names.module.body
    )


def _fixtures(it: Interpreter, closure: Closure) -> None:
    named = it.settings.isolation.fixtures
    for name in (*closure.missing, *(fixture.name for fixture in closure.order)):
        if name in named:
            it.isolate_database(f"the fixture {name}")
            it.isolate_http(f"the fixture {name}")
    for fixture in closure.order:
        if fixture.scope == "function" and RESETS.search(fixture.name):
            it.isolate_database(f"the fixture {fixture.name}")
        if mocks_http_by_name(fixture.name):
            it.isolate_http(f"the fixture {fixture.name}")
    for name in closure.missing:
        if RESETS.search(name):
            it.isolate_database(f"the fixture {name}")
        if name in HTTP_FIXTURES:
            it.isolate_http(f"the fixture {name}")
        if name in DATABASE_FIXTURES:
            it.isolate_database(f"the fixture {name}")


def _decorators(it: Interpreter, item: Item) -> None:
    for decorator in item.decorators:
        path, expression = it.program.value(decorator.path, decorator.expression)  # `in_place = patch("shop.send")`
        dotted = _named(it, path, expression) or _within_own(it, path, expression)
        if mocks_http(dotted) or _activates(decorator.expression):
            it.http = it.http or Isolation(dotted or "a mock", Site(decorator.path, decorator.expression.at))
        elif dotted in PATCHES and isinstance(expression, facts.Call):
            frame = Frame(path, "", {})
            with it.elsewhere(Stage("module", "module", "", path)):
                arguments, keywords = it.arguments(expression, frame)
                patched(it, dotted, arguments, keywords, frame, expression)


def _activates(expression: facts.AnyExpression) -> bool:
    """Whether a decorator puts a mock of the suite's own in a server's place, in the way of others: `@smsmock.activate`."""
    return (
        isinstance(expression, facts.Attribute)
        and expression.name == "activate"
        and isinstance(expression.value, facts.Name)
        and "mock" in expression.value.name.lower()
    )


def _within_own(it: Interpreter, path: str, expression: facts.AnyExpression) -> str:
    """The mock that a decorator of the suite's own puts around a test: the first that stands in its body."""
    found = it.program.resolve(path, expression.function if isinstance(expression, facts.Call) else expression)
    if found is None or not isinstance(found.node, facts.Function):
        return ""
    for node in within(found.node.body):
        if isinstance(node, (facts.Call, facts.Attribute, facts.Name)):
            dotted = it.program.dotted(found.path, node)
            if dotted is not None and mocks_http(dotted):
                return dotted
    return ""


def _named(it: Interpreter, path: str, expression: facts.AnyExpression) -> str:
    """The full name of a decorator, also where it is a method of what the module makes: `recorder.use_cassette`."""
    dotted = it.program.dotted(path, expression)
    if dotted is not None:
        return dotted
    inner = expression.function if isinstance(expression, facts.Call) else expression
    if isinstance(inner, facts.Attribute) and isinstance(inner.value, facts.Name):
        at, made = it.program.value(path, inner.value)
        owner = it.program.dotted(at, made) if isinstance(made, facts.Call) else None
        return f"{owner}.{inner.name}" if owner is not None else ""
    return ""
