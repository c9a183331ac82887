"""Values that are unique in each run, in the place of literals and of what can collide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import libcst as cst
from libcst import matchers as m
from msgspec.structs import replace

from smelltest.judge.remedies.remedy import Uniqueness
from smelltest.link.knowledge import verbs
from smelltest.rewrite.drafting.bindings import bound_by, may_name
from smelltest.rewrite.drafting.draft import Asked, Draft
from smelltest.rewrite.drafting.manner import PLAIN_ID, Made, field_of
from smelltest.rewrite.drafting.refusal import Refusal
from smelltest.rewrite.drafting.roles import HOOKS, is_fixture, is_test, related
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.walking import walk
from smelltest.rewrite.unique.cases import own_case
from smelltest.rewrite.unique.constants import make_constant_unique
from smelltest.rewrite.unique.mixing import mix_in
from smelltest.rewrite.unique.strengthening import strengthen
from smelltest.rewrite.unique.uses import is_key, named, put, quoted_as, uses_of

_ASKS = re.compile(r"(?:^|[._])(?:get|delete|put|patch|search|find\w*|filter|query)$")
"""What calls are named that ask for a record, or change one that is there."""
_MAKES = re.compile(
    r"(?:^|[._])(?:post|create|add|set|make|save|insert|register|upload|new|build)(?:_\w+)?$|\.[A-Z]\w+$"
)


_OF_ANOTHER = frozenset({"read", "change", "delete"})
"""What calls do, by their names, with a record that is there already: `update_user(name, data)`."""


def make_unique(step: Uniqueness, draft: Draft) -> bool:
    """Make a literal unique in each run, in all the places where its function uses it."""
    tree = draft.tree
    weak = tree.at(step.at, cst.Call)
    if weak is not None and not step.text:
        return strengthen(step, draft, weak)
    literal = tree.expression(step.at)
    text = step.text
    if isinstance(literal, cst.SimpleString):
        if not isinstance(literal.evaluated_value, str):
            return False
        text = text or literal.evaluated_value
        if text not in literal.evaluated_value:
            return False
    elif isinstance(literal, cst.FormattedString):
        return mix_in(step, draft, literal)
    elif not text or not isinstance(literal, cst.BinaryOperation) or not _is_written_out(literal):
        return False
    function = tree.function(literal)
    step = _numbered(step, tree, function) if function is not None else step
    made = draft.manner.unique(step, tree)
    if isinstance(literal, cst.SimpleString) and tree.nearest(literal, cst.Decorator) is not None:
        return own_case(step, draft, literal)
    why = _kept(step, draft, literal, text)
    if why:
        return draft.refuse(why)
    draft.need(*made.imports)
    if function is None:
        return isinstance(literal, cst.SimpleString) and make_constant_unique(step, draft, literal, made)
    return _Uses(step, draft, function, literal, text).write(made)


def _kept(step: Uniqueness, draft: Draft, literal: cst.CSTNode, text: str) -> str:
    """Why a literal stays as it is; empty if nothing says so."""
    function = draft.tree.function(literal)
    if step.name == "key" and re.search(rf"[?&]\w*key={re.escape(text)}\b", draft.tree.text):
        return "it is the key by which one is let in"
    if function is not None and _is_one_of_rows(draft, literal, function):
        return "it stands in a row of records, of which others keep theirs"
    columns = (step.name,) if step.kind != "email" else ("email", "mail")
    if any(draft.manner.elsewhere(f"{each}{equals}'{text}'") for each in columns for equals in (" = ", "=")):
        return "a statement of SQL elsewhere names the record by it"
    return ""


def _numbered(step: Uniqueness, tree: Tree, function: cst.FunctionDef) -> Uniqueness:
    """The same with the number of a text in its readable part, where a test counts: `"node-1"`, `"node-2"`.

    What sorts them keeps their order.
    """
    counted = _COUNTED.fullmatch(step.text)
    if counted is None or step.tail or step.form == "digits":
        return step
    others = (
        _COUNTED.fullmatch(each.evaluated_value)
        for each in tree.strings(function.body)
        if isinstance(each, cst.SimpleString) and isinstance(each.evaluated_value, str)
    )
    if any(one is not None and one[1] == counted[1] and one[2] != counted[2] for one in others):
        return replace(step, stem=step.text)
    return step


_COUNTED = re.compile(r"([A-Za-z][\w .:#/-]{0,24}?)(\d{1,3})")


def _is_one_of_rows(draft: Draft, literal: cst.CSTNode, function: cst.FunctionDef) -> bool:
    """Whether a literal is a field of one of several records in a list, of which another keeps its own."""
    tree = draft.tree
    element = tree.parent(literal)
    row = tree.parent(element) if isinstance(element, cst.DictElement) else None
    place = tree.parent(row) if row is not None else None
    rows = tree.parent(place) if isinstance(place, cst.Element) else None
    if not isinstance(element, cst.DictElement) or not isinstance(rows, cst.List):
        return False
    key = tree.source(element.key)
    values = (
        each.value
        for other in rows.elements
        if isinstance(other.value, cst.Dict) and other.value is not row
        for each in other.value.elements
        if isinstance(each, cst.DictElement) and tree.source(each.key) == key
    )
    kept = [each for each in values if isinstance(each, cst.SimpleString)]
    return any((function, tree.source(each)) not in draft.common.renewed for each in kept)


class _Uses:
    """The literals of a function that are a text, or hold it."""

    def __init__(
        self, step: Uniqueness, draft: Draft, function: cst.FunctionDef, literal: cst.CSTNode, text: str
    ) -> None:
        self.step = step
        self.draft = draft
        self.tree = draft.tree
        self.function = function
        self.literal = literal
        self.text = text

    def write(self, made: Made) -> bool:
        """Write what makes a value for the text, wherever it is used."""
        uses = list(uses_of(self.tree, self.function, self.text, self.step.name))
        if self.literal not in uses:
            uses.append(self.literal)
        keys = self._looked_up()
        if keys and "key" not in {self.step.kind, self.step.name}:
            return self.draft.refuse("an answer is asked for it as for a field")
        uses.extend(keys)
        others = related(self.tree, self.function, lambda each: bool(self._in(each)))
        if self._is_looked_up_elsewhere(others):
            return self.draft.refuse("another test asks for what this one makes")
        if self.step.kind == "file-name" and any(map(self._is_on_disk, uses)):
            return False
        if any(map(self._is_part, uses)) or (not is_test(self.function) and self._is_meant_elsewhere()):
            return self._write_in_several(made, uses, others)
        if others and self.function.name.value in _KEEPING:
            return self._write_to_self(made, uses, others) or self._write_to_module(made, uses, others)
        if others and not self._ask_fixture(others):
            return self._write_apart(made, uses, others)
        whole = not isinstance(self.literal, cst.SimpleString) or self.literal.evaluated_value == self.text
        bound = self._bound(uses)
        if len(uses) == 1 and whole and (bound is not None or not self._is_in_loop()):
            self._make(self.literal, made)
            return True
        if bound is not None:
            self._make(bound[0], made)
            self._name([use for use in uses if use is not bound[0]], bound[1])
            return True
        name = self.draft.free(self.function, *names(self.step))
        line = f"{name} = {made.expression}"
        config = self.tree.module.config_for_parsing
        self.draft.define_before(self._first(uses), lambda _so_far: [cst.parse_statement(line, config)])
        self._name(uses, name)
        return True

    def _looked_up(self) -> list[cst.CSTNode]:
        """The subscripts that are the text, where that is no name of a field: `options["theme"]`."""
        strings = list(self.tree.strings(self.function.body))
        known = [each for each in strings if isinstance(each, cst.SimpleString) and each.evaluated_value == self.text]
        fields = [
            each for each in known if isinstance(self.tree.parent(each), cst.DictElement) and is_key(self.tree, each)
        ]
        if fields or self.text == self.step.name:
            return []
        return [each for each in known if isinstance(self.tree.parent(each), cst.Index)]

    def _in(self, function: cst.FunctionDef) -> list[cst.CSTNode]:
        return list(uses_of(self.tree, function, self.text, self.step.name))

    def _is_looked_up_elsewhere(self, others: Sequence[cst.FunctionDef]) -> bool:
        """Whether another test asks for what this one makes under the text, and goes on doing so."""
        if not is_test(self.function) or self.step.kind == "file-name":
            return False
        renewed = {function for function, source in self.draft.common.renewed if self.text in source}
        return any(
            each is not self.function and each not in others and each not in renewed and self._asks_for_it(each)
            for each in self.tree.functions()
            if is_test(each)
        )

    def _asks_for_it(self, test: cst.FunctionDef) -> bool:
        """Whether a test asks for a record by a text, and makes none by it."""
        if self.text not in self.tree.source(test):
            return False
        called = [
            self.tree.source(call.func)
            for use in self._in(test)
            for call in [*self._calls(use), *self._calls_with(self._given(use), test)]
        ]
        asks = any(_ASKS.search(each) or verbs.kind_of(each.rpartition(".")[2]) in _OF_ANOTHER for each in called)
        return asks and not any(map(_MAKES.search, called))

    def _calls(self, node: cst.CSTNode) -> Iterator[cst.Call]:
        return (each for each in self.tree.around(node) if isinstance(each, cst.Call))

    def _given(self, use: cst.CSTNode) -> str:
        """The name that a statement gives to what holds a text."""
        assign = self.tree.nearest(use, cst.Assign)
        return self.tree.source(assign.targets[0].target) if assign is not None else ""

    def _calls_with(self, name: str, test: cst.FunctionDef) -> Iterator[cst.Call]:
        for node in named(test, name) if name else ():
            yield from self._calls(node)

    def _is_part(self, use: cst.CSTNode) -> bool:
        """Whether a literal stands beside others that are one with it, and is no expression of its own."""
        return isinstance(self.tree.parent(use), cst.ConcatenatedString)

    def _is_meant_elsewhere(self) -> bool:
        """Whether another file counts on the text: it compares something with it, sends it again to be refused, or calls
        something with it: `api.rename_user(username="lena")`.

        A test that asks for a fixture's record by the text is found out then, and asks for the record's own.
        """
        manner = self.draft.manner
        if is_fixture(self.function) != (self.step.kind == "email"):
            shared = manner.given(self.text) if self.step.kind != "email" else manner.elsewhere(self.text)
            if shared:
                return True
        return manner.compared(self.text) or manner.sent(self.text)

    def _is_on_disk(self, use: cst.CSTNode) -> bool:
        """Whether a name is that of a file which is there."""
        calls = (each for each in self.tree.around(use) if isinstance(each, cst.Call))
        return any(
            re.search(r"(?:\b|_)(?:open|Path|join|joinpath|exists)$", self.tree.source(each.func)) for each in calls
        )

    def _is_in_loop(self) -> bool:
        """Whether the literal is evaluated several times in one run of the function."""
        for each in self.tree.around(self.literal):
            if each is self.function:
                return False
            if isinstance(each, (cst.For, cst.While, cst.CompFor, cst.BaseComp, cst.Lambda, cst.FunctionDef)):
                return True
        return False

    def _make(self, node: cst.CSTNode, made: Made) -> None:
        expression = quoted_as(node, made.expression)
        self.draft.replace(node, lambda _node, _so_far: cst.parse_expression(expression))

    def _name(self, uses: Sequence[cst.CSTNode], name: str) -> None:
        for use in uses:
            put(self.draft, use, self.text, name)

    def _bound(self, uses: Sequence[cst.CSTNode]) -> tuple[cst.CSTNode, str] | None:
        """The use that a statement of its own gives a name before all others, and that name, which means only it."""
        return next(((use, name) for use in uses if (name := self._name_of(use, uses)) is not None), None)

    def _name_of(self, literal: cst.CSTNode, uses: Sequence[cst.CSTNode]) -> str | None:
        parent = self.tree.parent(literal)
        line = self.tree.nearest(literal, cst.SimpleStatementLine)
        if not isinstance(parent, cst.Assign) or len(parent.targets) != 1 or parent.value is not literal:
            return None
        whole = isinstance(literal, cst.SimpleString) and literal.evaluated_value == self.text
        if literal is not self.literal and not whole:
            return None
        target = parent.targets[0].target
        if not isinstance(target, cst.Name) or line is None or line not in self.function.body.body:
            return None
        row = self.tree.row(literal)
        if any(use is not literal and self.tree.row(use) <= row for use in uses):
            return None
        others = [
            each for each in _statements(self.function.body) if target.value in bound_by(each) and each is not line
        ]
        last = max(map(self.tree.row, uses))
        later = all(isinstance(each, cst.SimpleStatementLine) and self.tree.row(each) > last for each in others)
        return target.value if later else None

    def _first(self, uses: Sequence[cst.CSTNode]) -> cst.CSTNode:
        """The first statement of the function that holds one of the uses."""
        around = {each for use in uses for each in self.tree.around(use)}
        return next(statement for statement in self.function.body.body if statement in around)

    def _write_to_self(self, made: Made, uses: list[cst.CSTNode], others: Sequence[cst.FunctionDef]) -> bool:
        """Keep the value of a setup in its object, for the other methods of the class."""
        cls = self.tree.nearest(self.function, cst.ClassDef)
        own = _first_of(self.function)
        if cls is None or own not in {"self", "cls"}:
            return False
        owners = [self.tree.nearest(other, cst.ClassDef) for other in others]
        first = {_first_of(each) for each in others}
        if any(owner is not cls for owner in owners) or not first <= {"self", own}:
            return False
        parent = self.tree.parent(self.literal)
        target = parent.targets[0].target if isinstance(parent, cst.Assign) and len(parent.targets) == 1 else None
        if m.matches(target or cst.Pass(), m.Attribute(m.Name(own))) and len(uses) == 1:
            attribute = cst.ensure_type(target, cst.Attribute).attr.value
            self._make(self.literal, made)
        else:
            taken = {cst.ensure_type(each, cst.Attribute).attr.value for each in m.findall(cls, m.Attribute())}
            attribute = next((name for name in names(self.step) if name not in taken), "")
            if not attribute:
                return False
            line = f"{own}.{attribute} = {made.expression}"
            config = self.tree.module.config_for_parsing
            born = [each for each in self.tree.functions() if each.name.value == "__init__" and each in cls.body.body]
            if born:
                # A class that says how its objects begin is no test class, and keeps all that they have there.
                self.draft.last(born[0], line)
            else:
                self.draft.define_before(self._first(uses), lambda _so_far: [cst.parse_statement(line, config)])
            self._name(uses, f"{own}.{attribute}")
        for other in others:
            self._name(self._in(other), f"{_first_of(other)}.{attribute}")
        return True

    def _write_to_module(self, made: Made, uses: list[cst.CSTNode], others: Sequence[cst.FunctionDef]) -> bool:
        """Keep the value of a module's setup in a global, for the other functions of the module."""
        if self.function.name.value not in HOOKS["module"] or self.tree.nearest(self.function, cst.ClassDef):
            return False
        taken = set().union(*(self.tree.variables(each) for each in self.tree.functions())) | bound_by(self.tree.module)
        name = next((each for each in names(self.step) if each not in taken), "")
        if not name:
            return False
        line = f"{name} = {made.expression}"
        config = self.tree.module.config_for_parsing
        self.draft.first(self.function, f"global {name}")
        self.draft.define_before(self._first(uses), lambda _so_far: [cst.parse_statement(line, config)])
        for each in (uses, *map(self._in, others)):
            self._name(each, name)
        return True

    def _ask_fixture(self, others: Sequence[cst.FunctionDef]) -> bool:
        """Let tests take the value from the record that a fixture gives them."""
        recipe = self.draft.manner.recipe_of(self.function.name.value)
        asking = [_parameters(other) for other in others]
        if recipe is None or recipe.record is None or (not self.step.name and self.step.kind != "email"):
            return False
        if not PLAIN_ID.search(recipe.id):
            return False  # What has the id under the record's name may hold the record anywhere.
        field = field_of(f"{recipe.fixture}{recipe.record}", recipe.id, self.step.name or "email")
        uses = [use for other in others for use in self._in(other)]
        if not all(recipe.fixture in names for names in asking):
            return False
        if not all(isinstance(use, cst.SimpleString) and use.evaluated_value == self.text for use in uses):
            return False
        self._name(uses, field)
        return True

    def _write_in_several(self, made: Made, uses: list[cst.CSTNode], others: Sequence[cst.FunctionDef]) -> bool:
        """Make the value in a fixture of its own, which other files ask for as well, where those can be rewritten too."""
        if any(map(self._is_part, uses)) or not is_fixture(self.function):
            return False
        if not self.draft.manner.in_several:
            return self.draft.refuse(_MEANT_ELSEWHERE)
        return self._write_apart(made, uses, others, meant_elsewhere=True)

    def _write_apart(
        self, made: Made, uses: list[cst.CSTNode], others: Sequence[cst.FunctionDef], *, meant_elsewhere: bool = False
    ) -> bool:
        """Make the value in a fixture of its own, which the one that makes the record and its tests ask for."""
        fixture, tree = self.function, self.tree
        if not is_fixture(fixture) or tree.parent(fixture) is not tree.module or len(fixture.decorators) != 1:
            return False
        if not all(fixture.name.value in _parameters(other) for other in others):
            return False
        decorator = fixture.decorators[0]
        if not _PLAIN_FIXTURE.fullmatch(tree.source(decorator).strip()):
            return False
        value = self.step.name or names(self.step)[0]
        name = f"{fixture.name.value.removeprefix('test_').removesuffix('_id')}_{value}"
        if any(name in tree.variables(each) | _parameters(each) for each in tree.functions()) or name in bound_by(
            tree.module
        ):
            return False
        line = f"def {name}():\n    return {made.expression}\n"
        giving = cst.ensure_type(cst.parse_statement(line, tree.module.config_for_parsing), cst.FunctionDef)
        apart = giving.with_changes(decorators=[decorator], leading_lines=[cst.EmptyLine(indent=False)] * 2)
        self.draft.write_before(fixture, lambda _so_far: [apart])
        self._name(uses, name)
        self.draft.parameter(fixture, name)
        if meant_elsewhere:
            lasting = "scope" in tree.source(decorator)
            self.draft.asked.append(Asked(self.text, fixture.name.value, name, self.step.name or value, lasting))
        for other in others:
            self._name(self._in(other), name)
            self.draft.parameter(other, name)
        return True


_MEANT_ELSEWHERE = Refusal("another file counts on what the fixture writes out", "several")
_PLAIN_FIXTURE = re.compile(r"@(?:pytest\.)?fixture(?:\((?:scope=[\"']\w+[\"'])?\))?")


def _parameters(function: cst.FunctionDef) -> set[str]:
    return {parameter.name.value for parameter in function.params.params}


# Outside of functions


def _is_written_out(node: cst.CSTNode) -> bool:
    """Whether a text is put together of literals and names alone, and of nothing that may be another one each time."""
    if isinstance(node, cst.BinaryOperation):
        return _is_written_out(node.left) and _is_written_out(node.right)
    return isinstance(node, (cst.SimpleString, cst.ConcatenatedString, cst.FormattedString, cst.Name, cst.Integer))


# Which literals mean the same


# Small things


_KEEPING = HOOKS["setup"] | HOOKS["class"] | HOOKS["module"]
"""Functions that keep what they make where tests find it."""


def _first_of(function: cst.FunctionDef) -> str:
    """What a method calls its object or class."""
    params = function.params.params
    return params[0].name.value if params else ""


def _statements(body: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The simple statements, and the headers of compound ones, of a body."""
    for line in (each for each in walk(body) if isinstance(each, (cst.SimpleStatementLine, cst.For, cst.With))):
        yield line if isinstance(line, cst.SimpleStatementLine) else _without_body(line)


def _without_body(node: cst.CSTNode) -> cst.CSTNode:
    return node.with_changes(body=cst.IndentedBlock([cst.SimpleStatementLine([cst.Pass()])]))


def names(step: Uniqueness) -> tuple[str, ...]:
    """What a variable of a made value is best called."""
    word = step.name or {"email": "email", "file-name": "file_name"}.get(step.kind, step.kind)
    stem = re.sub(r"\W+|(?<=[a-z])(?=[A-Z])", "_", step.stem).strip("_").lower()
    parts = stem.split("_")
    fuller = stem if parts[-1] == word and len(parts) > 1 else f"{stem}_{word}" if stem and word not in parts else ""
    wishes = (word, fuller, f"own_{word}")
    return tuple(wish for wish in wishes if wish and may_name(wish))
