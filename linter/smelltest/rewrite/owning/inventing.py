"""Fixtures that a file comes to need, made after what its tests do already."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator, Sequence

import libcst as cst
from libcst import matchers as m
from msgspec import Struct

from smelltest.judge.remedies.remedy import Example
from smelltest.link.questions.records import singular
from smelltest.link.recipes import Recipe
from smelltest.rewrite.drafting.bindings import bound_by, may_name
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.manner import Manner
from smelltest.rewrite.drafting.roles import is_fixture, is_unittest, lasting
from smelltest.rewrite.drafting.tree import Tree


class Source(Struct, frozen=True):
    """What makes a record, as it can stand in a test: its source, the fixtures that it needs, and what it imports.

    `record` leads from its value to the record, None where that is the id alone; `id` to the id. `awaited`: only what is
    asynchronous itself can have it.
    """

    value: str
    fixtures: tuple[str, ...]
    id: str
    record: str | None
    imports: tuple[str, ...] = ()
    awaited: bool = False


def invented(resource: str, examples: Sequence[Example], draft: Draft, function: cst.FunctionDef) -> Recipe | None:
    """A new fixture before a test, which makes a record as another test does it; that of the first that can."""
    tree = draft.tree
    name = _name(tree, resource)
    top = _top(tree, function)
    found = next(_sources(resource, examples, draft, function), None) if name is not None and top is not None else None
    if found is None or name is None or top is None:
        return None
    if found.record is None and f"{name}_id" not in _taken(tree):
        name = f"{name}_id"
    scope = lasting(tree, function)
    if scope and (found.awaited or not set(found.fixtures) <= {each.name.value for each in function.params.params}):
        return None
    # A loop that is told to each test by a mark knows only its own fixtures.
    library = "pytest_asyncio" if found.awaited and "mark.asyncio" in tree.text else "pytest"
    decorator = f'@{library}.fixture(scope="{scope}")' if scope else f"@{library}.fixture"
    head = f"{'async ' if found.awaited else ''}def {name}({', '.join(found.fixtures)})"
    source = f"{decorator}\n{head}:\n    return {found.value}\n"
    fixture = cst.ensure_type(cst.parse_statement(source, tree.module.config_for_parsing), cst.FunctionDef)
    apart = fixture.with_changes(leading_lines=[cst.EmptyLine(indent=False), cst.EmptyLine(indent=False)])
    draft.write_before(top, lambda _so_far: [apart])
    draft.need(library, *found.imports)
    # Of several that need one at once, the first makes it, and it is there for the others in the next round.
    draft.replace(tree.module, lambda node, _so_far: node)
    return Recipe(name, resource, found.id, found.record)


def made_first(resource: str, examples: Sequence[Example], draft: Draft, function: cst.FunctionDef) -> Recipe | None:
    """A record that a method of a unittest class makes at its beginning; it goes by the name of the recipe."""
    tree = draft.tree
    word = singular(resource)
    taken = tree.variables(function) | _globals(tree)
    name = next((each for each in (word, f"own_{word}") if may_name(each) and each not in taken), None)
    found = next(_sources(resource, examples, draft, function), None) if name is not None else None
    if found is None or name is None or found.fixtures:
        return None
    name = name if found.record is not None or f"{name}_id" in taken else f"{name}_id"
    draft.first(function, f"{name} = {found.value}")
    draft.need(*found.imports)
    return Recipe(name, resource, found.id, found.record)


def _sources(resource: str, examples: Sequence[Example], draft: Draft, function: cst.FunctionDef) -> Iterator[Source]:
    """What makes a record in the tests of the file, then in those of others."""
    tree = draft.tree
    factory = draft.manner.factory(resource)
    if factory is not None:
        name = factory.rpartition(".")[2]
        yield _source(f"{name}()", ".id" if name[:1].isupper() else '["id"]', (), (factory,))
    # One that can be taken over as it stands is easier to read than one whose names are written out.
    for example, inline in ((each, inline) for inline in (False, True) for each in examples):
        call = tree.at(example.at, cst.Call)
        home = tree.function(call) if call is not None else None
        needed = None
        awaited = isinstance(tree.parent(call), cst.Await) if call is not None else False
        fits = home is not None and (not awaited or function.asynchronous is not None)
        if call is not None and home is not None and fits and awaited is (home.asynchronous is not None):
            needed = _needed(tree, home, call, function, draft.manner, inline=inline)
        if needed is not None:
            source = tree.source(needed[0])
            yield _source(f"(await {source})" if awaited else source, example.ids, tuple(needed[1]), awaited=awaited)
    known = _globals(tree)
    for making in draft.manner.makings(resource):
        missing = [(name, dotted) for name, dotted in making.names if name not in known and not hasattr(builtins, name)]
        if all(dotted.rpartition(".")[2] == name for name, dotted in missing):
            yield _source(making.call, making.ids, making.fixtures, tuple(dotted for _, dotted in missing))


def _source(
    call: str, ids: str, fixtures: tuple[str, ...], imports: tuple[str, ...] = (), *, awaited: bool = False
) -> Source:
    way = re.search(r"""(?:\.\w+|\[["']\w+["']\])$""", ids)
    if way is None:
        return Source(call + ids, fixtures, "", None, imports, awaited)
    return Source(call + ids[: way.start()], fixtures, way[0], "", imports, awaited)


def _needed(
    tree: Tree, home: cst.FunctionDef, call: cst.Call, user: cst.FunctionDef, manner: Manner, *, inline: bool
) -> tuple[cst.CSTNode, list[str]] | None:
    """A call as another function can have it, and the fixtures that it needs; None where it needs more than that."""
    node = cst.ensure_type(call.visit(_Inlined(home)), cst.Call) if inline else call
    parameters = {each.name.value for each in home.params.params}
    cases = " ".join(tree.source(each) for each in home.decorators if "parametrize" in tree.source(each))
    takes_fixtures = is_fixture(home) or home.name.value.startswith("test")
    own = bound_by(home.body)
    known = _globals(tree) - own
    beside = tree.nearest(home, cst.ClassDef) is tree.nearest(user, cst.ClassDef)
    wanted: dict[str, None] = {}
    for name in _free(node):
        if name == "self" and name in parameters and beside and is_unittest(tree, user):
            continue
        given = takes_fixtures and name in parameters and name != "self" and not re.search(rf"\b{name}\b", cases)
        if given or (name in own - parameters and _is_fixture_too(name, node, manner)):
            wanted[name] = None
        elif name in parameters or (name not in known and not hasattr(builtins, name)):
            return None
    return node, list(wanted)


def _is_fixture_too(name: str, node: cst.CSTNode, manner: Manner) -> bool:
    """Whether the record that goes by a name is asked for its id alone, and a fixture of that name has one as well."""
    recipe = manner.recipe_of(name)
    uses = m.findall(node, m.Name(name))
    whole = m.findall(node, m.Subscript(value=m.Name(name), slice=[m.SubscriptElement(m.Index(m.SimpleString()))]))
    return (
        recipe is not None
        and recipe.id == '["id"]'
        and len(uses) == len(whole)
        and all(cst.Module([]).code_for_node(each) in {f'{name}["id"]', f"{name}['id']"} for each in whole)
    )


class _Inlined(cst.CSTTransformer):
    """A call with what its function gave a name, once and as a literal collection, in the place of the name."""

    def __init__(self, home: cst.FunctionDef) -> None:
        super().__init__()
        self._values: dict[str, cst.BaseExpression] = {}
        seen: dict[str, int] = {}
        for each in m.findall(home.body, m.Assign(targets=[m.AssignTarget(m.Name())])):
            assign = cst.ensure_type(each, cst.Assign)
            name = cst.ensure_type(assign.targets[0].target, cst.Name).value
            seen[name] = seen.get(name, 0) + 1
            if isinstance(assign.value, (cst.Dict, cst.SimpleString, cst.FormattedString, cst.Integer)):
                self._values[name] = assign.value
        self._values = {name: value for name, value in self._values.items() if seen[name] == 1}

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:  # noqa: N802
        value = self._values.get(original_node.value)
        return value.deep_clone() if value is not None else updated_node

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:  # noqa: N802
        return updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:  # noqa: N802
        return updated_node.with_changes(keyword=original_node.keyword)


def _free(node: cst.CSTNode) -> list[str]:
    """The variables that an expression uses."""
    found: dict[str, None] = {}

    def walk(each: cst.CSTNode) -> None:
        if isinstance(each, cst.Name):
            found[each.value] = None
        elif isinstance(each, (cst.Attribute, cst.Arg)):
            walk(each.value)
        else:
            for child in each.children:
                walk(child)

    walk(node)
    return list(found)


def _globals(tree: Tree) -> set[str]:
    """The names that a module gives something."""
    found: set[str] = set()
    for statement in tree.module.body:
        if isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
            found.add(statement.name.value)
        elif isinstance(statement, cst.SimpleStatementLine):
            for target in m.findall(statement, m.AssignTarget(m.Name()) | m.ImportAlias()):
                found.add(_bound(target))
    return found


def _bound(target: cst.CSTNode) -> str:
    if isinstance(target, cst.ImportAlias):
        return target.evaluated_alias or target.evaluated_name.partition(".")[0]
    return cst.ensure_type(cst.ensure_type(target, cst.AssignTarget).target, cst.Name).value


def _name(tree: Tree, resource: str) -> str | None:
    """What a fixture for a record is called, if that is a name which the file has not given away."""
    word = singular(resource)
    taken = _taken(tree)
    return next((each for each in (word, f"own_{word}") if each not in taken and may_name(each)), None)


def _taken(tree: Tree) -> set[str]:
    return _globals(tree) | {each.name.value for function in tree.functions() for each in function.params.params}


def _top(tree: Tree, function: cst.FunctionDef) -> cst.CSTNode | None:
    """The statement of the module that a function stands in."""
    return next((each for each in (function, *tree.around(function)) if tree.parent(each) is tree.module), None)
