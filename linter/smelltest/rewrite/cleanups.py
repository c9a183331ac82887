"""Cleanups: written where they happen however a test, a fixture or a setup ends."""

from __future__ import annotations

import re

import libcst as cst
from libcst import matchers as m
from msgspec import Struct
from msgspec.structs import replace

from smelltest.judge.remedy import Cleanup, Undoing
from smelltest.read.facts import Place as FactPlace
from smelltest.rewrite.bindings import bound_by, is_bound_after
from smelltest.rewrite.building import register_like_neighbours
from smelltest.rewrite.choosing import Choice, chosen
from smelltest.rewrite.comprehending import Comprehended, comprehended, unroll
from smelltest.rewrite.databases import lasting
from smelltest.rewrite.draft import Draft, Rewritten
from smelltest.rewrite.manner import is_fixture
from smelltest.rewrite.owning import takes_fixtures
from smelltest.rewrite.preparing import become_fixture, can_be_fixture, teardown_of
from smelltest.rewrite.records import Made, made_at, part_named, record, unnamed
from smelltest.rewrite.registering import adding, is_unittest, registered, shared_stack
from smelltest.rewrite.tree import Tree
from smelltest.rewrite.undoing import Deletion, deletion

_MOST_TRIES = 2
"""More than so many `try` inside of each other are hard to read."""


class Task(Struct, frozen=True, eq=False):
    """What is to be done about a record, and how."""

    choice: Choice
    undoing: Undoing


class Place(Struct, frozen=True, eq=False):
    """Where a cleanup is to begin: after `anchor`, in the body of `function`; and how the record is deleted.

    `id`: the source of its id there; `is_lost`: whether that may mean something else later on. `status`: the source of
    the answer's status, where there may be no record.
    """

    function: cst.FunctionDef
    anchor: cst.BaseStatement
    delete: Deletion
    made: Made
    id: str
    is_lost: bool = False
    status: str = ""


def clean_up(step: Cleanup, draft: Draft) -> bool:
    """Take away what a call creates, in the style of the function around it."""
    call = draft.tree.at(step.at, cst.Call)
    function = draft.tree.function(call) if call is not None else None
    if call is None or function is None:
        return False
    made = made_at(draft.tree, call)
    asking = function if is_fixture(function) else draft.tree.function(function) or function
    choice = chosen(draft, step.undoing, made, asking)
    if choice is None:
        return draft.refuse("nothing shows how such a record is deleted")
    draft.need(*choice.imports)
    task = Task(choice, step.undoing)
    if step.undoing.doubtful:
        return _in_doubt(task, draft, made, function)
    if is_fixture(function):
        return _in_fixture(task, draft, made, function)
    around = draft.tree.function(function)
    if around is not None and is_fixture(around):
        return _in_factory(task, draft, made, function, around)
    if function.name.value in _TEARDOWNS:
        return _in_setup(task, draft, made, function)
    plain = draft.manner.style == "auto" and step.undoing.kind == "http" and not step.undoing.maker
    if plain and not is_unittest(draft.tree, function) and register_like_neighbours(call, function, made, draft):
        return True
    return _in_test(task, draft, made, function)


def _in_doubt(task: Task, draft: Draft, made: Made, function: cst.FunctionDef) -> bool:
    """Take away in a test what it may have been refused to make."""
    tests = not is_fixture(function) and draft.tree.function(function) is None and function.name.value not in _TEARDOWNS
    status = part_named(draft.tree, made, task.choice.status) if task.choice.status and tests else None
    if status is None or comprehended(draft.tree, made, task.choice.ids) is not None:
        return draft.refuse("the test takes a refusal as well: there may be no such record")
    return _in_test(task, draft, made, function, status)


# In a test


def _in_test(task: Task, draft: Draft, made: Made, function: cst.FunctionDef, status: str = "") -> bool:
    several = comprehended(draft.tree, made, task.choice.ids)
    if several is not None:
        return _each(task, draft, made, function, several)
    place = _place(task, draft, made, function)
    if place is None:
        return False
    if any(_is_as_refused(draft.tree, place, at) for at in task.undoing.refused):
        return draft.refuse("the test itself is refused that delete")
    if status:
        if place.is_lost or is_bound_after(draft.tree, function, place.anchor, _root(status)):
            return draft.refuse("the test takes a refusal as well, and gives the answer's name to another one")
        place = replace(place, status=status)
    for fixture in task.choice.fixtures:
        draft.parameter(function, fixture)
    return _begun(task, draft, place, style_of(draft, function))


def _begun(task: Task, draft: Draft, place: Place, style: str) -> bool:
    """Begin a cleanup in a test, in a style."""
    function = place.function
    if style == "add-cleanup":
        return _registered(draft, place, adding(function, awaited=_is_awaited(place)))
    stack = _stack_around(draft.tree, place.anchor)
    if stack is not None:
        return _registered(draft, place, _callback(stack, place))
    if style == "fixture" and takes_fixtures(draft.tree, function) and not _is_awaited(place):
        shared = shared_stack(draft, function)
        return shared is not None and _registered(draft, place, f"{shared}.callback")
    if style == "finalizer" and not _is_awaited(place) and "request" not in bound_by(function.body):
        draft.parameter(function, "request")
        return _finalized(draft, place)
    if _wants_stack(draft, place):
        name = draft.enclose(function, _outermost(draft.tree, place.anchor, function))
        return _registered(draft, place, _callback(name, place))
    kept = _kept(task, draft, place) if place.is_lost else place
    if kept is None:
        return False
    anchor = _hoisted(draft.tree, kept.anchor, function)
    draft.guard(anchor, lambda so_far: _if_made(kept, kept.delete.lines(so_far)))
    return True


def _is_as_refused(tree: Tree, place: Place, at: FactPlace) -> bool:
    """Whether the record would be deleted by the call, and on the behalf, by which a test is refused just that."""
    refused = tree.at(at, cst.Call)
    delete = place.delete.write({})
    delete = delete.expression if isinstance(delete, cst.Await) else delete
    if refused is None or not isinstance(delete, cst.Call) or len(refused.args) != len(delete.args):
        return False
    if _code(refused.func) != _code(delete.func):
        return False
    others = [
        (one, other) for one, other in zip(refused.args, delete.args, strict=True) if place.id not in _code(other)
    ]
    return all(_code(one.value) == _code(other.value) for one, other in others)


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node).replace("'", '"')


def _if_made(place: Place, lines: list[cst.BaseStatement]) -> list[cst.BaseStatement]:
    """What takes a record away, done only if there is one."""
    if not place.status:
        return lines
    return [cst.If(cst.parse_expression(f"{place.status} < 400"), cst.IndentedBlock(lines))]


def _each(task: Task, draft: Draft, made: Made, function: cst.FunctionDef, several: Comprehended) -> bool:
    """Register each of the records that a comprehension makes, right after it is made."""
    own = _names_of(several.comprehension.for_in.target)
    if _is_used_for_more(function, own):
        return False
    noun = task.undoing.noun
    name = draft.free(function, noun if several.rest else f"{noun}_id", f"own_{noun}", f"each_{noun}")
    delete = deletion(
        draft,
        task.choice,
        at_same=task.undoing.at_same,
        made=made,
        record_id=name + several.rest,
        whole=name if task.choice.call else "",
    )
    if delete is None or delete.then or (delete.names - {name}) & own:
        return False
    for fixture in task.choice.fixtures:
        draft.parameter(function, fixture)
    registering = _registry(draft, function, several.statement, awaited=delete.awaited)
    if registering is None:
        return False
    unroll(draft, several, name, lambda so_far: [_line(registered(registering, delete.write(so_far)))])
    return True


def _registry(draft: Draft, function: cst.FunctionDef, statement: cst.BaseStatement, *, awaited: bool) -> str | None:
    """What registers a cleanup in a test: what its style has for that, else an exit stack."""
    style = style_of(draft, function)
    if style == "add-cleanup":
        return adding(function, awaited=awaited)
    callback = "push_async_callback" if awaited else "callback"
    stack = _stack_around(draft.tree, statement)
    if stack is None and style == "fixture" and takes_fixtures(draft.tree, function) and not awaited:
        stack = shared_stack(draft, function)
    if stack is None:
        stack = draft.enclose(function, _outermost(draft.tree, statement, function))
    return f"{stack}.{callback}"


def _names_of(node: cst.CSTNode) -> set[str]:
    return {cst.ensure_type(each, cst.Name).value for each in m.findall(node, m.Name())}


def _is_used_for_more(function: cst.FunctionDef, own: set[str]) -> bool:
    """Whether a function gives a name of a comprehension something else, which a loop would take from it."""
    return bool(own & (bound_by(function.body) | {param.name.value for param in function.params.params}))


def style_of(draft: Draft, function: cst.FunctionDef) -> str:
    """How cleanups are written in a function: as the settings say, else as its file does it."""
    wanted = draft.manner.style
    unittest = is_unittest(draft.tree, function)
    if wanted == "add-cleanup":
        return "add-cleanup" if unittest else "try-finally"
    if wanted == "fixture":
        return "add-cleanup" if unittest else "fixture"
    if wanted in {"try-finally", "finalizer"}:
        return "try-finally" if unittest else wanted
    if unittest:
        return "try-finally" if _outlives(draft.tree, function) else "add-cleanup"
    code = draft.tree.text
    return "finalizer" if "request.addfinalizer(" in code and "finally:" not in code else "try-finally"


def _outlives(tree: Tree, function: cst.FunctionDef) -> bool:
    """Whether a method builds on what the teardown of its class deletes or closes, before what it registers happens."""
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
    return bool((deleted | closed) & _attributes_of(function.body))


_CLOSING = m.Call(func=m.Attribute(value=m.Attribute(value=m.Name("self")), attr=m.Name("close") | m.Name("aclose")))


def _attributes_of(node: cst.CSTNode) -> set[str]:
    """What of `self` is spoken of."""
    own = m.findall(node, m.Attribute(value=m.Name("self")))
    return {cst.ensure_type(each, cst.Attribute).attr.value for each in own}


def _place(task: Task, draft: Draft, made: Made, function: cst.FunctionDef) -> Place | None:
    """Where the cleanup of what a call makes begins, and how it is written."""
    needed = (
        not (task.choice.call or task.undoing.at_same) or "{id}" in task.choice.call or "{record}" in task.choice.call
    )
    found = record(draft, made, task.choice.ids, is_object=task.choice.is_object) if needed else unnamed(draft, made)
    if found is None:
        return None
    anchor, record_id = _ready(draft.tree, found.statement, found.id)
    if task.undoing.kind in {"orm", "sql"} and anchor is found.statement:
        anchor, _ = lasting(draft.tree, anchor)
        anchor, record_id = _ready(draft.tree, anchor, record_id)
    delete = deletion(
        draft, task.choice, at_same=task.undoing.at_same, made=made, record_id=record_id, whole=found.whole
    )
    is_lost = is_bound_after(draft.tree, function, anchor, _root(record_id))
    return Place(function, anchor, delete, made, record_id, is_lost) if delete is not None else None


def _kept(task: Task, draft: Draft, place: Place, owner: str = "", name: str = "") -> Place | None:
    """The same, with the id under a name that keeps it."""
    if "{record}" in task.choice.call:
        return None
    noun = task.undoing.noun
    if not name:
        name = f"{owner}{noun}_id" if owner else draft.free(place.function, f"{noun}_id", f"created_{noun}_id")
    draft.write_after(place.anchor, lambda _so_far: [_assigned(name, place.id)])
    delete = deletion(draft, task.choice, at_same=task.undoing.at_same, made=place.made, record_id=name, whole="")
    return Place(place.function, place.anchor, delete, place.made, name) if delete is not None else None


def _ready(tree: Tree, statement: cst.BaseStatement, record_id: str) -> tuple[cst.BaseStatement, str]:
    """The last of the statements after a create that only check its success or name its id, and what names that.

    Between them may stand what only tells of it.
    """
    block = tree.block(statement)
    body = list(block.body) if block is not None else [statement]
    last: cst.BaseStatement = statement
    for each in body[body.index(statement) + 1 :]:
        named = _names_id(tree, each, record_id)
        if named is not None:
            record_id = named
        elif not _checks_success(tree, each) and not _finds_id(tree, each, record_id):
            if _only_tells(tree, each):
                continue
            break
        last = each
    return last, record_id


def _finds_id(tree: Tree, statement: cst.CSTNode, record_id: str) -> bool:
    """Whether a statement only makes sure that the id is there: `assert "id" in post`."""
    owner, _, key = record_id.rstrip("]").rpartition("[")
    asserted = m.SimpleStatementLine(body=[m.Assert(test=m.Comparison())])
    if not owner or not m.matches(statement, asserted):
        return False
    return tree.source(statement).strip().replace("'", '"') == f"assert {key} in {owner}"


def checked(tree: Tree, statement: cst.BaseStatement) -> cst.BaseStatement:
    """The last of the statements after a create that only check its success."""
    block = tree.block(statement)
    body = list(block.body) if block is not None else [statement]
    last = statement
    for each in body[body.index(statement) + 1 :]:
        if not _checks_success(tree, each):
            break
        last = each
    return last


def _names_id(tree: Tree, statement: cst.CSTNode, record_id: str) -> str | None:
    """What names a record's id once a statement has given a name to it, or to what it is read from."""
    if not m.matches(statement, m.SimpleStatementLine(body=[m.Assign(targets=[m.AssignTarget()]) | m.AnnAssign()])):
        return None
    assign = cst.ensure_type(statement, cst.SimpleStatementLine).body[0]
    if isinstance(assign, cst.Assign):
        target, value = assign.targets[0].target, assign.value
    elif isinstance(assign, cst.AnnAssign) and assign.value is not None:
        target, value = assign.target, assign.value
    else:
        return None
    if not isinstance(target, (cst.Name, cst.Attribute)):
        return None
    source = tree.source(value).replace("'", '"')
    if source == record_id or (record_id.startswith((f"{source}[", f"{source}.")) and source.endswith(".json()")):
        return tree.source(target) + record_id[len(source) :]
    return None


def _wants_stack(draft: Draft, place: Place) -> bool:
    """Whether a `try` cannot hold all that follows, or would be one too many."""
    tree, function = draft.tree, place.function
    if _hoisted(tree, place.anchor, function) is place.anchor and not _reaches_the_end(tree, place.anchor, function):
        return True
    lost = {name for name in place.delete.names if is_bound_after(tree, function, place.anchor, name)}
    if lost - {_root(place.id)}:
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
        if not all(_only_tells(tree, each) or _cannot_fail(each) for each in body[body.index(anchor) + 1 :]):
            break
        if _is_stack(outer):
            break
        anchor = outer
    return anchor


def _only_tells(tree: Tree, statement: cst.CSTNode) -> bool:
    """Whether a statement only logs something, or attaches it to a report."""
    if not m.matches(statement, m.SimpleStatementLine(body=[m.Expr(m.Call())])):
        return False
    return re.match(r"(?:allure\.\w+|print|log\w*\.\w+|logging\.\w+)\(", tree.source(statement).strip()) is not None


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


def _stack_around(tree: Tree, statement: cst.BaseStatement) -> str | None:
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


def _callback(stack: str, place: Place) -> str:
    return f"{stack}.{'push_async_callback' if _is_awaited(place) else 'callback'}"


def _is_awaited(place: Place) -> bool:
    return place.delete.awaited


def _registered(draft: Draft, place: Place, registering: str) -> bool:
    """Have a registry delete the record, from right after its create on."""
    delete = place.delete
    if delete.then.startswith("await "):
        return False
    # What is registered last runs first.
    last = [_line(registered(registering, cst.parse_expression(delete.then)))] if delete.then else []
    draft.write_after(
        place.anchor,
        lambda so_far: _if_made(place, [*last, _line(registered(registering, place.delete.write(so_far)))]),
    )
    return True


def _finalized(draft: Draft, place: Place) -> bool:
    """Have pytest delete the record when the test or fixture ends."""
    tree, function = draft.tree, place.function
    later = any(is_bound_after(tree, function, place.anchor, name) for name in place.delete.names)
    looped = any(isinstance(each, (cst.For, cst.While)) for each in tree.around(place.anchor))
    if later or looped:
        draft.need("functools.partial")

    def finalize(deferred: cst.BaseExpression) -> cst.Call:
        return cst.Call(cst.parse_expression("request.addfinalizer"), [cst.Arg(deferred)])

    # What is registered last runs first.
    then = place.delete.then
    last = [_line(finalize(_later(cst.parse_expression(then))))] if then else []

    def lines(so_far: Rewritten) -> list[cst.BaseStatement]:
        delete = place.delete.write(so_far)
        finalizer = finalize(registered("partial", delete) if later or looped else _later(delete))
        return _if_made(place, [*last, _line(finalizer)])

    draft.write_after(place.anchor, lines)
    return True


def _later(expression: cst.BaseExpression) -> cst.Lambda:
    return cst.Lambda(cst.Parameters(), expression)


# In a fixture


def _in_fixture(task: Task, draft: Draft, made: Made, fixture: cst.FunctionDef) -> bool:
    """Let a fixture yield instead of returning, and delete after that."""
    tree = draft.tree
    place = _place(task, draft, made, fixture)
    if place is not None and place.is_lost:
        place = _kept(task, draft, place)
    if place is None or any(is_bound_after(tree, fixture, place.anchor, name) for name in place.delete.names):
        return False
    for name in task.choice.fixtures:
        draft.parameter(fixture, name)
    stack = _stack_around(tree, place.anchor)
    if stack is not None:
        return _registered(draft, place, _callback(stack, place))
    if _finalizes(draft, fixture) and not _is_awaited(place):
        draft.parameter(fixture, "request")
        return _finalized(draft, place)
    return _torn_down(draft, place, fixture)


def _finalizes(draft: Draft, fixture: cst.FunctionDef) -> bool:
    """Whether a fixture is to tear down by finalizers: since that is wanted, or it does already."""
    if draft.manner.style == "finalizer":
        return not m.findall(fixture.body, m.Yield())
    own = "request.addfinalizer(" in draft.tree.source(fixture)
    return own and draft.manner.style == "auto"


def _torn_down(draft: Draft, place: Place, fixture: cst.FunctionDef) -> bool:
    tree = draft.tree
    anchor, body = _level_of_giving(tree, place.anchor, fixture)
    giving = [each for each in body if m.matches(each, _RETURN | _YIELD)]
    returns = [each for each in m.findall(fixture.body, m.Return()) if tree.function(each) is fixture]
    if len(giving) > 1 or len(returns) > len(giving):
        return False
    if not giving:
        # It gives nothing: what makes it a fixture is what it does.
        plain = body[-1:] == [anchor] and not m.findall(fixture.body, m.Yield())
        draft.write_after(anchor, lambda so_far: [_yield(), *place.delete.lines(so_far)])
        return plain
    (giver,) = giving
    if body.index(giver) < body.index(anchor) or (m.matches(giver, _RETURN) and giver is not body[-1]):
        return False
    if m.matches(giver, _RETURN):
        _yield_instead(draft, fixture, giver)
    between = body[body.index(anchor) + 1 : body.index(giver)]

    final = place.delete.lines
    if any(not _cannot_fail(each) for each in between):
        # What the fixture takes away already was made after this, and goes before it.
        draft.guard(anchor, final, end=None if body[-1] is not giver else giver)
    else:
        draft.write_after(giver, final)
    return True


def _level_of_giving(
    tree: Tree, anchor: cst.BaseStatement, fixture: cst.FunctionDef
) -> tuple[cst.BaseStatement, list[cst.BaseStatement]]:
    """The block in which a fixture gives what it made, or its own, and the statement of it in which the create is."""
    while True:
        block = tree.block(anchor)
        body: list[cst.BaseStatement] = list(block.body) if isinstance(block, cst.IndentedBlock) else []
        outer = tree.parent(block) if block is not None else None
        if any(m.matches(each, _RETURN | _YIELD) for each in body) or block is fixture.body:
            return anchor, body
        if not body or body[-1] is not anchor or not isinstance(outer, cst.With):
            return anchor, []
        anchor = outer


def _yield_instead(draft: Draft, fixture: cst.FunctionDef, giver: cst.CSTNode) -> None:
    """A fixture yields what it returned, and says so where it says what it returns."""
    returned = cst.ensure_type(cst.ensure_type(giver, cst.SimpleStatementLine).body[0], cst.Return)
    draft.replace(returned, lambda node, _so_far: cst.Expr(cst.Yield(node.value)))
    if fixture.returns is not None:
        name = "Iterator" if fixture.asynchronous is None else "AsyncIterator"
        if not re.search(rf"^from (?:typing|collections\.abc) import .*\b{name}\b", draft.tree.text, re.MULTILINE):
            draft.need(f"collections.abc.{name}")
        draft.replace(
            fixture.returns,
            lambda node, _so_far: node.with_changes(
                annotation=cst.Subscript(cst.Name(name), [cst.SubscriptElement(cst.Index(node.annotation))])
            ),
        )


def _in_factory(task: Task, draft: Draft, made: Made, maker: cst.FunctionDef, fixture: cst.FunctionDef) -> bool:
    """Let a fixture that gives a function note what that makes, and delete it after its `yield`, last one first."""
    tree = draft.tree
    body = list(fixture.body.body)
    giving = [each for each in body if m.matches(each, _RETURN | _YIELD)]
    if maker not in body[:-1] or giving != body[-1:]:
        return False
    (giver,) = giving
    found = record(draft, made, task.choice.ids)
    if found is None or not found.id:
        return False
    anchor, record_id = _ready(tree, found.statement, found.id)
    each = f"{task.undoing.noun}_id"
    delete = deletion(draft, task.choice, at_same=task.undoing.at_same, made=made, record_id=each, whole="")
    if delete is None or not _is_known_around(delete, made, maker, fixture):
        return False
    created = draft.free(fixture, "created", "made")
    if draft.tree.names(fixture) & {each}:
        return False
    noted = cst.parse_statement(f"{created}.append({record_id})", tree.module.config_for_parsing)
    if m.matches(anchor, m.SimpleStatementLine(body=[m.Return()])):
        draft.write_before(anchor, lambda _so_far: [noted])
    else:
        draft.write_after(anchor, lambda _so_far: [noted])
    draft.write_before(maker, lambda _so_far: [_assigned(created, "[]")])
    if not any(line.comment is None for line in maker.leading_lines):
        apart = [cst.EmptyLine(indent=False), *maker.leading_lines]
        draft.replace(maker, lambda node, _so_far: node.with_changes(leading_lines=apart))
    for name in task.choice.fixtures:
        draft.parameter(fixture, name)
    if m.matches(giver, _RETURN):
        _yield_instead(draft, fixture, giver)
    loop = cst.parse_expression(f"reversed({created})")

    def tear_down(so_far: Rewritten) -> list[cst.BaseStatement]:
        inside = cst.IndentedBlock(delete.lines(so_far))
        return [cst.For(cst.Name(each), loop, inside)]

    draft.write_after(giver, tear_down)
    return True


def _is_known_around(delete: Deletion, made: Made, maker: cst.FunctionDef, fixture: cst.FunctionDef) -> bool:
    """Whether what a deletion needs is there outside of the function that makes the record."""
    own = bound_by(maker.body) | {param.name.value for param in maker.params.params}
    return not delete.names & own and isinstance(made, cst.Await) == (fixture.asynchronous is not None)


_RETURN = m.SimpleStatementLine(body=[m.Return(value=~m.MatchIfTrue(lambda value: value is None))])
_YIELD = m.SimpleStatementLine(body=[m.Expr(m.Yield()) | m.Assign(value=m.Yield())])


def _cannot_fail(statement: cst.CSTNode) -> bool:
    """Whether a statement only names something, or reads the answer."""
    assign = m.SimpleStatementLine(body=[m.Assign()])
    return m.matches(statement, assign) and not any(
        not m.matches(call, m.Call(func=m.Attribute(attr=m.Name("json")))) for call in m.findall(statement, m.Call())
    )


# In a setup


_TEARDOWNS = {
    "setup_method": "teardown_method",
    "setup_class": "teardown_class",
    "setup_module": "teardown_module",
    "setup_function": "teardown_function",
    "setUpModule": "tearDownModule",
    "setup": "teardown",
}


def _in_setup(task: Task, draft: Draft, made: Made, setup: cst.FunctionDef) -> bool:
    """Delete in the teardown what a setup of pytest's makes last of all."""
    tree = draft.tree
    owner = tree.nearest(setup, cst.ClassDef)
    if setup.name.value == "setUpModule":
        place = _place(task, draft, made, setup)
        draft.need("unittest")
        return place is not None and _registered(draft, place, "unittest.addModuleCleanup")
    if setup.name.value in {"setup_module", "setup_function"} and owner is None:
        return _in_module_setup(task, draft, made, setup)
    owner_name, *more = [param.name.value for param in setup.params.params] or [""]
    if setup.name.value not in {"setup_method", "setup_class"} or owner is None or task.choice.fixtures:
        return False
    place = _place(task, draft, made, setup)
    if place is not None and not place.id.startswith(f"{owner_name}."):
        place = _kept(task, draft, place, owner=f"{owner_name}.")
    if (
        place is None
        or tree.block(place.anchor) is not setup.body
        or place.delete.names & (bound_by(setup.body) | set(more))
    ):
        return False
    rest = setup.body.body[list(setup.body.body).index(place.anchor) + 1 :]
    alone = draft.common.cleanups[setup] == 1 and all(map(_cannot_fail, rest))
    if not alone and teardown_of(tree, setup) is None and can_be_fixture(draft, setup):
        draft.guard(place.anchor, place.delete.lines)
        become_fixture(draft, setup)
        return True
    return _in_teardown(draft, place, setup, owner, owner_name)


def _in_module_setup(task: Task, draft: Draft, made: Made, setup: cst.FunctionDef) -> bool:
    """Delete in a module's teardown what its setup makes; the id goes by a global name."""
    tree = draft.tree
    place = _place(task, draft, made, setup)
    if place is None or tree.block(place.anchor) is not setup.body or task.choice.fixtures:
        return False
    known = {
        item.name.value
        for each in m.findall(setup.body, m.Global())
        for item in cst.ensure_type(each, cst.Global).names
    }
    own = setup.params.params[0].name.value if setup.params.params else ""
    if own and place.id.startswith(f"{own}."):
        return not place.delete.names & bound_by(setup.body) - known and _in_teardown(
            draft, place, setup, tree.module, own
        )
    if place.id and _root(place.id) not in known:
        noun = task.undoing.noun
        name = draft.free(setup, f"{noun}_id", f"created_{noun}_id")
        if name in _names_of(tree.module) - _names_of(setup):
            return False
        draft.first(setup, f"global {name}")
        place = _kept(task, draft, place, name=name)
    local = bound_by(setup.body) - known | {param.name.value for param in setup.params.params}
    if place is None or place.delete.names - {place.id} & local:
        return False
    return _in_teardown(draft, place, setup, tree.module, "")


def _in_teardown(
    draft: Draft, place: Place, setup: cst.FunctionDef, owner: cst.ClassDef | cst.Module, owner_name: str
) -> bool:
    """Delete at the beginning of a class's or module's teardown, or in one of its own."""
    wanted = _TEARDOWNS[setup.name.value]
    body = owner.body.body if isinstance(owner, cst.ClassDef) else owner.body
    # Of several that a setup makes, each is written once the one before it is there.
    draft.replace(setup, lambda node, _so_far: node)
    methods = [each for each in body if isinstance(each, cst.FunctionDef)]
    down = next((each for each in methods if each.name.value == wanted), None)
    if down is not None:
        first = down.body.body[0]
        params = [param.name.value for param in down.params.params]
        if not isinstance(down.body, cst.IndentedBlock) or m.matches(first, m.SimpleStatementLine(body=[m.Expr(_DOC)])):
            return False
        draft.write_before(first, place.delete.lines)
        return not owner_name or params[:1] == [owner_name]

    def teardown(so_far: Rewritten) -> list[cst.BaseStatement]:
        inside = cst.IndentedBlock(place.delete.lines(so_far))
        own = [cst.Param(cst.Name(owner_name))] if owner_name else list(setup.params.params)
        parameters = cst.Parameters(own)
        name = cst.Name(wanted)
        apart = [cst.EmptyLine(indent=False)] * (1 if isinstance(owner, cst.ClassDef) else 2)
        return [cst.FunctionDef(name, parameters, inside, decorators=setup.decorators, leading_lines=apart)]

    draft.write_after(setup, teardown)
    return True


_DOC = m.SimpleString() | m.ConcatenatedString()


# What is written


def _checks_success(tree: Tree, statement: cst.CSTNode) -> bool:
    """Whether a statement only makes sure that a request succeeded."""
    if not m.matches(statement, m.SimpleStatementLine(body=[m.Assert() | m.Expr(m.Call())])):
        return False
    if m.findall(statement, m.Call(func=m.Attribute(attr=m.Name(m.MatchIfTrue(lambda name: name in _ASKING))))):
        return False
    source = tree.source(statement)
    return any(word in source for word in _SUCCESS)


_ASKING = frozenset({"get", "post", "put", "patch", "delete", "request", "send"})
"""What a request is made by: that is more than to look at an answer."""


_SUCCESS = ("status_code", "raise_for_status", ".status ==", ".ok", "is_success", "code_status", "check_status")


def _root(source: str) -> str:
    return re.split(r"[.\[(]", source, maxsplit=1)[0]


def _assigned(name: str, source: str) -> cst.BaseStatement:
    return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(_as_target(name))], cst.parse_expression(source))])


def _as_target(name: str) -> cst.Name | cst.Attribute:
    target = cst.parse_expression(name)
    assert isinstance(target, (cst.Name, cst.Attribute))  # noqa: S101 - a name or an attribute of self
    return target


def _line(expression: cst.BaseExpression) -> cst.SimpleStatementLine:
    return cst.SimpleStatementLine([cst.Expr(expression)])


def _yield() -> cst.SimpleStatementLine:
    return _line(cst.Yield())
