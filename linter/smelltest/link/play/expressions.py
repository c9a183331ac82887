"""What expressions are worth."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from smelltest.link.play import containers, emptying, unfollowed
from smelltest.link.play.frames import Frame
from smelltest.link.play.gathering import gather
from smelltest.link.play.handlers import HANDLERS
from smelltest.link.play.objects import (
    ClassObject,
    Closure,
    External,
    Generator,
    Instance,
    Mapping,
    Method,
    Object,
    Sequence,
    Super,
    answer_of,
    freeze,
)
from smelltest.link.play.told import carried_out
from smelltest.link.play.truth import compared_part, informative, is_open, operands_of, truth
from smelltest.link.values import (
    Comparison,
    Configured,
    Derived,
    Joined,
    Literal,
    Made,
    Negated,
    Pairs,
    Predicate,
    Site,
    Step,
    Unknown,
    Value,
)
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter

_MAX_UNROLL = 12
_NOWHERE = facts.Jump(facts.Place(1, 1, 1, 1), "continue")
UNKNOWN = Unknown("unknown")
_NONE = Literal(None)
_TRUE = Literal(True)
_FALSE = Literal(False)


def evaluate(it: Interpreter, node: facts.AnyExpression, frame: Frame) -> Object:
    """What an expression gives; its calls happen."""
    return _EXPRESSIONS[type(node)](it, node, frame)


def _constant(it: Interpreter, node: facts.Constant, frame: Frame) -> Object:
    literals = it.memory.literals
    found = literals.get(id(node))
    if found is None:
        found = literals[id(node)] = Literal(node.value, Site(frame.path, node.at))
    return found


def _bytes(it: Interpreter, node: facts.Bytes, frame: Frame) -> Object:
    try:
        return Literal(node.value.decode(), Site(frame.path, node.at))
    except UnicodeDecodeError:
        return Unknown("bytes")


def _name(it: Interpreter, node: facts.Name, frame: Frame) -> Object:
    local = frame.env.get(node.name)
    if local is not None and not frame.global_names:
        return local
    found = it.name(node.name, frame)
    if found is not None:
        return found
    return Unknown("name", node.name)


def _attribute(it: Interpreter, node: facts.Attribute, frame: Frame) -> Object:
    inner = node.value
    return it.attribute(_EXPRESSIONS[type(inner)](it, inner, frame), node.name, frame, node)


def _subscript(it: Interpreter, node: facts.Subscript, frame: Frame) -> Object:
    owner = it.evaluate(node.value, frame)
    if type(node.index) is facts.Slice:
        return containers.slice_of(it, owner, node.index, frame, node)
    return it.subscript(owner, it.evaluate(node.index, frame), frame, node)


_CHANGING = frozenset(
    {"append", "appendleft", "extend", "insert", "add", "update", "clear", "remove", "discard", "sort"}
)
"""Methods that change a list, dict or set and answer nothing."""


def to_change(it: Interpreter, node: facts.AnyExpression, frame: Frame) -> Object:
    """Evaluate what is about to be changed in place: names and what hangs below them are not read by that."""
    inner = node
    while isinstance(inner, (facts.Attribute, facts.Subscript)):
        inner = inner.value
    if not isinstance(inner, facts.Name) or it.changing:
        return it.evaluate(node, frame)
    it.changing = True
    try:
        return it.evaluate(node, frame)
    finally:
        it.changing = False


def _call(it: Interpreter, node: facts.Call, frame: Frame) -> Object:
    it.work += 1
    if it.log is not None:
        it.log.saw(Site(frame.path, node.at))
    function = node.function
    if type(function) is facts.Attribute:
        inner = function.value
        if function.name in _CHANGING:
            receiver = it.to_change(inner, frame)
        else:
            receiver = _EXPRESSIONS[type(inner)](it, inner, frame)
            if type(receiver) is Literal and type(inner) is facts.Attribute:
                receiver = _member_of_enum(it, receiver, inner, function.name, frame)
        arguments, keywords = it.arguments(node, frame)
        if it.told is not None:
            receiver = it.told.opened(receiver)
            said = it.told.of(it, function, receiver, frame)
            if said is not None:
                call = partial(it.call_method, receiver, function.name, arguments, keywords, node, frame)
                return carried_out(it, said, call, receiver, arguments, keywords, node, frame)
        return it.call_method(receiver, function.name, arguments, keywords, node, frame)
    if type(function) is facts.Name and function.name == "super":
        instance = frame.receiver
        if frame.owner is not None and instance is not None:
            return Super(frame.owner, instance)
    if type(function) is facts.Call and (wrapped := _wrapped(it, function, frame)) is not None:
        arguments, keywords = it.arguments(node, frame)
        return it.call(wrapped, arguments, keywords, node, frame)
    target = it.evaluate(function, frame)
    arguments, keywords = it.arguments(node, frame)
    said = it.told.of(it, function, None, frame) if it.told is not None else None
    if said is not None:
        call = partial(it.call, target, arguments, keywords, node, frame)
        return carried_out(it, said, call, None, arguments, keywords, node, frame)
    return it.call(target, arguments, keywords, node, frame)


def _wrapped(it: Interpreter, node: facts.Call, frame: Frame) -> Object | None:
    """What is called in the end by `retry(client.create)(name)`, where another package makes the wrapper."""
    if len(node.arguments) != 1 or node.keywords or type(node.arguments[0]) not in {facts.Name, facts.Attribute}:
        return None
    passed = it.evaluate(node.arguments[0], frame)
    if not unfollowed.callable_object(passed) or type(node.function) not in {facts.Name, facts.Attribute}:
        return None
    wrapper = it.evaluate(node.function, frame)
    if isinstance(wrapper, External):
        return passed if wrapper.access is None and wrapper.dotted not in HANDLERS else None
    return passed if isinstance(wrapper, Unknown) and wrapper.reason != "parameter" else None


def _member_of_enum(it: Interpreter, value: Literal, node: facts.Attribute, asked: str, frame: Frame) -> Object:
    """`Routes.BOOK` whose own method is called: an object with that value, where it is that of a class of the suite."""
    if type(node.value) is not facts.Name or not node.name.isupper():
        return value
    cls = it.evaluate(node.value, frame)
    if not isinstance(cls, ClassObject) or not isinstance(it.class_attribute(cls, asked), Closure):
        return value
    if not any(base.endswith(("Enum", "Flag")) for base in it.program.bases(cls.ref.path, cls.ref.node)):
        return value
    member = Instance(cls)
    member.attributes = {"value": value, "_value_": value, "name": Literal(node.name)}
    return member


def arguments(it: Interpreter, node: facts.Call, frame: Frame) -> tuple[list[Object], dict[str, Object]]:
    """What a call is given, by position and by name."""
    arguments: list[Object] = []
    for argument in node.arguments:
        if type(argument) is facts.Starred:
            value = it.evaluate(argument.value, frame)
            items = it.elements(value)
            if items is not None:
                arguments.extend(items)
            else:
                arguments.append(it.each(value, frame, node))
        else:
            arguments.append(_EXPRESSIONS[type(argument)](it, argument, frame))
    keywords: dict[str, Object] = {}
    for keyword in node.keywords:
        value = _EXPRESSIONS[type(keyword.value)](it, keyword.value, frame)
        if keyword.name is not None:
            keywords[keyword.name] = value
        elif isinstance(value, Mapping):
            keywords.update((str(key), entry) for key, entry in value.entries.items())
            if value.open:
                keywords["**"] = UNKNOWN
        elif isinstance(value, Pairs):
            keywords.update(value.entries)
        elif isinstance(value, Instance):
            keywords.update(value.attributes)
        else:
            keywords["**"] = value
    return arguments, keywords


def _starred(it: Interpreter, node: facts.Starred, frame: Frame) -> Object:
    return it.evaluate(node.value, frame)


def _text(it: Interpreter, node: facts.Text, frame: Frame) -> Object:
    parts = [freeze(it.evaluate(part, frame), 3) for part in node.parts]
    if len(parts) == 1 and type(node.parts[0]) is facts.Constant:
        return parts[0]  # An f-string without a field.
    return Joined(tuple(parts), Site(frame.path, node.at))


def _formatted(it: Interpreter, node: facts.Formatted, frame: Frame) -> Object:
    value = it.evaluate(node.value, frame)
    if isinstance(value, Made) and value.kind == "clock" and node.spec and _is_coarse(node.spec):
        return Made("clock", False, value.how, value.site, value.scope, value.number)
    return value


def _is_coarse(spec: str) -> bool:
    """Whether a moment is written to the second or coarser: `f"{now:%H%M%S}"`, `f"{time.time():.0f}"`."""
    return ("%" in spec and "%f" not in spec) or spec.endswith(".0f")


def _binary(it: Interpreter, node: facts.Binary, frame: Frame) -> Object:
    return it.binary(it.evaluate(node.left, frame), node.operator, it.evaluate(node.right, frame), frame, node)


def binary(
    it: Interpreter, left: Object, operator: str, right: Object, frame: Frame, node: facts.Expression | facts.Statement
) -> Object:
    """What an operator makes of two values."""
    return containers.binary(it, left, operator, right, Site(frame.path, node.at))


def _unary(it: Interpreter, node: facts.Unary, frame: Frame) -> Object:
    operand = it.evaluate(node.operand, frame)
    if node.operator != "not":
        return Unknown("unary")
    known = truth(operand)
    if isinstance(operand, Literal) and known is not None:
        return _FALSE if known else _TRUE
    return Negated(freeze(answer_of(operand), 4))


def _logical(it: Interpreter, node: facts.Logical, frame: Frame) -> Object:
    value: Object = UNKNOWN
    best: Object | None = None
    unsure: Object | None = None
    conditions: list[Value] = []
    for operand in node.operands:
        value = it.evaluate(operand, frame)
        known = truth(value)
        if node.operator == "or":
            if known:
                return value if best is None else best
            if (isinstance(value, Configured) and value.default is None) or (
                known is None and best is None and informative(value)
            ):
                best = value
            elif isinstance(best, Configured) and best.default is None:
                return Configured(best.name, freeze(value, 2))
        elif known is False:
            return value
        elif known is None:
            unsure = value
            if isinstance(value, (Comparison, Negated, Predicate)):
                conditions.append(value)
    if len(conditions) > 1 and conditions[-1] is value:
        return Predicate("and", tuple(conditions), Site(frame.path, node.at))
    if unsure is not None and isinstance(value, (Comparison, Negated, Predicate)) and truth(value):
        return unsure  # `answer.status_code == 409 and verb == "post"`, of a call that is a POST.
    return best if best is not None else value


def _compare(it: Interpreter, node: facts.Compare, frame: Frame) -> Object:
    left = it.evaluate(node.left, frame)
    right = it.evaluate(node.comparators[0], frame)
    for extra in node.comparators[1:]:
        it.evaluate(extra, frame)
    if node.operators[0] in {"==", "!="}:
        left, right = answer_of(left), answer_of(right)
    return Comparison(freeze(left, 4), node.operators[0], freeze(right, 4), Site(frame.path, node.at))


def _display(it: Interpreter, node: facts.Display, frame: Frame) -> Object:
    items: list[Object] = []
    is_open = False
    for item in node.items:
        value = it.evaluate(item, frame)
        if type(item) is facts.Starred:
            inner = it.elements(value)
            if inner is None:
                is_open = True
            else:
                items.extend(inner)
        else:
            items.append(value)
    return Sequence(items, node.kind, is_open)


def _dictionary(it: Interpreter, node: facts.Dictionary, frame: Frame) -> Object:
    mapping = Mapping()
    for key, value in zip(node.keys, node.values, strict=False):
        entry = _EXPRESSIONS[type(value)](it, value, frame)
        if type(key) is facts.Constant:
            mapping.entries[key.value] = entry
            continue
        if key is None:
            it.merge(mapping, entry)
            continue
        name = it.evaluate(key, frame)
        if isinstance(name, Literal):
            mapping.entries[name.value] = entry
        else:
            mapping.open = True
    return mapping


def _comprehension(it: Interpreter, node: facts.Comprehension, frame: Frame) -> Object:
    inner = Frame(frame.path, frame.name, dict(frame.env), frame.cells, frame.owner, frame.receiver)
    if len(node.clauses) == 1 and node.kind == "dict" and node.key is not None:
        known = _known_dictionary(it, node, node.key, node.clauses[0], inner)
        if known is not None:
            return known
    if len(node.clauses) == 1 and node.kind != "dict":
        clause = node.clauses[0]
        emptying.of_names(it, node, frame)
        iterable = it.evaluate(clause.iterable, inner)
        items = it.elements(iterable)
        if items is not None and not is_open(iterable) and len(items) <= _MAX_UNROLL:
            found: list[Object] = []
            for item in items:
                it.bind(clause.target, item, inner, _NOWHERE)
                if _pass(it, clause, inner):
                    found.append(it.evaluate(node.element, inner))
            return Sequence(found, "list" if node.kind == "generator" else node.kind)
        if isinstance(iterable, Derived):
            return _derived_comprehension(it, node, clause, iterable, inner)
        it.bind(clause.target, it.each(iterable, inner, node), inner, _NOWHERE)
        for item in (items or ())[:_MAX_UNROLL]:  # One stands for all: the first that passes, of what is known.
            if not clause.conditions or _pass(it, clause, inner):
                break
            it.bind(clause.target, item, inner, _NOWHERE)
    else:
        for clause in node.clauses:
            iterable = it.evaluate(clause.iterable, inner)
            items = it.elements(iterable)
            element = items[0] if items else it.each(iterable, inner, node)
            it.bind(clause.target, element, inner, _NOWHERE)
    for clause in node.clauses:
        for condition in clause.conditions:
            it.evaluate(condition, inner)
    element = it.evaluate(node.element, inner)
    if node.kind == "dict":
        if node.key is not None:
            it.evaluate(node.key, inner)
        return Mapping(open=True)
    return Sequence([element], "list", open=True)


def _pass(it: Interpreter, clause: facts.Clause, frame: Frame) -> bool:
    """Whether the conditions of a comprehension let through what its target is bound to."""
    return False not in [truth(it.evaluate(condition, frame)) for condition in clause.conditions]


def _known_dictionary(
    it: Interpreter, node: facts.Comprehension, key: facts.AnyExpression, clause: facts.Clause, frame: Frame
) -> Object | None:
    """`{key: value for … in known}`, if all that it goes through is known."""
    iterable = it.evaluate(clause.iterable, frame)
    items = it.elements(iterable)
    if items is None or is_open(iterable) or len(items) > _MAX_UNROLL:
        return None
    found = Mapping()
    for item in items:
        it.bind(clause.target, item, frame, _NOWHERE)
        if not _pass(it, clause, frame):
            continue
        name = it.evaluate(key, frame)
        if not isinstance(name, Literal):
            return None
        found.entries[name.value] = it.evaluate(node.element, frame)
    return found


def _derived_comprehension(
    it: Interpreter, node: facts.Comprehension, clause: facts.Clause, iterable: Derived, frame: Frame
) -> Object:
    """`[u for u in users if u["email"] == email]`: still the collection, filtered by what is compared."""
    site = Site(frame.path, node.at)
    it.bind(clause.target, it.step(iterable, Step("each", None, site)), frame, _NOWHERE)
    compared: list[Value] = []
    for condition in clause.conditions:
        verdict = freeze(it.evaluate(condition, frame))
        compared.extend(operands_of(verdict))
        if _is_field(verdict, iterable):
            compared.append(Literal(True))  # `if car["free"]` asks what `if car["free"] == True` does.
    element = it.evaluate(node.element, frame)
    kept: Object = iterable
    if compared:
        others = tuple(v for v in compared if not (isinstance(v, Derived) and v.effect is iterable.effect))
        kept = it.step(kept, Step("filter", compared_part(compared, iterable), site, others))
    if isinstance(element, Derived) and element.effect is iterable.effect:
        for extra in element.steps[len(iterable.steps) + 1 :]:
            kept = it.step(kept, Step("each", extra.key, extra.site))
        return kept
    made = Sequence([element], "list", open=True)
    made.made_of = kept if isinstance(kept, Derived) else None
    made.element = element_maker(it, node.element, clause.target, frame)
    return made


def _is_field(verdict: Value, collection: Derived) -> bool:
    """Whether a condition is a field of a collection's elements as it stands, that no method was called on."""
    if not isinstance(verdict, Derived) or verdict.effect is not collection.effect:
        return False
    part = verdict.steps[len(collection.steps) + 1 :]
    return bool(part) and all(step.kind in {"item", "attribute"} and isinstance(step.key, str) for step in part)


def element_maker(
    it: Interpreter, element: facts.AnyExpression, target: facts.AnyExpression, frame: Frame
) -> Callable[[Object], Object]:
    """What makes an element of a list out of the one that a comprehension or a loop goes over."""

    def make(item: Object) -> Object:
        it.bind(target, item, frame, _NOWHERE)
        return it.evaluate(element, frame)

    return make


def _conditional(it: Interpreter, node: facts.Conditional, frame: Frame) -> Object:
    known = truth(it.evaluate(node.test, frame))
    if known is True:
        return it.evaluate(node.body, frame)
    if known is False:
        return it.evaluate(node.otherwise, frame)
    with it.guarded(conditional=True):
        first = it.evaluate(node.body, frame)
        second = it.evaluate(node.otherwise, frame)
    return first if informative(first) and not (_empty(first) and informative(second)) else second


def _empty(value: Object) -> bool:
    """Whether a value is a dictionary or list with nothing in it: `{} if token is None else {...}`."""
    if isinstance(value, Mapping):
        return not value.entries and not value.open
    return isinstance(value, Sequence) and not value.items and not value.open


def _walrus(it: Interpreter, node: facts.Walrus, frame: Frame) -> Object:
    value = it.evaluate(node.value, frame)
    frame.env[node.name] = value
    return value


def _yield(it: Interpreter, node: facts.Yield, frame: Frame) -> Object:
    value: Object | None = _delegate(it, node, frame) if node.delegated and frame.on_yield is not None else None
    if value is None:
        value = _NONE if node.value is None else it.evaluate(node.value, frame)
    if frame.on_yield is not None:
        if node.delegated and isinstance(value, Generator):
            it.generate(value, frame.on_yield, node.value or node, frame)
        else:
            frame.on_yield(value)
    elif frame.yielded is not None:
        if node.delegated:
            if isinstance(value, Derived):
                gather(frame.yielded, value, it.each(value, frame, node))
            else:
                frame.yielded.items.extend(it.elements(value) or [it.each(value, frame, node)])
        else:
            frame.yielded.items.append(value)
    return UNKNOWN


def _delegate(it: Interpreter, node: facts.Yield, frame: Frame) -> Generator | None:
    """The generator of the suite's own that `yield from` hands over to, not yet begun; None if it is none."""
    if not isinstance(node.value, facts.Call):
        return None
    target = it.evaluate(node.value.function, frame)
    receiver: Object | None = None
    if isinstance(target, Method) and isinstance(target.receiver, Instance):
        receiver = target.receiver
        target = it.class_attribute(target.receiver.cls, target.name) or target
    if not isinstance(target, Closure) or not isinstance(target.function, facts.Function) or not target.function.yields:
        return None
    arguments, keywords = it.arguments(node.value, frame)
    return Generator(target, receiver, arguments, keywords)


def _lambda(it: Interpreter, node: facts.Lambda, frame: Frame) -> Object:
    return Closure(frame.path, node, (frame.env, *frame.cells), frame.owner)


def _slice(it: Interpreter, node: facts.Slice, frame: Frame) -> Object:
    return UNKNOWN


def _opaque(it: Interpreter, node: facts.Opaque, frame: Frame) -> Object:
    for inner in node.inner:
        it.evaluate(inner, frame)
    return UNKNOWN


_EXPRESSIONS: dict[type, Callable[[Interpreter, Any, Frame], Object]] = {
    facts.Constant: _constant, facts.Bytes: _bytes, facts.Name: _name,
    facts.Attribute: _attribute, facts.Subscript: _subscript, facts.Slice: _slice,
    facts.Call: _call, facts.Starred: _starred, facts.Text: _text,
    facts.Formatted: _formatted, facts.Binary: _binary, facts.Unary: _unary,
    facts.Logical: _logical, facts.Compare: _compare, facts.Display: _display,
    facts.Dictionary: _dictionary, facts.Comprehension: _comprehension,
    facts.Conditional: _conditional, facts.Walrus: _walrus, facts.Yield: _yield,
    facts.Lambda: _lambda, facts.Opaque: _opaque,
}  # fmt: skip
