"""Which steps of a builder register what they make, and which forget to: told by the builder's own code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from smelltest.link.knowledge import verbs
from smelltest.link.program.names import Names
from smelltest.link.program.program import Program
from smelltest.link.program.walking import within
from smelltest.read import facts

_ADDING = frozenset(
    "append appendleft add insert extend update setdefault callback push push_async_callback put".split()
)
_TELLING = frozenset("register track remember defer later record schedule note".split())
"""What registries of the suite's own call it to be told of a record."""
_ENTERING = frozenset({"enter_context", "enter_async_context"})
_STACKING = _ENTERING | {"callback", "push_async_callback"}
"""What a builder that is an exit stack itself calls to register."""
_REGISTERING = re.compile(r"^(?:add\w*Cleanup|add_?finalizer|register_(?:cleanup|finalizer)|add_(?:cleanup|teardown))$")
_KEEPING = re.compile(
    r"clean_?up|tear_?down|undo|finali[sz]ers?|to_(?:delete|remove)|registry|created|tracked|trash|janitor|garbage"
)
_OWN = "its own cleanups"


class Builder(Struct, frozen=True, eq=False):
    """What a builder's own code tells of its steps, by their names.

    `busy`: those of the registering ones that do something besides.
    """

    steps: frozenset[str] = frozenset()
    registering: frozenset[str] = frozenset()
    busy: frozenset[str] = frozenset()

    def remembers(self, name: str) -> bool | None:
        return name in self.registering if name in self.steps and self.busy - {name} else None


def remembers(program: Program, caller: str, known: dict[str, Builder]) -> bool | None:
    """Whether a step of a builder registers what it makes; None where there is no builder that registers.

    A step is a method of a class, or a function inside a fixture, given as `path::qualname`. Its builder registers if
    others of its steps add to what one of its functions takes away again. `known` keeps what each builder tells.
    """
    path, _, qualname = caller.partition("::")
    around, _, name = qualname.rpartition(".")
    names = program.names(path)
    if names is None or not around or name.startswith(("test", "setUp", "setup", "asyncSetUp")):
        return None
    key = f"{path}::{around}"
    if key not in known:
        known[key] = _builder(program, path, names, around)
    return known[key].remembers(name)


def _builder(program: Program, path: str, names: Names, around: str) -> Builder:
    """The class, or the function, of a file that is called so."""
    if around in names.classes:
        methods = {
            key: member
            for ref in reversed(program.mro(path, names.classes[around]))
            for key, member in program.members(ref).items()
            if isinstance(member, facts.Function)
        }
        fields = [
            member for ref in program.mro(path, names.classes[around]) for member in program.members(ref).values()
        ]
        return _told(methods, [*methods.values()], fields, own=True)
    # A class that a fixture defines for itself may keep what it makes in a list of the fixture's.
    outer = names.functions.get(around) or names.functions.get(around.rpartition(".")[0])
    if outer is None:
        return Builder()
    inner = {node.name: node for node in within(outer.body) if isinstance(node, facts.Function)}
    return _told(inner, [*inner.values(), outer], [outer], own=False)


def _told(
    steps: Mapping[str, facts.Function], functions: Sequence[facts.Function], makers: Sequence[facts.AnyStatement],
    own: bool,
) -> Builder:  # fmt: skip
    kept = {key: set(_registers(function, own)) for key, function in steps.items()}
    emptied = {keeper for function in functions for keeper in _takes_away(function, own)}
    containers = {keeper for maker in makers for keeper in _containers(maker, own)}
    counting = {
        keeper
        for keepers in kept.values()
        for keeper in keepers
        if keeper == _OWN or (keeper in emptied and keeper in containers) or _KEEPING.search(keeper)
    }
    registering = {key for key, keepers in kept.items() if keepers & counting}
    calling = {key: set(_calls_of_its_own(function, own)) for key, function in steps.items()}
    while more := {key for key in steps if key not in registering and calling[key] & registering}:
        registering |= more
    busy = (key for key in registering if _does_more(steps[key]))
    return Builder(frozenset(steps), frozenset(registering), frozenset(busy))


def _containers(maker: facts.AnyStatement, own: bool) -> Iterator[str]:
    """What is made as a list, a dict, an exit stack: in a function, or as a field of a class."""
    for node in within((maker,)):
        if isinstance(node, facts.Assign) and _holds(node.value):
            for target in node.targets:
                keeper = target.name if isinstance(target, facts.Name) else _keeper(target, own)
                if keeper is not None:
                    yield keeper


def _holds(value: facts.AnyExpression) -> bool:
    if isinstance(value, facts.Call):
        name = getattr(value.function, "name", "")
        return name in _CONTAINERS or any(keyword.name == "default_factory" for keyword in value.keywords)
    return isinstance(value, (facts.Display, facts.Dictionary))


_CONTAINERS = frozenset("list dict set deque defaultdict OrderedDict ExitStack AsyncExitStack Registry".split())


def _registers(function: facts.Function, own: bool) -> Iterator[str]:
    """What a function adds something to: attributes of its object, or names of the function around it."""
    for node in within(function.body):
        if isinstance(node, facts.Call) and isinstance(node.function, facts.Attribute):
            owner, verb = node.function.value, node.function.name
            if _REGISTERING.match(verb) or (own and _is_self(owner) and verb in _STACKING):
                yield _OWN  # With the test case, or with pytest: `self.request.addfinalizer(…)`.
            # Records may be kept by their kind: `self.made["users"].append(…)`.
            keeper = _keeper(owner.value if isinstance(owner, facts.Subscript) else owner, own)
            if keeper is not None and _is_told(keeper, verb):
                yield keeper
        elif isinstance(node, (facts.Assign, facts.Augment)):
            for target in node.targets if isinstance(node, facts.Assign) else (node.target,):
                owner = target.value if isinstance(target, facts.Subscript) else target
                keeper = _keeper(owner, own)
                if keeper is None or _is_a_field(target, keeper):
                    continue
                if isinstance(node, facts.Augment) or owner is not target:
                    yield keeper


def _is_a_field(target: facts.AnyExpression, keeper: str) -> bool:
    """Whether an assignment sets a field under its own name and collects nothing: `self.headers["Accept"] = kind`."""
    return (
        isinstance(target, facts.Subscript)
        and isinstance(target.index, facts.Constant)
        and isinstance(target.index.value, str)
        and not _KEEPING.search(keeper)
    )


def _is_told(keeper: str, verb: str) -> bool:
    """Whether a call adds something to what it is a method of, by their names."""
    if verb in _ADDING or verb in _ENTERING or _REGISTERING.match(verb):
        return True
    return verb in _TELLING and _KEEPING.search(keeper) is not None


def _takes_away(function: facts.Function, own: bool) -> Iterator[str]:
    """What a function goes through or empties in order to delete."""
    nodes = list(within(function.body))
    keepers = {keeper for node in nodes if (keeper := _keeper(node, own)) is not None}
    passages = [passage for node in nodes for passage in _passages(node)]
    for keeper in keepers:
        taken: set[str] = set()
        while more := {
            name
            for source, names in passages
            for name in names - taken
            if any(_is_taken(part, keeper, taken, own) for part in within(source))
        }:
            taken |= more
        if own and not taken and _is_told_what(function):
            continue
        if any(isinstance(node, facts.Call) and _undoes(node, keeper, taken, own) for node in nodes):
            yield keeper


def _is_taken(part: object, keeper: str, taken: set[str], own: bool) -> bool:
    """Whether it is what keeps the records, or a name for something that was taken out of that."""
    return _keeper(part, own) == keeper or (isinstance(part, facts.Name) and part.name in taken)


def _is_told_what(function: facts.Function) -> bool:
    """Whether a method is given what it is to work on: `def delete(self, name)` deletes one, and tidies nothing up."""
    given = (one for one in function.parameters if one.kind == "plain" and one.default is None)
    return not function.name.startswith("__") and any(one.name not in {"self", "cls"} for one in given)


def _passages(node: object) -> Iterator[tuple[object, set[str]]]:
    """What a loop, an assignment or a comprehension takes something from, and the names that get it."""
    if isinstance(node, facts.For):
        yield node.iterable, _names(node.target)
    elif isinstance(node, facts.Assign):
        yield node.value, _names(node.targets)
    elif isinstance(node, facts.Comprehension):
        yield from ((clause.iterable, _names(clause.target)) for clause in node.clauses)


def _names(target: object) -> set[str]:
    return {part.name for part in within(target) if isinstance(part, facts.Name) and not _is_self(part)}


def _undoes(call: facts.Call, keeper: str, taken: set[str], own: bool) -> bool:
    """Whether a call deletes what is kept: it is given some of that, or is a method of some, or that itself."""
    if not any(_is_taken(part, keeper, taken, own) for part in within(call)):
        return False
    function = call.function
    if any(_is_delete(argument) for argument in (*call.arguments, *(keyword.value for keyword in call.keywords))):
        return True
    if isinstance(function, facts.Name):
        return function.name in taken or verbs.kind_of(function.name) == "delete"
    if isinstance(function, facts.Attribute):
        if function.name in {"close", "aclose", "pop_all"}:
            return _keeper(function.value, own) == keeper
        return verbs.kind_of(function.name) == "delete" and _keeper(function.value, own) != keeper
    return isinstance(function, facts.Call)


def _is_delete(argument: facts.AnyExpression) -> bool:
    """Whether an argument is the method of a request that deletes."""
    return isinstance(argument, facts.Constant) and argument.value in {"DELETE", "delete"}


def _calls_of_its_own(function: facts.Function, own: bool) -> Iterator[str]:
    for node in within(function.body):
        if isinstance(node, facts.Call) and (
            (own and isinstance(node.function, facts.Attribute) and _is_self(node.function.value))
            or (not own and isinstance(node.function, facts.Name))
        ):
            yield node.function.name


def _does_more(function: facts.Function) -> bool:
    """Whether a function does something besides registering."""
    return sum(isinstance(node, facts.Call) for node in within(function.body)) > 1


def _keeper(node: object, own: bool) -> str | None:
    if own:
        return node.name if isinstance(node, facts.Attribute) and _is_self(node.value) else None
    return node.name if isinstance(node, facts.Name) else None


def _is_self(node: object) -> bool:
    return isinstance(node, facts.Name) and node.name in {"self", "cls"}


__all__ = ["remembers"]
