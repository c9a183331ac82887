"""What is to become of the nodes of one tree, gathered from many remedies and written in one pass.

Each change is a function of its node's already rewritten self, so that a literal that one remedy replaces comes out
right inside of a statement that another one wraps in `try` and `finally`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, count
from keyword import iskeyword
from typing import Any

import libcst as cst
from libcst import matchers as m
from msgspec import Struct

from smelltest.judge.remedies.remedy import OwnRecord
from smelltest.rewrite.drafting.assembling import (
    Deeper,
    beginning,
    demands,
    empty,
    once_committed,
    tried,
    with_first,
    with_parameters,
    with_stack,
)
from smelltest.rewrite.drafting.bindings import bound_by
from smelltest.rewrite.drafting.idle import idle
from smelltest.rewrite.drafting.imports import importing, without_unused
from smelltest.rewrite.drafting.manner import Manner
from smelltest.rewrite.drafting.quoting import quoted_alike
from smelltest.rewrite.drafting.refusal import NO_REASON, Refusal
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.wrapping import wrapped

Rewritten = Mapping[cst.CSTNode, cst.CSTNode]
"""What became of the nodes so far, by their originals."""
Becoming = Callable[[Any, Rewritten], Any]
"""What a node becomes, of its already rewritten self."""
Lines = Callable[[Rewritten], Sequence[cst.BaseStatement]]
"""Statements to write, once what they are made of is rewritten."""


class Common:
    """What the drafts of one tree agree on: names that they give to variables, and which functions need a stack.

    `cleanups`: how many cleanups each function is to get in this round. `renewed`: the functions and literals of
    which data is to become a test's own. `wanted`: the records that are to come in the place of somebody's, by function and
    collection; `placed`: the texts in which those are named. `found`: the statements that findings are about.
    """

    def __init__(self) -> None:
        self.taken: dict[cst.FunctionDef, set[str]] = {}
        self.stacks: dict[cst.FunctionDef, str] = {}
        self.cleanups: Counter[cst.FunctionDef] = Counter()
        self.wanted: dict[tuple[cst.FunctionDef, str], list[OwnRecord]] = {}
        self.placed: set[cst.CSTNode] = set()
        self.renewed: set[tuple[cst.FunctionDef, str]] = set()
        self.found: set[cst.CSTNode] = set()


class Asked(Struct, frozen=True):
    """A text that other files write out, too, and that those are to ask a fixture for: `value` of the record of `fixture`.

    `key`: the field that it is a value of; `lasting`: whether the record outlives a test.
    """

    text: str
    fixture: str
    value: str
    key: str
    lasting: bool = False


class Guarded(Struct, frozen=True, eq=False):
    """The statements after `start`, through `end` or to the end of the block, with what happens however they end."""

    start: cst.CSTNode
    end: cst.CSTNode | None
    final: Lines


class Draft:
    """The changes to one tree."""

    def __init__(self, tree: Tree, manner: Manner, common: Common) -> None:
        self.tree = tree
        self.manner = manner
        self.common = common
        self.why = NO_REASON
        """Why what is wanted cannot be, where that can be told."""
        self.asked: list[Asked] = []
        """What other files are to ask for once this is written."""
        self._becoming: dict[cst.CSTNode, Becoming] = {}
        self._sources: dict[cst.CSTNode, str] = {}
        self._unneeded: set[str] = set()
        self._before: dict[cst.CSTNode, list[Lines]] = {}
        self._defined: dict[cst.CSTNode, list[Lines]] = {}
        self._after: dict[cst.CSTNode, list[Lines]] = {}
        self._once: dict[str, tuple[cst.CSTNode, cst.BaseStatement]] = {}
        self._guards: list[Guarded] = []
        self._removed: set[cst.CSTNode] = set()
        self._watched: set[cst.CSTNode] = set()
        self._imports: set[str] = set()
        self._parameters: dict[cst.FunctionDef, dict[str, None]] = {}
        self.beginnings: dict[cst.FunctionDef, dict[str, None]] = {}
        self._endings: dict[cst.CSTNode, cst.BaseStatement] = {}
        self._enclosed: dict[cst.CSTNode, set[cst.CSTNode]] = {}
        self._enclosing: dict[cst.CSTNode, cst.FunctionDef] = {}

    # What is wanted

    def refuse(self, why: str | Refusal) -> bool:
        """What is wanted cannot be, for a reason that is told; False."""
        self.why = why if isinstance(why, Refusal) else Refusal(why)
        return False

    def replace(self, node: cst.CSTNode, becoming: Becoming, source: str = "") -> None:
        """A node becomes something else; two that want the same `source` of it are of one mind."""
        self._becoming[node] = becoming
        if source:
            self._sources[node] = source

    def rewrites(self, node: cst.CSTNode) -> bool:
        """Whether a node becomes something else."""
        return node in self._becoming

    def write_before(self, statement: cst.CSTNode, lines: Lines) -> None:
        """Statements are written before one; of several, in the order of their being asked for."""
        self._before.setdefault(statement, []).append(lines)

    def define_before(self, statement: cst.CSTNode, lines: Lines) -> None:
        """What other statements stand on is written before one, and before all else that is."""
        self._defined.setdefault(statement, []).append(lines)

    def write_once_before(self, statement: cst.CSTNode, name: str, line: cst.BaseStatement) -> None:
        """A definition is written before a statement, however many drafts of a tree ask for it by its name."""
        self._once[name] = (statement, line)

    def write_after(self, statement: cst.CSTNode, lines: Lines) -> None:
        """Statements are written after one; of several, the last that is asked for comes first."""
        self._after.setdefault(statement, []).insert(0, lines)

    def guard(self, start: cst.CSTNode, final: Lines, end: cst.CSTNode | None = None) -> None:
        """What follows a statement, through `end` or to the end of the block, is tried, and `final` happens anyway."""
        self._guards.append(Guarded(start, end, final))

    def remove(self, statement: cst.CSTNode) -> None:
        """A statement goes."""
        self._removed.add(statement)

    def watch(self, node: cst.CSTNode) -> None:
        """What becomes of a node is asked for by statements that are written elsewhere."""
        self._watched.add(node)

    def parameter(self, function: cst.FunctionDef, name: str) -> None:
        """A function gets a parameter, if it has none of that name."""
        self._parameters.setdefault(function, {})[name] = None

    def alias(self, function: cst.FunctionDef, name: str, value: str) -> None:
        """A function begins by giving a value another name, once."""
        self.first(function, f"{name} = {value}")

    def first(self, function: cst.FunctionDef, line: str) -> None:
        """A function begins with a line, once."""
        self.beginnings.setdefault(function, {})[line] = None

    def last(self, function: cst.FunctionDef, line: str) -> None:
        """A function ends with a line, once, inside of what is tried to its end."""
        self._endings[function.body] = cst.parse_statement(line)

    def need(self, *names: str) -> None:
        """Dotted names are imported."""
        self._imports.update(names)

    def unneeded(self, *names: str) -> None:
        """What imports bring to these names may have lost its last use."""
        self._unneeded.update(names)

    def free(self, function: cst.FunctionDef, *wishes: str) -> str:
        """The first wish that is no name of the function yet, else the last one with a number."""
        taken = self.common.taken.setdefault(function, set())
        used = taken | self.tree.variables(function)
        numbered = (f"{wishes[-1]}_{number}" for number in count(2))
        name = next(each for each in chain(wishes, numbered) if each not in used and not iskeyword(each))
        taken.add(name)
        return name

    def enclose(self, function: cst.FunctionDef, statement: cst.CSTNode) -> str:
        """What begins with a statement of a function's body stands inside an exit stack; the answer is its name."""
        if function not in self.common.stacks:
            self.common.stacks[function] = self.free(function, "cleanups", "stack")
        self.need("contextlib.ExitStack" if function.asynchronous is None else "contextlib.AsyncExitStack")
        self._enclosed.setdefault(function.body, set()).add(statement)
        self._enclosing[function.body] = function
        return self.common.stacks[function]

    # How drafts meet

    def conflicts(self, other: Draft) -> bool:
        """Whether both want something of the same node."""
        mine = self._becoming.keys() | self._removed
        common = mine & (other._becoming.keys() | other._removed)
        return any(self._sources.get(node, "") != other._sources.get(node, None) for node in common)

    def take(self, other: Draft) -> None:
        """Take over the changes of a draft of the same tree that is in no conflict with this one."""
        self.asked.extend(other.asked)
        self._becoming.update(other._becoming)
        self._sources.update(other._sources)
        self._unneeded |= other._unneeded
        for statement, lines in other._before.items():
            self._before.setdefault(statement, []).extend(lines)
        for statement, lines in other._defined.items():
            self._defined.setdefault(statement, []).extend(lines)
        for statement, lines in other._after.items():
            self._after[statement] = [*lines, *self._after.get(statement, ())]
        self._once.update(other._once)
        self._guards.extend(other._guards)
        self._removed |= other._removed
        self._watched |= other._watched
        self._imports |= other._imports
        for function, names in other._parameters.items():
            self._parameters.setdefault(function, {}).update(names)
        for function, lines_ in other.beginnings.items():
            self.beginnings.setdefault(function, {}).update(lines_)
        self._endings.update(other._endings)
        for block, starts in other._enclosed.items():
            self._enclosed.setdefault(block, set()).update(starts)
        self._enclosing.update(other._enclosing)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to become of any node."""
        return not (
            self._becoming
            or self._before
            or self._defined
            or self._after
            or self._guards
            or self._removed
            or self.beginnings
            or self._endings
            or self._parameters
        )

    @property
    def removes_from_module(self) -> bool:
        """Whether a line of the module itself goes."""
        return any(self.tree.parent(each) is self.tree.module for each in self._removed)

    # The new text

    def text(self) -> str:
        """The file with all changes made, and with what they need imported."""
        for statement, line in self._once.values():
            self._before.setdefault(statement, []).append(lambda _so_far, line=line: [line])  # type: ignore[misc]
        self._once.clear()
        module = self.tree.module.visit(_Rewriter(self))
        assert isinstance(module, cst.Module)  # noqa: S101 - a module becomes a module
        module, makers = idle(module, self._unneeded) if self._unneeded else (module, frozenset())
        unneeded = self._unneeded | makers
        text = self.tree.code(without_unused(importing(module, self._imports, self.manner.is_own), unneeded))
        text = quoted_alike(self.tree.text, text)
        return wrapped(text, self.tree.text, module.default_indent, self.manner.line_length)

    def touched(self) -> set[cst.CSTNode]:
        """The nodes of which something is to become, and all that these stand in."""
        found: set[cst.CSTNode] = {self.tree.module}
        asked = (self._becoming, self._before, self._defined, self._after, self._removed, self._watched)
        places = (self._parameters, self.beginnings, self._endings, self._enclosed, [one.start for one in self._guards])
        for node in chain(*asked, *places):
            found.add(node)
            for around in self.tree.around(node):
                if around in found:
                    break
                found.add(around)
        return found

    def becomes(self, original: cst.CSTNode, updated: cst.CSTNode, so_far: dict[cst.CSTNode, cst.CSTNode]) -> Any:
        """What a node becomes, its children having become what they do."""
        result = updated
        if isinstance(original, (cst.IndentedBlock, cst.Module)):
            result = self._block(original, updated, so_far)
        if isinstance(original, cst.FunctionDef) and original in self._parameters:
            result = with_parameters(updated, self._parameters[original], self.tree.functions())
        if isinstance(original, cst.FunctionDef) and original in self.beginnings:
            result = with_first(result, self.beginnings[original])
        becoming = self._becoming.get(original)
        if original in self._watched:
            so_far[original] = result
        return result if becoming is None else becoming(result, so_far)

    def _block(
        self, original: cst.IndentedBlock | cst.Module, updated: Any, so_far: Rewritten
    ) -> cst.IndentedBlock | cst.Module:
        place: dict[cst.CSTNode, int] = {statement: index for index, statement in enumerate(original.body)}
        guards = [guarded for guarded in self._guards if guarded.start in place]
        asked = self._removed | self._defined.keys() | self._before.keys() | self._after.keys()
        starts = self._enclosed.get(original)
        ending = self._endings.get(original)
        if not guards and not starts and ending is None and asked.isdisjoint(place):
            return updated  # type: ignore[no-any-return]
        pairs: list[tuple[Any, Any]] = list(zip(original.body, updated.body, strict=True))
        if ending is not None:
            place[ending] = len(pairs)
            pairs.append((ending, ending))
        first = min(place[start] for start in starts) if starts else len(pairs)
        body = self._span(pairs[:first], place, guards, so_far)
        if starts:
            function = self._enclosing[original]
            inside = self._span(pairs[first:], place, guards, so_far)
            body.append(with_stack(function, self.common.stacks[function], self._deeper(inside)))
        if body and isinstance(original, cst.IndentedBlock) and original.body[0] in self._removed:
            body = beginning(body)
        return updated.with_changes(body=body or [empty()])  # type: ignore[no-any-return]

    def _span(
        self, pairs: list[tuple[Any, Any]], place: Mapping[cst.CSTNode, int], guards: list[Guarded], so_far: Rewritten
    ) -> list[Any]:
        """Statements of a block, as they are now, from the first to the last of `pairs`."""
        written: list[Any] = []
        blank: tuple[cst.EmptyLine, ...] = ()
        for index, (original, updated) in enumerate(pairs):
            before = len(written)
            above = [*self._defined.get(original, ()), *self._before.get(original, ())]
            made: list[Any] = list(_lines(above, so_far))
            lines, statement = getattr(updated, "leading_lines", ()), updated
            if made and lines and not isinstance(original, _APART) and not made[0].leading_lines:
                # What sets a statement apart from those above it sets apart what is made for it, too.
                made[0] = made[0].with_changes(leading_lines=lines)
                lines, statement = (), updated.with_changes(leading_lines=())
            written.extend(made)
            if original in self._removed:
                # The blank line above what goes sets what follows apart.
                blank = blank or (tuple(lines) if not any(line.comment for line in lines) else ())
            else:
                written.append(
                    statement.with_changes(leading_lines=blank)
                    if blank and not lines and len(written) == before
                    else statement
                )
                blank = ()
            written.extend(_lines(self._after.get(original, ()), so_far))
            own = [guarded for guarded in guards if guarded.start is original]
            if own:
                rest = pairs[index + 1 :]
                inner = [guarded for guarded in guards if guarded.start is not original]
                return [*written, *self._tried(own, rest, place, inner, so_far)]
        return written

    def _tried(
        self,
        own: list[Guarded],
        rest: list[tuple[Any, Any]],
        place: Mapping[cst.CSTNode, int],
        inner: list[Guarded],
        so_far: Rewritten,
    ) -> list[Any]:
        spans = [self._guarded(guarded, rest, place) for guarded in own]
        if len(own) > 1 and all(self._same(span, spans[0]) for span in spans):
            # What ends where a delete stood happens in the order in which they stood, all else from the last one on.
            last_first = list(reversed(own))
            last_first.sort(key=lambda guarded: place.get(guarded.end, -1) if guarded.end else -1)
            final = once_committed([list(guarded.final(so_far)) for guarded in last_first])
            if not any(map(demands, chain.from_iterable(final))):
                widest = max(spans, key=len)
                body = self._span(widest, place, inner, so_far)
                return [
                    *self._try(body, [*chain.from_iterable(final)]),
                    *self._span(rest[len(widest) :], place, inner, so_far),
                ]
        first, *others = own
        inside, final_lines = spans[0], list(first.final(so_far))
        outside = rest[len(inside) :]
        if not others and not outside and (joined := self._joined(inside, inner, final_lines)) is not None:
            return [joined]
        body = self._tried(others, inside, place, inner, so_far) if others else self._span(inside, place, inner, so_far)
        return [*self._try(body, final_lines), *self._span(outside, place, inner, so_far)]

    def _guarded(
        self, guarded: Guarded, rest: list[tuple[Any, Any]], place: Mapping[cst.CSTNode, int]
    ) -> list[tuple[Any, Any]]:
        last = place.get(guarded.end) if guarded.end is not None else None
        return rest if last is None else [pair for pair in rest if place[pair[0]] <= last]

    def _same(self, one: list[tuple[Any, Any]], other: list[tuple[Any, Any]]) -> bool:
        """Whether two spans hold the same statements, apart from those that go."""
        shorter, longer = sorted((one, other), key=len)
        return all(original in self._removed for original, _ in longer[len(shorter) :])

    def _try(self, body: list[Any], final: list[Any]) -> list[Any]:
        if all(m.matches(each, _GIVING_WAY) for each in body):
            return [*body, *final]  # A fixture goes on after its `yield` however the test ends.
        return [tried(self._deeper(body), final)]

    def _joined(self, inside: list[tuple[Any, Any]], inner: list[Guarded], final: list[Any]) -> Any | None:
        """The `try` that all is that is to be tried, with more in its `finally`: what was made last goes first."""
        original, updated = inside[0] if len(inside) == 1 else (None, None)
        if not isinstance(original, cst.Try) or not isinstance(updated, cst.Try) or updated.finalbody is None:
            return None
        asked = chain(self._before, self._defined, self._after, (guarded.start for guarded in inner), self._removed)
        if updated.handlers or updated.orelse or original in set(asked):
            return None
        there = list(updated.finalbody.body.body)
        if any(map(demands, (*there, *final))):
            return None
        made_inside = bound_by(updated.body) & {
            cst.ensure_type(each, cst.Name).value for each in m.findall(updated.finalbody, m.Name())
        }
        lines = [*there, *final] if made_inside else [*final, *there]
        return updated.with_changes(finalbody=updated.finalbody.with_changes(body=cst.IndentedBlock(lines)))

    def _deeper(self, body: Iterable[Any]) -> list[Any]:
        """Statements as they are written a level further in."""
        return [statement.visit(Deeper(self.tree.module.default_indent)) for statement in body]


class _Rewriter(cst.CSTTransformer):
    """Rewrites what a draft touches; what holds nothing of that is not entered, which is most of a long file."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self._so_far: dict[cst.CSTNode, cst.CSTNode] = {}
        self._entered = draft.touched()

    def on_visit(self, node: cst.CSTNode) -> bool:
        return node in self._entered

    def on_leave(  # type: ignore[override]
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNode]:
        return self._draft.becomes(original_node, updated_node, self._so_far)  # type: ignore[no-any-return]


_APART = (cst.FunctionDef, cst.ClassDef)
_GIVING_WAY = m.SimpleStatementLine(body=[m.Expr(m.Yield(value=None))])


def _lines(asked: Iterable[Lines], so_far: Rewritten) -> list[cst.BaseStatement]:
    return [statement for lines in asked for statement in lines(so_far)]
