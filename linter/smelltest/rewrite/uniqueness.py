"""Values that are unique in each run, wherever a literal stands that is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedy import Uniqueness
from smelltest.rewrite.draft import Draft
from smelltest.rewrite.manner import Made, is_fixture
from smelltest.rewrite.strings import interpolated, pieces
from smelltest.rewrite.tree import Tree

_LONG_ENOUGH = 5
"""A literal of so many characters is no accident inside a longer one."""


def make_unique(step: Uniqueness, draft: Draft) -> bool:
    """Make a literal unique in each run, in all the places where its function uses it."""
    tree = draft.tree
    weak = tree.at(step.at, cst.Call)
    if weak is not None:
        return _strengthen(draft, weak)
    mixed = tree.at(step.at, cst.FormattedString)
    if mixed is not None:
        return _mix_in(step, draft, mixed)
    literal = tree.at(step.at, cst.SimpleString)
    if literal is None or not isinstance(literal.evaluated_value, str):
        return False
    function = tree.function(literal)
    if function is not None:
        return _in_function(step, draft, literal, function)
    made = draft.manner.unique(step, tree)
    return _in_default(draft, literal, made) or _in_module(draft, literal, made)


def _in_function(step: Uniqueness, draft: Draft, literal: cst.SimpleString, function: cst.FunctionDef) -> bool:
    tree = draft.tree
    text = str(literal.evaluated_value)
    equal, within = _uses(tree, function, text)
    if any(isinstance(tree.parent(use), cst.ConcatenatedString) for use in (*equal, *within)):
        return False
    made = draft.manner.unique(step, tree)
    draft.need(*made.imports)
    owner = _owner(function)
    outside = _outside(tree, function, text)
    if outside and owner is not None:
        name = f"{owner}.{_names(step)[0]}"
        if not _is_free(tree, function, name):
            return False
        line = f"{name} = {made.expression}"
        draft.write_before(_first(draft, function, [*equal, *within]), lambda _so_far: [_parsed(tree, line)])
        for use in (*equal, *within):
            _put(draft, use, text, name)
        for use in outside:
            _put(draft, use, text, f"self.{_names(step)[0]}")
        return True
    if outside and not _from_fixture(step, draft, function, outside, text):
        return False
    bound = _bound(draft, literal)
    if len(equal) == 1 and not within and bound is None:
        draft.replace(literal, lambda _node, _so_far: cst.parse_expression(made.expression))
        return True
    uses = [use for use in (*equal, *within) if use is not literal] if bound is not None else [*equal, *within]
    name = bound or draft.free(function, *_names(step))
    if bound is None:
        line = f"{name} = {made.expression}"
        draft.write_before(_first(draft, function, uses), lambda _so_far: [_parsed(tree, line)])
    else:
        draft.replace(literal, lambda _node, _so_far: cst.parse_expression(made.expression))
    for use in uses:
        _put(draft, use, text, name)
    return True


# What a setup or a fixture makes, and others know


_SETUPS = frozenset({"setUp", "asyncSetUp", "setup_method", "setUpClass", "setup_class"})


def _owner(function: cst.FunctionDef) -> str | None:
    """What a setup keeps things in for the methods of its class."""
    if function.name.value not in _SETUPS or not function.params.params:
        return None
    return function.params.params[0].name.value


def _outside(tree: Tree, function: cst.FunctionDef, text: str) -> list[cst.CSTNode]:
    """Where tests write the text out that a setup or a fixture makes for them."""
    found: list[cst.CSTNode] = []
    for other in _users(tree, function):
        equal, within = _uses(tree, other, text)
        found += [*equal, *within]
    return found


def _users(tree: Tree, function: cst.FunctionDef) -> Iterator[cst.FunctionDef]:
    if _owner(function) is not None:
        cls = tree.nearest(function, cst.ClassDef)
        if cls is not None:
            yield from (each for each in cls.body.body if isinstance(each, cst.FunctionDef) and each is not function)
    elif is_fixture(function):
        for each in m.findall(tree.module, m.FunctionDef()):
            other = cst.ensure_type(each, cst.FunctionDef)
            if any(parameter.name.value == function.name.value for parameter in other.params.params):
                yield other


def _is_free(tree: Tree, function: cst.FunctionDef, name: str) -> bool:
    """Whether nothing in a class goes by a name yet."""
    cls = tree.nearest(function, cst.ClassDef)
    attribute = name.rpartition(".")[2]
    return cls is not None and not m.findall(cls, m.Attribute(m.Name(), m.Name(attribute)))


def _from_fixture(
    step: Uniqueness, draft: Draft, function: cst.FunctionDef, outside: list[cst.CSTNode], text: str
) -> bool:
    """Let tests take the value from the record that a fixture gives them."""
    recipe = next((each for each in draft.manner.recipes() if each.fixture == function.name.value), None)
    if recipe is None or recipe.record is None:
        return False
    field = f'{recipe.fixture}{recipe.record}["{_names(step)[0]}"]'
    for use in outside:
        if not (isinstance(use, cst.SimpleString) and use.evaluated_value == text):
            return False
        draft.replace(use, lambda _node, _so_far: cst.parse_expression(field))
    return True


# Values that are not written in a function's body


def _in_default(draft: Draft, literal: cst.SimpleString, made: Made) -> bool:
    """Make the value that a parameter has by default anew for each call."""
    tree = draft.tree
    parameter = tree.parent(literal)
    function = tree.nearest(literal, cst.FunctionDef)
    if not isinstance(parameter, cst.Param) or parameter.default is not literal or function is None:
        return False
    name = parameter.name.value
    draft.replace(literal, lambda _node, _so_far: cst.Name("None"))
    if parameter.annotation is not None:
        kind = parameter.annotation.annotation
        if not m.matches(kind, m.Name("str")):
            return False
        draft.replace(kind, lambda _node, _so_far: cst.parse_expression("Optional[str]"))
        draft.need("typing.Optional")
    draft.first(function, f"if {name} is None:\n    {name} = {made.expression}")
    draft.need(*made.imports)
    return True


def _in_module(draft: Draft, literal: cst.SimpleString, made: Made) -> bool:
    """Make what a module gives a name; that all its tests share it is for another fix to mend."""
    tree = draft.tree
    line = tree.statement(literal)
    if line is None or tree.parent(line) is not tree.module or not isinstance(line.body[0], cst.Assign):
        return False
    if isinstance(tree.parent(literal), cst.ConcatenatedString) or not tree.is_certain(literal, line):
        return False
    draft.replace(literal, lambda _node, _so_far: cst.parse_expression(made.expression))
    draft.need(*made.imports)
    return True


def _mix_in(step: Uniqueness, draft: Draft, mixed: cst.FormattedString) -> bool:
    """Put a UUID into a text that is put together already."""
    tree = draft.tree
    function = tree.function(mixed)
    if function is None or isinstance(tree.parent(mixed), cst.ConcatenatedString) or "r" in mixed.prefix.lower():
        return False
    source = tree.source(mixed)
    if sum(tree.source(each) == source for each in m.findall(function.body, m.FormattedString())) > 1:
        return False
    uuid = draft.manner.uuid(tree)
    draft.need(*uuid.imports)

    def becoming(updated: cst.FormattedString, _so_far: object) -> cst.FormattedString:
        own = [
            cst.FormattedStringText("-"),
            cst.FormattedStringExpression(cst.parse_expression(f"{uuid.expression}()")),
        ]
        if step.kind not in {"email", "file-name"}:
            return updated.with_changes(parts=[*updated.parts, *own])
        mark = "@" if step.kind == "email" else "."
        parts: list[cst.BaseFormattedStringContent] = []
        for part in reversed(updated.parts):
            if own and isinstance(part, cst.FormattedStringText) and mark in part.value:
                before, _, after = part.value.rpartition(mark)
                parts[:0] = [cst.FormattedStringText(before), *own, cst.FormattedStringText(mark + after)]
                own = []
            else:
                parts.insert(0, part)
        return updated.with_changes(parts=[each for each in parts if each != cst.FormattedStringText("")])

    texts = [part.value for part in mixed.parts if isinstance(part, cst.FormattedStringText)]
    if step.kind in {"email", "file-name"} and not any(
        ("@" if step.kind == "email" else ".") in text for text in texts
    ):
        return False
    draft.replace(mixed, becoming)
    return True


# Values that are made, and too weakly


_NUMBERS = frozenset({"randint", "randrange", "getrandbits", "int", "time_ns", "time", "len", "id", "random_int"})


def _strengthen(draft: Draft, call: cst.Call) -> bool:
    """Write a UUID in the place of a call that makes what can collide."""
    tree = draft.tree
    uuid = draft.manner.uuid(tree)
    whole = _uncut(tree, call)
    kind = "int" if whole is call and _name(call) in _NUMBERS and not _is_text(tree, call) else "hex"
    draft.replace(whole, lambda _node, _so_far: cst.parse_expression(f"{uuid.expression}().{kind}"))
    draft.need(*uuid.imports)
    return True


def _uncut(tree: Tree, call: cst.Call) -> cst.BaseExpression:
    """A call with what cuts it short: `uuid4().hex[:4]`, `str(uuid4())[:8]`."""
    node: cst.BaseExpression = call
    for around in tree.around(call):
        attribute = isinstance(around, cst.Attribute) and around.attr.value in {"hex", "int"}
        text = isinstance(around, cst.Call) and m.matches(around.func, m.Name("str")) and len(around.args) == 1
        if isinstance(around, cst.Subscript) and around.value is node:
            return around
        if attribute or text:
            node = cst.ensure_type(around, cst.Attribute if attribute else cst.Call)
        elif not isinstance(around, cst.Arg):
            return call
    return call


def _is_text(tree: Tree, call: cst.Call) -> bool:
    """Whether what a call gives becomes text at once, so that it need be no number."""
    parent = tree.parent(call)
    if isinstance(parent, cst.FormattedStringExpression):
        return parent.format_spec is None
    around = tree.parent(parent) if isinstance(parent, cst.Arg) else None
    return isinstance(around, cst.Call) and m.matches(around.func, m.Name("str"))


def _name(call: cst.Call) -> str:
    target = call.func
    return target.attr.value if isinstance(target, cst.Attribute) else getattr(target, "value", "")


# Literals


def _put(draft: Draft, use: cst.CSTNode, text: str, name: str) -> None:
    """Write the name for the text, or into the longer text that holds it."""
    if isinstance(use, cst.SimpleString) and use.evaluated_value == text:
        draft.replace(use, lambda _node, _so_far: cst.parse_expression(name))
    elif isinstance(use, cst.SimpleString):
        draft.replace(use, lambda node, _so_far: interpolated(node, re.compile(re.escape(text)), name))
    else:
        draft.replace(
            use,
            lambda node, _so_far: cst.FlattenSentinel(
                pieces(cast(cst.FormattedStringText, node), re.compile(re.escape(text)), name)
            ),
        )


def _uses(tree: Tree, function: cst.FunctionDef, text: str) -> tuple[list[cst.CSTNode], list[cst.CSTNode]]:
    """The literals of a function that are the text, and those that hold it; those that are keys mean something else."""
    equal: list[cst.CSTNode] = []
    within: list[cst.CSTNode] = []
    for node in _strings(function.body):
        value = node.evaluated_value if isinstance(node, cst.SimpleString) else node.value
        if _is_key(tree, node):
            continue
        if value == text and isinstance(node, cst.SimpleString):
            equal.append(node)
        elif isinstance(value, str) and text in value and len(text) >= _LONG_ENOUGH:
            within.append(node)
    return equal, within


def _is_key(tree: Tree, node: cst.CSTNode) -> bool:
    parent = tree.parent(node)
    return isinstance(parent, cst.Index) or (isinstance(parent, cst.DictElement) and parent.key is node)


def _strings(body: cst.CSTNode) -> Iterator[cst.SimpleString | cst.FormattedStringText]:
    for child in body.children:
        if isinstance(child, (cst.SimpleString, cst.FormattedStringText)):
            yield child
        yield from _strings(child)


def _bound(draft: Draft, literal: cst.SimpleString) -> str | None:
    """The name that a statement of its own gives the literal, if nothing else ever does."""
    parent = draft.tree.parent(literal)
    if isinstance(parent, cst.Assign) and len(parent.targets) == 1 and parent.value is literal:
        target = parent.targets[0].target
        return target.value if isinstance(target, cst.Name) else None
    return None


def _first(draft: Draft, function: cst.FunctionDef, uses: list[cst.CSTNode]) -> cst.CSTNode:
    """The first statement of a function that holds one of the uses."""
    around = {each for use in uses for each in draft.tree.around(use)}
    return next(statement for statement in function.body.body if statement in around)


def _names(step: Uniqueness) -> tuple[str, ...]:
    word = step.name or {"email": "email", "file-name": "file_name"}.get(step.kind, step.kind)
    return word, f"own_{word}"


def _parsed(tree: Tree, line: str) -> cst.SimpleStatementLine | cst.BaseCompoundStatement:
    return cst.parse_statement(line, tree.module.config_for_parsing)
