"""Files that tests write, in a folder that is made for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedies.remedy import OwnFolder
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.roles import is_fixture, related, takes_fixtures
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.unique.uses import uses_of

_FOLDER = "tmp_path"
_TEMPORARY = frozenset({"", "/tmp", "/var/tmp", "/private/tmp", "."})  # noqa: S108 - what is replaced, not used
_TAKING = re.compile(
    r"(?:\bopen|\bPath|\bos\.(?:remove|unlink|stat|path\.\w+)|\bshutil\.\w+|\bFile|\bread_csv|\bZipFile|\bexists)$"
)
"""Functions that take a path for a text."""


def own_folder(step: OwnFolder, draft: Draft) -> bool:
    """Have a test write its file into `tmp_path`, and read it from there."""
    tree = draft.tree
    literal = tree.expression(step.at)
    if not isinstance(literal, cst.SimpleString) or not isinstance(literal.evaluated_value, str):
        return False
    text = literal.evaluated_value
    folder, _, name = text.rpartition("/")
    function = tree.function(literal)
    if not name or folder not in _TEMPORARY or draft.manner.elsewhere(text):
        return False
    if function is None:
        return _constant(draft, literal, name)
    if not _may_ask(tree, function):
        return False
    if _is_key(tree, literal):
        return draft.refuse("the name may be that of more than the file")
    if related(tree, function, lambda each: any(True for _ in uses_of(tree, each, text))):
        return False
    uses = list(dict.fromkeys((literal, *uses_of(tree, function, text))))
    if not all(isinstance(use, cst.SimpleString) and use.evaluated_value == text for use in uses):
        return False
    why = _meant_otherwise(tree, function, uses)
    if why:
        return draft.refuse(why)
    for use in uses:
        _move(draft, function, cst.ensure_type(use, cst.SimpleString), name)
    draft.parameter(function, _FOLDER)
    return True


def _is_only_appended(tree: Tree, literal: cst.CSTNode) -> bool:
    """Whether a file is only ever added to, which no test does that wants one of its own: `open("names.txt", "a")`."""
    call = tree.nearest(literal, cst.Call)
    return call is not None and re.search(r"""\bopen\([^()]*,\s*(?:mode\s*=\s*)?["']a""", tree.source(call)) is not None


def _meant_otherwise(tree: Tree, function: cst.FunctionDef, uses: Sequence[cst.CSTNode]) -> str:
    """Why a name may be more than that of a file of the test's; empty if nothing says so."""
    if len(uses) == 1 and _is_only_appended(tree, uses[0]):
        return "the file is there to be looked at later"
    if any(_is_expected(tree, use) for use in uses):
        return "the test expects to read the name"
    if not all(_is_for_files(tree, function, use) for use in uses):
        return "what is given the name may take it for more than a path"
    return ""


def _is_for_files(tree: Tree, function: cst.FunctionDef, literal: cst.CSTNode) -> bool:
    """Whether a path is given, at once or by a name, to what takes one: to `open`, a keyword that says so, a join."""
    parent = tree.parent(literal)
    if isinstance(parent, cst.Assign) and isinstance(parent.targets[0].target, cst.Name):
        name = parent.targets[0].target
        uses = [each for each in m.findall(function.body, m.Name(name.value)) if each is not name]
        return all(_is_given_to_files(tree, use) or _is_attribute(tree, use) for use in uses)
    return _is_given_to_files(tree, literal)


def _is_given_to_files(tree: Tree, node: cst.CSTNode) -> bool:
    parent = tree.parent(node)
    if isinstance(parent, cst.BinaryOperation) and isinstance(parent.operator, cst.Divide):
        return True
    call = tree.parent(parent) if isinstance(parent, cst.Arg) else None
    if not isinstance(parent, cst.Arg) or not isinstance(call, cst.Call):
        return False
    if parent.keyword is not None and _PATHS.search(parent.keyword.value) is not None:
        return True
    source = tree.source(call.func)
    return _TAKING.search(source) is not None or _joins(tree, call) or _ABOUT_FILES.search(source) is not None


_ABOUT_FILES = re.compile(
    r"(?:^|[._])(?:(?:to|read|write|save|load|dump|from)_(?:csv|excel|json|yaml|parquet|pickle|text|bytes|file|image)"
    r"|file(?:_\w+)?|files|download\w*|upload_file|set_input_files|savefig|extract\w*|send_keys)$"
)


def _is_expected(tree: Tree, literal: cst.CSTNode) -> bool:
    """Whether a name is one that the test compares something with, or looks for: `expect(row).to_contain_text(name)`."""
    for each in tree.around(literal):
        if isinstance(each, cst.Call) and (_takes_path(tree, literal) or _EXPECTING.search(tree.source(each.func))):
            return not _takes_path(tree, literal)
        if isinstance(each, (cst.Comparison, cst.SimpleStatementLine)):
            return isinstance(each, cst.Comparison)
    return False


_EXPECTING = re.compile(r"(?:^|[._])(?:assert|expect|contain|equal|match|to_have|has_)\w*$", re.IGNORECASE)


def _is_key(tree: Tree, literal: cst.CSTNode) -> bool:
    """Whether what is named by a path is by that name no file alone: `blob_name = "report.txt"`."""
    assign, function = tree.parent(literal), tree.function(literal)
    target = assign.targets[0].target if isinstance(assign, cst.Assign) else None
    if not isinstance(target, cst.Name):
        return False
    if _KEYS.search(target.value) is not None:
        return True
    uses = [each for each in tree.uses(target.value) if each is not target and tree.function(each) is function]
    return any(_is_given_as_key(tree, each) for each in uses)


def _is_given_as_key(tree: Tree, use: cst.CSTNode) -> bool:
    """Whether a call is told by its keyword that a name is that of something else: `upload(Key=file_name)`."""
    arg = tree.parent(use)
    keyword = arg.keyword.value if isinstance(arg, cst.Arg) and arg.keyword is not None else ""
    return keyword != "" and _PATHS.search(keyword) is None


_KEYS = re.compile(r"(?:^|_)(?:blob|object|key|remote|dest\w*|target)(?:_|$)")
_PATHS = re.compile(r"path|file|local|dir|folder|^f?name$|dest|src|source|output|input|target", re.IGNORECASE)
"""What an argument is called that is a path."""


def _may_ask(tree: Tree, function: cst.FunctionDef) -> bool:
    """Whether a function lives as long as a test, and pytest gives it what it asks for."""
    longer = is_fixture(function) and any("scope" in tree.source(each) for each in function.decorators)
    return takes_fixtures(tree, function) and not longer and _FOLDER not in _bound(function)


def _bound(function: cst.FunctionDef) -> set[str]:
    return {
        cst.ensure_type(cst.ensure_type(each, cst.AssignTarget).target, cst.Name).value for each in _targets(function)
    }


def _targets(function: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    yield from m.findall(function.body, m.AssignTarget(m.Name()))


def _constant(draft: Draft, literal: cst.SimpleString, name: str) -> bool:
    """A path that a module gives a name is one of the test's own, where only one test uses it."""
    tree = draft.tree
    line = tree.statement(literal)
    parent = tree.parent(literal)
    if line is None or not m.matches(parent or cst.Pass(), m.Assign(targets=[m.AssignTarget(m.Name())])):
        return False
    constant = cst.ensure_type(cst.ensure_type(parent, cst.Assign).targets[0].target, cst.Name)
    uses = [each for each in tree.uses(constant.value) if each is not constant]
    functions = {tree.function(use) for use in uses}
    function = next(iter(functions), None)
    if len(functions) != 1 or function is None or not _may_ask(tree, function) or draft.manner.is_imported():
        return False
    if m.findall(line, m.Comment()):
        return False
    own = draft.free(function, constant.value.lower(), f"own_{constant.value.lower()}")
    plain = all(_takes_path(tree, use) for use in uses)
    made = f"{_FOLDER} / {_quoted(literal, name)}"
    draft.first(function, f"{own} = {made if plain else f'str({made})'}")
    for use in uses:
        draft.replace(use, lambda _node, _so_far: cst.Name(own))
    draft.parameter(function, _FOLDER)
    draft.remove(line)
    return True


def _move(draft: Draft, function: cst.FunctionDef, literal: cst.SimpleString, name: str) -> None:
    """Write the path of a file in the test's folder for a path, or the folder for the one that it is joined to."""
    tree = draft.tree
    parent = tree.parent(literal)
    path = f"{_FOLDER} / {_quoted(literal, name)}"
    call = tree.parent(parent) if isinstance(parent, cst.Arg) else None
    if isinstance(parent, cst.BinaryOperation) and isinstance(parent.operator, cst.Divide) and parent.right is literal:
        draft.unneeded(*_names(parent.left))
        draft.replace(parent.left, lambda _node, _so_far: cst.Name(_FOLDER))
    elif isinstance(call, cst.Call) and len(call.args) > 1 and call.args[-1] is parent and _joins(tree, call):
        first = call.args[0]
        draft.unneeded(*_names(first))
        kept = [cst.Arg(cst.Name(_FOLDER), comma=first.comma), call.args[-1]]
        draft.replace(call, lambda node, _so_far: node.with_changes(args=kept))
    elif isinstance(call, cst.Call) and len(call.args) == 1 and re.search(r"\bPath$", tree.source(call.func)):
        above = tree.parent(call)
        draft.unneeded(*_names(call.func))
        apart = isinstance(above, (cst.Attribute, cst.Subscript, cst.BinaryOperation))
        draft.replace(call, lambda _node, _so_far: cst.parse_expression(f"({path})" if apart else path))
    else:
        plain = _takes_path(tree, literal) or _is_named_path(tree, function, literal)
        draft.replace(literal, lambda _node, _so_far: cst.parse_expression(path if plain else f"str({path})"))


def _names(node: cst.CSTNode) -> set[str]:
    return {cst.ensure_type(each, cst.Name).value for each in m.findall(node, m.Name())}


def _joins(tree: Tree, call: cst.Call) -> bool:
    return re.search(r"(?:\bos\.path\.join|\bjoin|\bPath)$", tree.source(call.func)) is not None


def _takes_path(tree: Tree, node: cst.CSTNode) -> bool:
    """Whether an expression is given to something that takes a path as it takes a text."""
    parent = tree.parent(node)
    call = tree.parent(parent) if isinstance(parent, cst.Arg) else None
    return isinstance(call, cst.Call) and _TAKING.search(tree.source(call.func)) is not None


def _is_named_path(tree: Tree, function: cst.FunctionDef, literal: cst.SimpleString) -> bool:
    """Whether a literal only gets a name, under which it is given to what takes a path."""
    parent = tree.parent(literal)
    if not m.matches(parent or cst.Pass(), m.Assign(targets=[m.AssignTarget(m.Name())])):
        return False
    name = cst.ensure_type(cst.ensure_type(parent, cst.Assign).targets[0].target, cst.Name)
    uses = [each for each in m.findall(function.body, m.Name(name.value)) if each is not name]
    return all(_takes_path(tree, use) or _is_attribute(tree, use) for use in uses)


def _is_attribute(tree: Tree, node: cst.CSTNode) -> bool:
    """Whether a name only tells an attribute of something: `os.path`."""
    parent = tree.parent(node)
    return isinstance(parent, cst.Attribute) and parent.attr is node


def _quoted(literal: cst.SimpleString, name: str) -> str:
    return f"{literal.quote[0]}{name}{literal.quote[0]}"
