"""How a cleanup is begun in a function: in a `try`, a finalizer, an exit stack, or as a unittest class does it."""

from __future__ import annotations

import re

import libcst as cst
from libcst import matchers as m

from smelltest.rewrite.cleanups.places import (
    Place,
    Task,
    cannot_fail,
    if_made,
    keeping_id,
    line_of,
    only_tells,
    root_of,
)
from smelltest.rewrite.drafting.bindings import bound_by, is_bound_after
from smelltest.rewrite.drafting.draft import Draft, Rewritten
from smelltest.rewrite.drafting.roles import is_unittest, part_of_scenario, takes_fixtures
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.walking import names_in, walk
from smelltest.rewrite.records.registering import adding, adding_to_context, registered, shared_stack

_MOST_TRIES = 2
"""More than so many `try` inside of each other are hard to read."""


def begin(task: Task, draft: Draft, place: Place, style: str) -> bool:
    """Begin a cleanup in a test, in a style."""
    if not _asks_what_is_closed(draft.tree, place):
        return _begin(task, draft, place, style)
    if style == "add-cleanup" or not _holds_all(draft.tree, place):
        return draft.refuse("its client is closed before the test ends")
    return _begin(task, draft, place, "try-finally")


def _begin(task: Task, draft: Draft, place: Place, style: str) -> bool:
    function = place.function
    if style == "add-cleanup":
        return register_with(draft, place, adding(function, awaited=place.delete.awaited))
    if style == "context":
        return not place.delete.awaited and register_with(draft, place, adding_to_context(function))
    stack = stack_around(draft.tree, place.anchor)
    if stack is not None:
        return register_with(draft, place, callback(stack, place))
    if style == "fixture" and takes_fixtures(draft.tree, function) and not place.delete.awaited:
        shared = shared_stack(draft, function)
        return shared is not None and register_with(draft, place, f"{shared}.callback")
    if part_of_scenario(draft.tree, function) and not _may_ask(draft, function):
        return draft.refuse("the step is called by others, too")
    if style == "finalizer" and not place.delete.awaited and "request" not in bound_by(function.body):
        draft.parameter(function, "request")
        return register_finalizer(draft, place)
    if part_of_scenario(draft.tree, function):
        return draft.refuse("the record is of use to the steps that follow")
    if _wants_stack(draft, place):
        name = draft.enclose(function, _outermost(draft.tree, place.anchor, function))
        return register_with(draft, place, callback(name, place))
    kept = keeping_id(task, draft, place) if place.is_lost else place
    if kept is None:
        return False
    anchor = _hoisted(draft.tree, kept.anchor, function)
    draft.guard(anchor, lambda so_far: if_made(kept, kept.delete.lines(so_far)))
    return True


def _may_ask(draft: Draft, function: cst.FunctionDef) -> bool:
    """Whether a step can ask for a fixture more: nobody but pytest calls it."""
    asked = any(each.name.value == "request" for each in function.params.params)
    called = any(
        not isinstance(draft.tree.parent(use), cst.FunctionDef) for use in draft.tree.uses(function.name.value)
    )
    return asked or not (called or draft.manner.is_imported())


def _asks_what_is_closed(tree: Tree, place: Place) -> bool:
    """Whether the delete is sent by what a `with` around the create closes at its end: `async with AsyncClient() as api`."""
    for each in tree.around(place.anchor):
        if each is place.function:
            break
        for item in each.items if isinstance(each, cst.With) else ():
            named = item.asname is not None and names_in(item.asname.name) & place.delete.names
            if named and re.search(r"Client\w*\(|ClientSession\(", tree.source(item.item)):
                return True
    return False


def _holds_all(tree: Tree, place: Place) -> bool:
    """Whether a `try` right after the create holds all that follows it, so that it stands inside of what is around that."""
    block = tree.block(place.anchor)
    is_last = block is None or block.body[-1] is place.anchor
    return not is_last and _reaches_the_end(tree, place.anchor, place.function)


def registry_of(draft: Draft, function: cst.FunctionDef, statement: cst.BaseStatement, *, awaited: bool) -> str | None:
    """What registers a cleanup in a test: what its style has for that, else an exit stack."""
    style = style_of(draft, function)
    if style == "add-cleanup":
        return adding(function, awaited=awaited)
    if style == "context" or part_of_scenario(draft.tree, function):
        return None if awaited or style != "context" else adding_to_context(function)
    callback = "push_async_callback" if awaited else "callback"
    stack = stack_around(draft.tree, statement)
    if stack is None and style == "fixture" and takes_fixtures(draft.tree, function) and not awaited:
        stack = shared_stack(draft, function)
    if stack is None:
        stack = draft.enclose(function, _outermost(draft.tree, statement, function))
    return f"{stack}.{callback}"


def style_of(draft: Draft, function: cst.FunctionDef, made: cst.CSTNode | None = None) -> str:
    """How cleanups are written in a function: as the settings say, else as its file does it; `made` makes the record."""
    scenario = part_of_scenario(draft.tree, function)
    if scenario:
        return "context" if scenario == "behave" else "finalizer"
    wanted = draft.manner.style
    unittest = is_unittest(draft.tree, function)
    if wanted == "add-cleanup":
        return "add-cleanup" if unittest else "try-finally"
    if wanted == "fixture":
        return "add-cleanup" if unittest else "fixture"
    if wanted in {"try-finally", "finalizer"}:
        return "try-finally" if unittest else wanted
    if unittest:
        return "try-finally" if _outlives(draft.tree, function, made) else "add-cleanup"
    code = draft.tree.text
    return "finalizer" if "request.addfinalizer(" in code and "finally:" not in code else "try-finally"


def _outlives(tree: Tree, function: cst.FunctionDef, made: cst.CSTNode | None) -> bool:
    """Whether a method builds on what the teardown of its class deletes or closes, before what it registers happens.

    A record that is made of nothing which is deleted there goes after that: what the teardown deletes may depend on it.
    """
    cls = tree.nearest(function, cst.ClassDef)
    downs = (each for each in cls.body.body if isinstance(each, cst.FunctionDef)) if cls is not None else ()
    down = next((each for each in downs if each.name.value in {"tearDown", "asyncTearDown"}), None)
    if down is None or not function.name.value.startswith("test"):
        return False
    given = m.findall(down.body, m.Arg(value=m.DoNotCare()))
    deleted = {name for each in given for name in _attributes_of(each)}
    # A session of requests can be used after it was closed.
    closing = [] if "requests.Session()" in tree.text else m.findall(down.body, _CLOSING)
    closed = {name for each in closing for name in _attributes_of(each)}
    used = _attributes_of(function.body)
    return bool(closed & used) or bool(deleted & (used if made is None else _built_on(function, made)))


def _built_on(function: cst.FunctionDef, made: cst.CSTNode) -> set[str]:
    """What of `self` a call is made with, by the names that the function gives it too."""
    found = _attributes_of(made)
    names, known = set(names_in(made)), set[str]()
    lines = [each for each in walk(function.body) if isinstance(each, cst.SimpleStatementLine)]
    while names - known:
        new = names - known
        known |= new
        for line in lines:
            if bound_by(line) & new:
                found |= _attributes_of(line)
                names |= names_in(line)
    return found


_CLOSING = m.Call(func=m.Attribute(value=m.Attribute(value=m.Name("self")), attr=m.Name("close") | m.Name("aclose")))


def _attributes_of(node: cst.CSTNode) -> set[str]:
    """What of `self` is spoken of."""
    own = m.findall(node, m.Attribute(value=m.Name("self")))
    return {cst.ensure_type(each, cst.Attribute).attr.value for each in own}


def _wants_stack(draft: Draft, place: Place) -> bool:
    """Whether a `try` cannot hold all that follows, or would be one too many."""
    tree, function = draft.tree, place.function
    if _hoisted(tree, place.anchor, function) is place.anchor and not _reaches_the_end(tree, place.anchor, function):
        return True
    lost = {name for name in place.delete.names if is_bound_after(tree, function, place.anchor, name)}
    if lost - {root_of(place.id)}:
        return True
    tries = sum(isinstance(each, cst.Try) and each.finalbody is not None for each in tree.around(place.anchor))
    return tries + draft.common.cleanups[function] > _MOST_TRIES


def _hoisted(tree: Tree, anchor: cst.BaseStatement, function: cst.FunctionDef) -> cst.BaseStatement:
    """The statement after which a `try` is to begin: a `with` around the last statement of its block is done then."""
    while not _reaches_the_end(tree, anchor, function):
        block = tree.block(anchor)
        outer = tree.parent(block) if block is not None else None
        if block is None or not isinstance(outer, cst.With):
            break
        body = list(block.body)
        if not all(only_tells(tree, each) or cannot_fail(each) for each in body[body.index(anchor) + 1 :]):
            break
        if _is_stack(outer):
            break
        anchor = outer
    return anchor


def _reaches_the_end(tree: Tree, anchor: cst.BaseStatement, function: cst.FunctionDef) -> bool:
    """Whether what follows a statement in its block is all that follows it in the function."""
    inner: cst.CSTNode = anchor
    for each in tree.around(anchor):
        if each is function:
            return True
        if isinstance(each, (cst.For, cst.While, cst.ExceptHandler, cst.Finally)):
            return False
        # A statement around the anchor must be the last of its block.
        is_part = isinstance(each, cst.IndentedBlock) and inner is not anchor
        if (
            is_part
            and isinstance(inner, cst.BaseStatement)
            and cst.ensure_type(each, cst.IndentedBlock).body[-1] is not inner
        ):
            return False
        if isinstance(each, cst.Try) and (each.orelse is not None or inner is not each.body):
            return False
        inner = each
    return False


def _outermost(tree: Tree, statement: cst.BaseStatement, function: cst.FunctionDef) -> cst.BaseStatement:
    """The statement of a function's own body that another one stands in."""
    for each in (statement, *tree.around(statement)):
        if tree.parent(each) is function.body and isinstance(each, cst.BaseStatement):
            return each
    raise AssertionError(statement)


def stack_around(tree: Tree, statement: cst.BaseStatement) -> str | None:
    """The name of the exit stack that a statement stands in, if it does."""
    for each in tree.around(statement):
        if isinstance(each, cst.FunctionDef):
            return None
        if isinstance(each, cst.With):
            name = _is_stack(each)
            if name:
                return name
    return None


def _is_stack(statement: cst.With) -> str:
    """What a `with` calls the exit stack that it enters."""
    for item in statement.items:
        call = m.Call(func=m.OneOf(*(m.Name(name) | m.Attribute(attr=m.Name(name)) for name in _STACKS)))
        if m.matches(item.item, call) and item.asname is not None and isinstance(item.asname.name, cst.Name):
            return item.asname.name.value
    return ""


_STACKS = ("ExitStack", "AsyncExitStack")


def callback(stack: str, place: Place) -> str:
    """What registers a cleanup with an exit stack."""
    return f"{stack}.{'push_async_callback' if place.delete.awaited else 'callback'}"


def register_with(draft: Draft, place: Place, registering: str) -> bool:
    """Have a registry delete the record, from right after its create on."""
    delete = place.delete
    if delete.then.startswith("await "):
        return False
    # What is registered last runs first.
    last = [line_of(registered(registering, cst.parse_expression(delete.then)))] if delete.then else []
    draft.write_after(
        place.anchor,
        lambda so_far: if_made(place, [*last, line_of(registered(registering, place.delete.write(so_far)))]),
    )
    return True


def register_finalizer(draft: Draft, place: Place) -> bool:
    """Have pytest delete the record when the test or fixture ends."""
    tree, function = draft.tree, place.function
    # What a step has at hand, later ones may replace.
    later = bool(part_of_scenario(tree, function)) or any(
        is_bound_after(tree, function, place.anchor, name) for name in place.delete.names
    )
    looped = any(isinstance(each, (cst.For, cst.While)) for each in tree.around(place.anchor))
    if later or looped:
        draft.need("functools.partial")

    def finalize(deferred: cst.BaseExpression) -> cst.Call:
        return cst.Call(cst.parse_expression("request.addfinalizer"), [cst.Arg(deferred)])

    # What is registered last runs first.
    then = place.delete.then
    last = [line_of(finalize(_later(cst.parse_expression(then))))] if then else []

    def lines(so_far: Rewritten) -> list[cst.BaseStatement]:
        delete = place.delete.write(so_far)
        finalizer = finalize(registered("partial", delete) if later or looped else _later(delete))
        return if_made(place, [*last, line_of(finalizer)])

    draft.write_after(place.anchor, lines)
    return True


def _later(expression: cst.BaseExpression) -> cst.Lambda:
    return cst.Lambda(cst.Parameters(), expression)
