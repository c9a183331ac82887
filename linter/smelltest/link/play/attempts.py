"""What is tried: `try`, and what its handlers say of whether it was expected to fail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smelltest.link.play.frames import RETURN, Frame
from smelltest.link.play.objects import Object, freeze
from smelltest.link.play.truth import informative, truth
from smelltest.link.play.unbound import binding, used
from smelltest.link.program.walking import called, within
from smelltest.link.values import Comparison, Literal, Symbol, Unknown
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter

_NONE = Literal(None)


def attempt(it: Interpreter, node: facts.Try, frame: Frame) -> int:
    """Run a `try`: its body, its handlers, and what comes in any case; how that goes on, as a signal."""
    signal = 0
    there = frozenset(frame.env) if node.final else frozenset()
    happened = len(it.events)
    swallowed = bool(node.handlers) and not any(
        isinstance(statement, facts.Raise) for handler in node.handlers for statement in handler.body
    )
    must_fail = _must_fail(node) or _is_told_to_fail(it, node, frame)
    released: tuple[int, str] | None = None
    held: Object | None = None
    try:
        with it.guarded(tried=swallowed):
            it.refusing += must_fail
            released = _released(it, node) if node.final else None
            if released is None:
                signal = it.block(node.body, frame)
            else:
                # Before it was let go of, the `finally` would have found it.
                index, name = released
                signal = it.block(node.body[:index], frame)
                held = frame.env.get(name)
                signal = signal or it.block(node.body[index:], frame)
            it.refusing -= must_fail
            if not signal:
                signal = it.block(node.otherwise, frame)
        result = frame.result
        for handler in node.handlers:
            before = dict(frame.env)
            if handler.name:
                frame.env[handler.name] = Unknown("error", handler.name)
            with it.guarded(conditional=True, handler=True):
                left = it.block(handler.body, frame)
            if left == RETURN and not signal and not (handler.body and isinstance(handler.body[-1], facts.Raise)):
                frame.pending.append(frame.result or _NONE)
            for name, value in before.items():
                if informative(value):
                    frame.env[name] = value
        frame.result = result
    finally:
        if node.final:
            result = frame.result
            with it.guarded(always=True), it.tidying(happened):
                _note_unbound(it, node, there, happened, frame)
                if released is not None and held is not None:
                    frame.env[released[1]] = held
                final = it.block(node.final, frame)
            if final:
                signal = final
            else:
                frame.result = result
    return signal


def _used(it: Interpreter, node: facts.Try) -> tuple[facts.Name, ...]:
    """The names that the `finally` of a `try` uses."""
    known = it.memory.used.get(id(node))
    if known is None:
        known = it.memory.used[id(node)] = tuple(used(node))
    return known


def _released(it: Interpreter, node: facts.Try) -> tuple[int, str] | None:
    """Where the body of a `try` lets go of what its `finally` takes away: `item_id = None`, after the tested delete."""
    asked = {use.name for use in _used(it, node)}
    for index, statement in enumerate(node.body):
        if (
            isinstance(statement, facts.Assign)
            and isinstance(statement.value, facts.Constant)
            and statement.value.value is None
            and isinstance(statement.targets[0], facts.Name)
            and statement.targets[0].name in asked
        ):
            return index, statement.targets[0].name
    return None


def _note_unbound(it: Interpreter, node: facts.Try, there: frozenset[str], happened: int, frame: Frame) -> None:
    """Note the first name that a `finally` uses and that its `try` binds only after something that can fail."""
    depth = len(it.chain)
    failing = [event.chain[depth].at for event in it.events[happened:] if len(event.chain) > depth]
    for use in _used(it, node):
        if use.name in there or use.name not in frame.env:
            continue
        bound = binding(node.body, use.name)
        if bound is not None and any(at.line <= bound.at.end_line for at in failing):
            it.emit_unbound(freeze(frame.env[use.name], 3), bound, frame, use)
            return


def _must_fail(node: facts.Try) -> bool:
    """Whether the body of a `try` is expected to fail: after the call that does not, the test fails itself."""
    last = [block[-1] for block in (node.body[1:], node.otherwise) if block]
    return bool(node.handlers) and (any(fails(statement) for statement in last) or _only_error_checked(node))


def _is_told_to_fail(it: Interpreter, node: facts.Try, frame: Frame) -> bool:
    """Whether a helper's `try` fails itself after its body, given what it is to expect: `if status != 200: raise …`."""
    if not node.handlers or not it.chain:
        return False
    return any(
        isinstance(part, facts.If) and any(map(fails, part.body[-1:])) and _is_met(it.evaluate(part.test, frame))
        for part in node.body[1:]
    )


def _is_met(condition: Object) -> bool:
    """Whether a condition is true for certain, be it that a status of failure is not the one of success."""
    if isinstance(condition, Comparison) and condition.operator == "!=" and isinstance(condition.left, Literal):
        status = condition.left.value
        if isinstance(status, int) and isinstance(condition.right, Symbol):
            return status >= _FAILURE
    return truth(condition) is True


_FAILURE = 400


def _only_error_checked(node: facts.Try) -> bool:
    """Whether a `try` around one call ends in a check of its error alone, and not of that it was there already."""
    if len(node.body) != 1 or node.otherwise or not isinstance(node.body[0], (facts.Evaluate, facts.Assign)):
        return False
    is_thrown_away = isinstance(node.body[0], facts.Evaluate)
    return all(
        handler.name is not None
        and (
            (is_thrown_away and _keeps_error(handler.body, handler.name))
            or any(_checks_error(statement, handler.name) for statement in handler.body)
        )
        for handler in node.handlers
    )


def _keeps_error(body: tuple[facts.AnyStatement, ...], error: str) -> bool:
    """Whether all that is done with an error is to keep it: `caught = error`, for an assertion further down."""
    kept = body[0] if len(body) == 1 else None
    return isinstance(kept, facts.Assign) and isinstance(kept.value, facts.Name) and kept.value.name == error


_THERE_ALREADY = re.compile(r"exist|already|conflict|duplicate|^409$", re.IGNORECASE)


def _checks_error(statement: facts.AnyStatement, error: str) -> bool:
    if not isinstance(statement, facts.Assert) and not (
        isinstance(statement, facts.Evaluate) and any(name.startswith("assert") for name in called(statement))
    ):
        return False
    nodes = list(within(statement))
    words = [str(part.value) for part in nodes if isinstance(part, facts.Constant)]
    words += [part.name for part in nodes if isinstance(part, facts.Attribute)]
    named = any(isinstance(part, facts.Name) and part.name == error for part in nodes)
    return named and not any(_THERE_ALREADY.search(word) for word in words)


def fails(statement: facts.AnyStatement) -> bool:
    """Whether a statement ends the test as one that did not get what it is about: `pytest.fail()`, `assert False`."""
    if isinstance(statement, facts.Assert):
        return isinstance(statement.test, facts.Constant) and not statement.test.value
    if isinstance(statement, facts.Evaluate) and isinstance(statement.value, facts.Call):
        function = statement.value.function
        return isinstance(function, (facts.Name, facts.Attribute)) and function.name in _ENDING
    return isinstance(statement, facts.Raise) and statement.error is not None


_ENDING = frozenset({"fail", "xfail", "skip", "skipTest"})


def notes_failure(statement: facts.AnyStatement) -> bool:
    """Whether a statement takes note of a failure of which the test fails in the end."""
    if not isinstance(statement, facts.Evaluate) or not isinstance(statement.value, facts.Call):
        return False
    function = statement.value.function
    if isinstance(function, facts.Name) and function.name == "print":
        return True  # All that the tests of some suites do about it.
    if not isinstance(function, facts.Attribute) or function.name not in {"append", "add"}:
        return False
    noted = function.value
    return isinstance(noted, (facts.Name, facts.Attribute)) and _FAILURES.search(noted.name) is not None


_FAILURES = re.compile(r"fail|error|problem|mismatch", re.IGNORECASE)
