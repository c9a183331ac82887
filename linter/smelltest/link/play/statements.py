"""What statements do, in order, and what guards them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeGuard

from smelltest.link.play import emptying, handling
from smelltest.link.play.attempts import attempt, fails, notes_failure
from smelltest.link.play.expressions import element_maker
from smelltest.link.play.frames import BREAK, CONTINUE, RETURN, Exhausted, Frame
from smelltest.link.play.gathering import gather, gives_each
from smelltest.link.play.naming import manages
from smelltest.link.play.objects import ClassObject, Closure, Instance, Mapping, Object, Sequence, freeze
from smelltest.link.play.truth import about_status, from_environment, informative, is_open, truth
from smelltest.link.program.walking import within
from smelltest.link.timeline import Turn
from smelltest.link.values import LEFT, Comparison, Derived, Literal, Negated, Site, Unknown, Value
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter

_MAX_UNROLL = 12
UNKNOWN = Unknown("unknown")
_NONE = Literal(None)


def run(it: Interpreter, statement: facts.AnyStatement, frame: Frame) -> int:
    """Follow one statement; the answer says whether and how its block was left."""
    return _STATEMENTS[type(statement)](it, statement, frame)


def block(it: Interpreter, body: tuple[facts.AnyStatement, ...], frame: Frame) -> int:
    """Follow statements; the answer says whether and how the block was left early."""
    it.work += len(body)
    if it.work > it.limit:
        raise Exhausted
    for statement in body:
        signal = _STATEMENTS[type(statement)](it, statement, frame)
        if signal:
            return signal
    return 0


def _evaluate_statement(it: Interpreter, node: facts.Evaluate, frame: Frame) -> int:
    if frame.met is not None and fails(node):
        _note_what_was_wanted(it, node, frame)
    it.dropped = node.value
    if it.evaluate(node.value, frame) == handling.STOPPED:
        frame.result = UNKNOWN
        return RETURN
    return 0


def _assign(it: Interpreter, node: facts.Assign, frame: Frame) -> int:
    value = it.evaluate(node.value, frame)
    for target in node.targets:
        it.bind(target, value, frame, node)
    return 0


def _augment(it: Interpreter, node: facts.Augment, frame: Frame) -> int:
    target = node.target
    current = it.to_change(target, frame)
    value = it.evaluate(node.value, frame)
    if isinstance(current, Sequence) and node.operator in {"+", "|"}:
        items = it.elements(value)
        if isinstance(value, Derived):
            gather(current, value, it.each(value, frame, node))
        elif items is None:
            current.open = True
        else:
            current.items.extend(items)
        it.touched(current, f"{node.operator}=", value, frame, node)
        return 0
    if isinstance(current, Mapping) and node.operator == "|":
        it.merge(current, value)
        it.touched(current, "|=", value, frame, node)
        return 0
    it.bind(target, it.binary(current, node.operator, value, frame, node), frame, node)
    return 0


def _declare(it: Interpreter, node: facts.Declare, frame: Frame) -> int:
    return 0


def _return(it: Interpreter, node: facts.Return, frame: Frame) -> int:
    frame.result = _NONE if node.value is None else it.evaluate(node.value, frame)
    return RETURN


def _assert(it: Interpreter, node: facts.Assert, frame: Frame) -> int:
    it.assertion(node.test, frame, node)
    return 0


def assertion(
    it: Interpreter, test: facts.AnyExpression, frame: Frame, node: facts.Expression | facts.Statement
) -> None:
    """Make sure of something, as an `assert` does; each part of a conjunction by itself."""
    if type(test) is facts.Logical and test.operator == "and":
        for operand in test.operands:
            it.assertion(operand, frame, node)
        return
    condition = it.evaluate(test, frame)
    if truth(condition) is False and isinstance(condition, Literal):
        return
    it.emit_check(freeze(condition), frame, node)


def _raise(it: Interpreter, node: facts.Raise, frame: Frame) -> int:
    if node.error is not None:
        it.evaluate(node.error, frame)
        if frame.met is not None:
            _note_what_was_wanted(it, node, frame)
    if not it.guard.conditional:
        it.raised = True
    frame.result = UNKNOWN
    return RETURN


def _note_what_was_wanted(it: Interpreter, node: facts.Evaluate | facts.Raise, frame: Frame) -> None:
    """Take it for asserted that it was so, where a function fails else: `if r.status_code == expected: return`."""
    if frame.met is not None and frame.met[1] == it.guard:
        it.emit_check(frame.met[0], frame, node)


def _if(it: Interpreter, node: facts.If, frame: Frame) -> int:
    if it.chain:
        if _makes_what_it_lacks(node, frame):
            with it.remembering():
                return _branch(it, node, frame)
        frame.remembered |= _gives_what_it_has(node, frame)
    return _branch(it, node, frame)


def _branch(it: Interpreter, node: facts.If, frame: Frame) -> int:
    condition = it.evaluate(node.test, frame)
    known = truth(condition)
    if known is not None and not (known and _raises_what_it_tests(node)):
        return it.block(node.body if known else node.otherwise, frame)
    environment = from_environment(condition)
    before = dict(frame.env)
    met: Value | None = None
    with it.guarded(conditional=True, environment=environment):
        first = it.block(node.body, frame)
        if first == RETURN:
            if not isinstance(node.body[-1], facts.Raise):
                frame.pending.append(frame.result or _NONE)
            frame.env.clear()
            frame.env.update(before)
            if about_status(condition):
                if fails(node.body[-1]):
                    it.emit_check(Negated(freeze(condition)), frame, node)  # `if r.status_code != 201: raise …`
                elif not node.otherwise:
                    met = freeze(condition)
        elif not first and about_status(condition) and _is_unlike(condition) and any(map(notes_failure, node.body)):
            it.emit_check(Negated(freeze(condition)), frame, node)  # `if r.status_code != 201: failures.append(…)`
        changed = {} if first else {k: v for k, v in frame.env.items() if before.get(k) is not v}
        second = it.block(node.otherwise, frame)
        if second == RETURN and not first:
            frame.pending.append(frame.result or _NONE)
            second = 0
    if met is not None:
        frame.met = met, it.guard
    for name, value in changed.items():
        if informative(value):
            frame.env[name] = value
    lacking = _lacking(node.test) if changed else None
    if type(lacking) is facts.Name and type(before.get(lacking.name)) is Derived and not node.otherwise:
        frame.env[lacking.name] = before[lacking.name]  # `if body is None: body = {}`: as a rule there is an answer.
    if first == RETURN and second == RETURN:
        return RETURN
    return first if first and first == second else 0


def _makes_what_it_lacks(node: facts.If, frame: Frame) -> bool:
    """`if cls._log is None: cls._log = …`: whoever asks first makes it, and it is the same whoever that is."""
    lacking = _lacking(node.test)
    return (
        lacking is not None
        and _lasts(lacking, frame)
        and any(
            _same_name(target, lacking)
            for part in within(node.body)
            if type(part) is facts.Assign
            for target in part.targets
        )
    )


def _gives_what_it_has(node: facts.If, frame: Frame) -> frozenset[str]:
    """The name of what is given again if it is there: `if _log is not None: return _log`."""
    test, body = node.test, node.body
    there = test.left if type(test) is facts.Compare and test.operators == ("is not",) else test
    if len(body) == 1 and type(body[0]) is facts.Return and body[0].value is not None and _lasts(there, frame):
        return frozenset({there.name}) if _same_name(body[0].value, there) else frozenset()
    return frozenset()


def _lasts(what: facts.AnyExpression, frame: Frame) -> TypeGuard[facts.Name | facts.Attribute]:
    """Whether a name outlives the call in which it is set: a global, an attribute."""
    return type(what) is facts.Attribute or (type(what) is facts.Name and what.name in frame.global_names)


def _lacking(test: facts.AnyExpression) -> facts.AnyExpression | None:
    """What a condition asks whether it is not there: `cls._log is None`, `not body`."""
    if type(test) is facts.Compare and test.operators == ("is",):
        return test.left
    return test.operand if type(test) is facts.Unary and test.operator == "not" else None


def _same_name(one: facts.AnyExpression, other: facts.AnyExpression) -> bool:
    if isinstance(one, facts.Name) and isinstance(other, facts.Name):
        return one.name == other.name
    return (
        isinstance(one, facts.Attribute)
        and isinstance(other, facts.Attribute)
        and one.name == other.name
        and _same_name(one.value, other.value)
    )


def _raises_what_it_tests(node: facts.If) -> bool:
    """`if error is not None: raise error`: there need not be one, whatever the call that looked for it can give."""
    last = node.body[-1] if node.body else None
    if type(last) is not facts.Raise or type(last.error) is not facts.Name:
        return False
    tested = node.test.left if type(node.test) is facts.Compare else node.test
    return type(tested) is facts.Name and tested.name == last.error.name


def _is_unlike(condition: Object) -> bool:
    return isinstance(condition, Comparison) and condition.operator in {"!=", "not in"}


def _for(it: Interpreter, node: facts.For, frame: Frame) -> int:
    iterable = it.evaluate(node.iterable, frame)
    items = it.elements(iterable)
    left = items is not None and not items and _may_be_left(it, iterable)
    if items is not None and len(items) <= _MAX_UNROLL and not is_open(iterable) and not left:
        is_counted = isinstance(node.iterable, facts.Call) and _is_range(node.iterable)
        for turn, item in enumerate(list(items)):
            it.bind(node.target, item, frame, node)
            happened, returned = len(it.events), len(frame.pending)
            signal = _turn(it, node, node.iterable, turn, frame)
            if signal == BREAK:
                return 0
            if signal == RETURN:
                return signal
            if is_counted and _answers_with_what_it_sent(it, frame.pending[returned:], happened):
                break
        return it.block(node.otherwise, frame)
    emptying.of_tables(it, node, frame)
    each = LEFT if left else it.each(iterable, frame, node)
    it.bind(node.target, each, frame, node)
    with it.guarded(conditional=from_environment(iterable)):
        signal = _turn(it, node, node.iterable, 0, frame)
    if isinstance(iterable, Derived):
        _gathered(it, node, iterable, frame)
    if signal == RETURN:
        frame.pending.append(frame.result or _NONE)
    return 0


def _gathered(it: Interpreter, node: facts.For, answer: Derived, frame: Frame) -> None:
    """Know the lists that a loop over an answer fills with one element for each of its own: `found.append(Card(row))`."""
    given = frame.yielded
    if given is not None and not given.open and len(given.items) == 1 and gives_each(node):
        given.open, given.made_of = True, answer
    for statement in node.body:
        call = statement.value if isinstance(statement, facts.Evaluate) else None
        if not (
            isinstance(call, facts.Call) and isinstance(call.function, facts.Attribute) and len(call.arguments) == 1
        ):
            continue
        function = call.function
        if function.name != "append" or not isinstance(function.value, facts.Name):
            continue
        filled = frame.env.get(function.value.name)
        if not isinstance(filled, Sequence) or filled.open or len(filled.items) != 1:
            continue
        only = filled.items[0]
        if isinstance(only, Instance) or (isinstance(only, Derived) and only.effect is answer.effect):
            filled.open, filled.made_of = True, answer
            filled.element = element_maker(it, call.arguments[0], node.target, frame)


def _is_range(node: facts.Call) -> bool:
    return isinstance(node.function, facts.Name) and node.function.name == "range"


def _answers_with_what_it_sent(it: Interpreter, returned: list[Object], happened: int) -> bool:
    """`for attempt in range(3): answer = send(…); if …: return answer`: each further turn sends the same again."""
    return any(
        isinstance(value, Derived) and any(event is value.effect for event in it.events[happened:])
        for value in returned
    )


def _may_be_left(it: Interpreter, iterable: Object) -> bool:
    """Whether a test goes through what is empty as the suite begins, and what other tests may have filled by then."""
    return it.stage.kind == "test" and getattr(iterable, "origin", None) is not None


def _turn(it: Interpreter, node: facts.For | facts.While, last: facts.AnyExpression, number: int, frame: Frame) -> int:
    """One turn of a loop whose header ends with `last`."""
    header = facts.Place(node.at.line, node.at.column, last.at.end_line, last.at.end_column)
    before = it.turns
    it.turns = (*before, Turn(Site(frame.path, header), number))
    try:
        with it.guarded(repeated=True):
            return it.block(node.body, frame)
    finally:
        it.turns = before


def _while(it: Interpreter, node: facts.While, frame: Frame) -> int:
    for turn in range(_MAX_UNROLL):
        condition = it.evaluate(node.test, frame)
        known = truth(condition)
        if known is False:
            return 0
        signal = _turn(it, node, node.test, turn, frame)
        if signal == RETURN:
            if known:
                return signal
            frame.pending.append(frame.result or _NONE)
            return 0
        if signal == BREAK or known is None or isinstance(node.test, facts.Constant):
            return 0
        if turn and not isinstance(condition, (Sequence, Mapping, Comparison, Literal)):
            return 0
    return 0


def _with(it: Interpreter, node: facts.With, frame: Frame) -> int:
    return _contexts(it, node, 0, frame)


def _contexts(it: Interpreter, node: facts.With, index: int, frame: Frame) -> int:
    if index == len(node.contexts):
        return it.block(node.body, frame)
    context = node.contexts[index]
    manager = it.evaluate(context.manager, frame)
    signal = 0

    def enter(value: Object) -> None:
        nonlocal signal
        if context.target is not None:
            it.bind(context.target, value, frame, node)
        signal = _contexts(it, node, index + 1, frame)

    it.enter(manager, enter, frame, context.manager)
    return signal


def _match(it: Interpreter, node: facts.Match, frame: Frame) -> int:
    subject = it.evaluate(node.subject, frame)
    with it.guarded(conditional=True):
        for case in node.cases:
            for name in case.names:
                frame.env[name] = Unknown("match", name, (freeze(subject, 2),))
            if it.block(case.body, frame) == RETURN:
                frame.pending.append(frame.result or _NONE)
    return 0


def _jump(it: Interpreter, node: facts.Jump, frame: Frame) -> int:
    return BREAK if node.kind == "break" else CONTINUE


def _remove(it: Interpreter, node: facts.Remove, frame: Frame) -> int:
    for target in node.targets:
        if isinstance(target, facts.Name):
            frame.env.pop(target.name, None)
        elif isinstance(target, facts.Subscript):
            owner = it.evaluate(target.value, frame)
            key = it.evaluate(target.index, frame)
            if isinstance(owner, Mapping) and isinstance(key, Literal):
                owner.entries.pop(key.value, None)
            it.touched(owner, "del", key, frame, node)
        else:
            it.evaluate(target, frame)
    return 0


def _outer(it: Interpreter, node: facts.Outer, frame: Frame) -> int:
    if node.kind == "global":
        frame.global_names |= frozenset(node.names)
    else:
        frame.outer_names |= frozenset(node.names)
    return 0


def _import(it: Interpreter, node: facts.Import, frame: Frame) -> int:
    if node.bound != "*":
        frame.env[node.bound] = it.imported(frame.path, node)
    return 0


def _function(it: Interpreter, node: facts.Function, frame: Frame) -> int:
    closure = Closure(frame.path, node, (frame.env, *frame.cells), frame.owner, manages(node))
    frame.env[node.name] = closure
    for decorator in node.decorators:
        if isinstance(decorator, facts.Attribute) and decorator.name in {"addfinalizer", "callback"}:
            it.call(it.evaluate(decorator, frame), [closure], {}, decorator, frame)
    return 0


def _class(it: Interpreter, node: facts.Class, frame: Frame) -> int:
    frame.env[node.name] = ClassObject(it.program.ref(frame.path, node), (frame.env, *frame.cells))
    return 0


_STATEMENTS: dict[type, Callable[[Interpreter, Any, Frame], int]] = {
    facts.Evaluate: _evaluate_statement, facts.Assign: _assign,
    facts.Augment: _augment, facts.Declare: _declare, facts.Return: _return,
    facts.Assert: _assert, facts.Raise: _raise, facts.If: _if,
    facts.For: _for, facts.While: _while, facts.With: _with,
    facts.Try: attempt, facts.Match: _match, facts.Jump: _jump,
    facts.Remove: _remove, facts.Outer: _outer, facts.Import: _import,
    facts.Function: _function, facts.Class: _class,
}  # fmt: skip
