"""Fixtures that a file comes to need, made after what its tests do already."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator, Sequence

import libcst as cst
from libcst import matchers as m
from msgspec import Struct
from msgspec.structs import replace

from smelltest.judge.remedies.remedy import Example
from smelltest.link.questions.makings import Making
from smelltest.link.questions.records import singular
from smelltest.link.recipes import Recipe
from smelltest.rewrite.drafting.bindings import bound_by, may_name
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.manner import Manner
from smelltest.rewrite.drafting.refusal import Refusal
from smelltest.rewrite.drafting.roles import HOOKS, is_fixture, lasting
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.walking import found as each_of

_SETUPS = HOOKS["setup"] | HOOKS["class"]


class Source(Struct, frozen=True):
    """What makes a record, as it can stand in a test: its source, the fixtures that it needs, and what it imports.

    `record` leads from its value to the record, None where that is the id alone; `id` to the id. `awaited`: only what is
    asynchronous itself can have it. `sends`: the fields that it is made with.
    """

    value: str
    fixtures: tuple[str, ...]
    id: str
    record: str | None
    imports: tuple[str, ...] = ()
    awaited: bool = False
    sends: tuple[str, ...] = ()


class Wanted(Struct, frozen=True):
    """A record that a function is to have: its collection, and how the file makes such a one.

    `sending`: fields of which it is made with one, if any are named. `another`: the word that tells it from others of
    its kind that the function has, if it has any.
    """

    resource: str
    examples: Sequence[Example] = ()
    sending: tuple[str, ...] = ()
    another: str = ""

    @property
    def names(self) -> Iterator[str]:
        """What a function may call it, the best first."""
        word = singular(self.resource)
        wishes = (f"{self.another}_{word}",) if self.another else (word, f"own_{word}")
        return (each for each in wishes if may_name(each))


def invented(wanted: Wanted, draft: Draft, function: cst.FunctionDef) -> Recipe | None:
    """A new fixture before a test, which makes a record as another test does it; that of the first that can."""
    resource = wanted.resource
    tree = draft.tree
    name = _name(tree, wanted)
    top = _top(tree, function)
    sources = _sources(wanted, draft, function) if name is not None and top is not None else iter(())
    # What a fixture is to ask for cannot stand on that fixture itself.
    apart = (each for each in sources if not _is_of_object(each) and not _stands_on(draft, each, function))
    found = next(apart, None)
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
    # The lines of a call are written from the edge of the block that it stands in.
    value = found.value if '"""' in found.value else found.value.replace("\n", "\n    ")
    source = f"{decorator}\n{head}:\n    return {value}\n"
    fixture = cst.ensure_type(cst.parse_statement(source, tree.module.config_for_parsing), cst.FunctionDef)
    lines = [cst.EmptyLine(indent=False), cst.EmptyLine(indent=False)]
    draft.write_before(top, lambda _so_far: [fixture.with_changes(leading_lines=lines)])
    if not getattr(top, "leading_lines", None):
        draft.replace(top, lambda node, _so_far: node.with_changes(leading_lines=lines), source="apart")
    draft.need(library, *found.imports)
    # Of several that need one at once, the first makes it, and it is there for the others in the next round.
    draft.replace(tree.module, lambda node, _so_far: node)
    return Recipe(name, resource, found.id, found.record, sends=found.sends)


def _is_of_object(source: Source) -> bool:
    """Whether only a method can have it: a fixture beside the class has no `self`."""
    return re.search(r"\b(?:self|cls)\.", source.value) is not None


def _stands_on(draft: Draft, source: Source, function: cst.FunctionDef) -> bool:
    own = function.name.value
    return is_fixture(function) and any(own in {each, *draft.manner.beneath(each)} for each in source.fixtures)


def made_first(wanted: Wanted, draft: Draft, function: cst.FunctionDef) -> Recipe | None:
    """A record that a test in a class makes at its beginning, by what it inherits; it goes by the name of the recipe."""
    resource = wanted.resource
    tree = draft.tree
    taken = tree.variables(function) | _globals(tree)
    name = next((each for each in wanted.names if each not in taken), None)
    found = _without_fixtures(wanted, draft, function) if name is not None else None
    if found is None or name is None:
        return None
    if wanted.another and any(text in found.value for _, text in draft.common.renewed):
        draft.refuse(Refusal("what tells two records of a kind apart is yet to be made", "others"))
        return None
    name = name if found.record is not None or f"{name}_id" in taken else f"{name}_id"
    draft.first(function, f"{name} = {found.value}")
    draft.need(*found.imports)
    return Recipe(name, resource, found.id, found.record, sends=found.sends)


def kept_first(wanted: Wanted, draft: Draft, setup: cst.FunctionDef, use: cst.CSTNode) -> Recipe | None:
    """A record that the setup of a unittest class makes before it needs it, and keeps for the methods of the class."""
    resource = wanted.resource
    tree = draft.tree
    owner, statement, cls = owner_of(setup), tree.statement(use), tree.nearest(setup, cst.ClassDef)
    if not owner or cls is None or statement is None or statement not in setup.body.body:
        return None
    name = next((each for each in wanted.names if not re.search(rf"\b(?:self|cls)\.{each}\b", tree.source(cls))), None)
    found = _without_fixtures(wanted, draft, setup) if name is not None else None
    if found is None or found.record is None:
        return None
    line = cst.parse_statement(f"{owner}.{name} = {found.value}", tree.module.config_for_parsing)
    # What two places of the statement need is one record, whichever of them asks for it.
    draft.write_once_before(statement, f"{owner}.{name}", cst.ensure_type(line, cst.SimpleStatementLine))
    draft.need(*found.imports)
    return Recipe(f"{owner}.{name}", resource, found.id, found.record, sends=found.sends)


def _without_fixtures(wanted: Wanted, draft: Draft, function: cst.FunctionDef) -> Source | None:
    """What makes a record in a method of unittest, which can ask for no fixture."""
    return next((each for each in _sources(wanted, draft, function) if not each.fixtures), None)


def _sources(wanted: Wanted, draft: Draft, function: cst.FunctionDef) -> Iterator[Source]:
    """What makes such a record in the tests of the file, then in those of others."""
    for source in _making(wanted.resource, wanted.examples, draft, function):
        if not wanted.sending or any(field in wanted.sending for field in source.sends):
            yield source


def _making(resource: str, examples: Sequence[Example], draft: Draft, function: cst.FunctionDef) -> Iterator[Source]:
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
            written = f"(await {source})" if awaited else source
            yield replace(_source(written, example.ids, tuple(needed[1]), awaited=awaited), sends=example.sends)
    known = _globals(tree)
    for making in draft.manner.makings(resource):
        missing = [(name, dotted) for name, dotted in making.names if name not in known and not hasattr(builtins, name)]
        made = _of_own_class(making, tree, function) if making.owner else making.call
        if made is not None and all(dotted.rpartition(".")[2] == name for name, dotted in missing):
            imports = tuple(dotted for _, dotted in missing)
            yield replace(_source(made, making.ids, making.fixtures, imports), sends=making.sends)


def _of_own_class(making: Making, tree: Tree, function: cst.FunctionDef) -> str | None:
    """A call of another class's method as one of a class with the same parents can have it."""
    cls, own = tree.nearest(function, cst.ClassDef), owner_of(function)
    if cls is None or cls.name.value not in making.classes or not _has_all(own, making.owner):
        return None
    return re.sub(rf"\b{making.owner}\.", f"{own}.", making.call)


def owner_of(method: cst.FunctionDef) -> str:
    """The name by which a method goes by its object or its class: `self`, `cls`; empty for a function."""
    first = method.params.params[0].name.value if method.params.params else ""
    return first if first in {"self", "cls"} else ""


def _has_all(own: str, other: str) -> bool:
    """Whether what a method takes of its `self`, or `cls`, another has as well: an object has what its class has."""
    return own == "self" or (own == other and own != "")


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
    owner = owner_of(home)
    wanted: dict[str, None] = {}
    for name in _free(node):
        if name == owner and owner_of(user) and _lends(tree, home, user, node):
            continue
        given = takes_fixtures and name in parameters and name != "self" and not re.search(rf"\b{name}\b", cases)
        if given or (name in own - parameters and _is_fixture_too(name, node, manner)):
            wanted[name] = None
        elif name in parameters or (name not in known and not hasattr(builtins, name)):
            return None
    if owner and owner != owner_of(user):
        node = cst.ensure_type(node.visit(_Owned(owner, owner_of(user))), cst.Call)
    return node, list(wanted)


def _lends(tree: Tree, home: cst.FunctionDef, user: cst.FunctionDef, node: cst.CSTNode) -> bool:
    """Whether a method has what a call of another one takes of its object: it is one of the same class, or both their
    classes inherit it from the same ones.
    """
    mine, its = tree.nearest(user, cst.ClassDef), tree.nearest(home, cst.ClassDef)
    if mine is None or its is None or not _has_all(owner_of(user), owner_of(home)):
        return False
    if mine is its:
        return home.name.value not in _SETUPS
    bases = [tree.source(base.value) for base in its.bases]
    return bases == [tree.source(base.value) for base in mine.bases] and not any(
        re.search(
            rf"\b(?:self|cls)\.{name}\b(?:,[^=\n]*)? =|\bdef {name}\(|^\s+{name} =", tree.source(its), re.MULTILINE
        )
        for name in _taken_of(node, owner_of(home))
    )


def _taken_of(node: cst.CSTNode, owner: str) -> set[str]:
    """What an expression takes of an object."""
    own = m.findall(node, m.Attribute(value=m.Name(owner)))
    return {cst.ensure_type(each, cst.Attribute).attr.value for each in own}


class _Owned(cst.CSTTransformer):
    """A call with another name for its object."""

    def __init__(self, owner: str, own: str) -> None:
        super().__init__()
        self._owner = owner
        self._own = own

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:  # noqa: N802
        return updated_node.with_changes(value=self._own) if original_node.value == self._owner else updated_node


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
        for assign in each_of(home.body, cst.Assign):
            target = assign.targets[0].target
            if len(assign.targets) > 1 or not isinstance(target, cst.Name):
                continue
            name = target.value
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
            for alias in each_of(statement, cst.ImportAlias):
                found.add(alias.evaluated_alias or alias.evaluated_name.partition(".")[0])
            for given in each_of(statement, cst.AssignTarget):
                if isinstance(given.target, cst.Name):
                    found.add(given.target.value)
    return found


def _name(tree: Tree, wanted: Wanted) -> str | None:
    """What a fixture for a record is called, if that is a name which the file has not given away."""
    taken = _taken(tree)
    return next((each for each in wanted.names if each not in taken), None)


def _taken(tree: Tree) -> set[str]:
    return _globals(tree) | {each.name.value for function in tree.functions() for each in function.params.params}


def _top(tree: Tree, function: cst.FunctionDef) -> cst.CSTNode | None:
    """The statement of the module that a function stands in."""
    return next((each for each in (function, *tree.around(function)) if tree.parent(each) is tree.module), None)
