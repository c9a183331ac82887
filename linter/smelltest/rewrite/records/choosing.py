"""Which call takes a record away: as the suite does it elsewhere, else by what stands beside the create, else by REST."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import libcst as cst
from libcst import matchers as m
from msgspec import Struct
from msgspec.structs import replace

from smelltest.judge.remedies.remedy import Undoing
from smelltest.link.questions.records import singular
from smelltest.link.questions.siblings import Sibling
from smelltest.link.questions.undoings import Way
from smelltest.link.texts.mentions import ID_IN_ANSWER
from smelltest.rewrite.drafting.bindings import bound_by
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.refusal import Refusal
from smelltest.rewrite.drafting.roles import is_fixture, is_unittest
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.records.databases import is_added, lasting, of_session, of_statement
from smelltest.rewrite.records.made import Made


class Choice(Struct, frozen=True):
    """How a record is taken away: `call` as in `Undoing`, empty by REST; `ids` leads from what the creating call gives.

    `fixtures` are the parameters that the function must have, `imports` the dotted names that the file must. By REST,
    `verb` is the name of what takes the place of the creating function, and `takes` the keywords that it understands,
    if that is known. `then`: the source of what makes the delete last, `commit()`. `is_object`: it is the
    record itself that is handed over to be deleted. `status`: the way from what the creating call gives to the status
    that says whether there is a record, where that is in doubt.
    """

    ids: str
    call: str = ""
    fixtures: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    verb: str = "delete"
    takes: tuple[str, ...] | None = None
    then: str = ""
    is_object: bool = False
    status: str = ""


def chosen(draft: Draft, undoing: Undoing, made: Made, function: cst.FunctionDef) -> Choice | None:
    """The best way to take away what a call makes; None where none is known."""
    if undoing.guessed and undoing.resource is not None:
        known = draft.manner.ids_elsewhere(undoing.resource)
        if known is None and (_is_plain_answer(undoing) or _is_waited_for(draft.tree, made, function)):
            return None
        custom = known if known is not None or undoing.echoed else _by_custom(draft, undoing)
        undoing = replace(undoing, ids=custom or undoing.ids, echoed=undoing.echoed or custom is not None)
    choice = next(_choices(draft, undoing, made, function), None)
    if choice is not None and _is_mere_guess(undoing, choice):
        draft.refuse(Refusal("nothing shows where the answer has the record's id", "others"))
        return None
    if choice is None or not undoing.doubtful:
        return choice
    return replace(choice, status=_within(draft, undoing, undoing.doubtful) or "")


def _by_custom(draft: Draft, undoing: Undoing) -> str | None:
    """Where the answer to a create has the id, if nobody reads it: where the suite finds the ids of all other records."""
    found = draft.manner.ids_by_custom(undoing.resource or "")
    if found is not None or undoing.kind != "http":
        return found
    shown = not draft.manner.reads_no_ids() or re.search(ID_IN_ANSWER, draft.tree.text) is not None
    return undoing.ids if shown else None


def _is_mere_guess(undoing: Undoing, choice: Choice) -> bool:
    """Whether a delete needs the id, and nothing at all shows where an answer of that system has it."""
    needs = "{id}" in choice.call or not (choice.call or undoing.at_same)
    return needs and undoing.kind == "http" and undoing.guessed and not undoing.echoed


def _is_waited_for(tree: Tree, made: Made, function: cst.FunctionDef) -> bool:
    """Whether the answer only tells of a task that makes the record: its end is waited for."""
    assign = tree.parent(made)
    if not isinstance(assign, cst.Assign) or not isinstance(assign.targets[0].target, cst.Name):
        return False
    name = assign.targets[0].target.value
    waits = re.compile(rf"\b(?:wait|poll|monitor)_?\w*\([^()]*\b{name}\b|[\"']task(?:_id)?[\"'] in {name}\b")
    return waits.search(tree.source(function)) is not None


def _is_plain_answer(undoing: Undoing) -> bool:
    """Whether a function gives an answer as it came, in which nobody is seen to read an id, of no REST collection."""
    return bool(undoing.maker) and ("", "") in undoing.gives and not (undoing.by_rest or undoing.call)


def _choices(draft: Draft, undoing: Undoing, made: Made, function: cst.FunctionDef) -> Iterator[Choice]:
    if undoing.call:
        ids = _within(draft, undoing, undoing.ids)
        if ids is not None:
            yield Choice(ids, undoing.call, (), undoing.imports)
        return
    if undoing.at_same and not undoing.maker:
        yield Choice("")
        return
    call = made.expression if isinstance(made, cst.Await) else made
    if undoing.kind in {"orm", "sql"} and not undoing.maker:
        yield from _of_database(draft, undoing, call, function)
    known = list(_known(draft, undoing, made, function, draft.manner.ways()))
    root = _root(draft.tree.source(call))
    yield from (choice for choice in known if not _adds(choice, function) and _root(choice.call) == root)
    for beside in _beside(draft, undoing, made):
        # What the suite is seen to call this function with is known to work.
        yield from (choice for choice in known if _callee(choice.call) == _callee(beside.call))
        if not _is_kept_out(draft, undoing):
            yield beside
    yield from _by_rest(draft, undoing, call)
    yield from sorted(known, key=lambda choice: _adds(choice, function))
    if undoing.resource is not None:
        others = _known(draft, undoing, made, function, draft.manner.ways_of_others(undoing.resource), elsewhere=True)
        yield from sorted(others, key=lambda choice: _adds(choice, function))


def _of_database(
    draft: Draft, undoing: Undoing, call: cst.BaseExpression, function: cst.FunctionDef
) -> Iterator[Choice]:
    """The delete of a row, by what put it there."""
    tree = draft.tree
    statement = tree.statement(call)
    if statement is None:
        return
    _, commit = lasting(tree, statement)
    if undoing.kind == "sql":
        if tree.nearest(statement, cst.With) is None:
            yield from (Choice(ids, source, then=commit) for source, ids in of_statement(tree, call))
    elif is_added(call):
        source = of_session(draft, cst.ensure_type(call, cst.Call), function)
        if source is not None and commit:
            yield Choice("", source, then=commit)
    else:
        yield from _of_model(tree, call)


def _of_model(tree: Tree, call: cst.BaseExpression) -> Iterator[Choice]:
    """The delete of an object that a manager creates, or that saves itself."""
    if m.matches(call, m.Call(func=m.Attribute(m.Attribute(attr=m.Name("objects")), _CREATING))):
        yield Choice("", "{record}.delete()")
    elif m.matches(call, m.Call(func=m.Attribute(m.Name(), m.Name("save")), args=[])):
        saved = cst.ensure_type(cst.ensure_type(call, cst.Call).func, cst.Attribute).value
        yield Choice("", f"{tree.source(saved)}.delete()")


_CREATING = m.Name("create") | m.Name("create_user") | m.Name("create_superuser")


def _adds(choice: Choice, function: cst.FunctionDef) -> int:
    """How much more a function and its file would need."""
    has = {parameter.name.value for parameter in function.params.params}
    return len(set(choice.fixtures) - has) + len(choice.imports)


def _root(source: str) -> str:
    return re.split(r"[.(\[ ]", source, maxsplit=1)[0]


def _callee(source: str) -> str:
    return source.partition("(")[0]


def _by_rest(draft: Draft, undoing: Undoing, call: cst.BaseExpression) -> Iterator[Choice]:
    """The request that made a record, with `delete` in the place of its verb."""
    ids = _within(draft, undoing, undoing.ids) if undoing.by_rest else None
    if ids is None or not isinstance(call, cst.Call):
        return
    if _is_kept_out(draft, undoing) or draft.manner.deletes_nothing() or _goes_by_name(draft, undoing):
        return
    if not (undoing.at_same or _is_addressed(draft, undoing)):
        return
    if not undoing.maker:
        yield Choice(ids)
        return
    for sibling in draft.manner.siblings(undoing.maker):
        name = sibling.name
        if not isinstance(call.func, cst.Attribute) and _import_beside(draft.tree, call, sibling) is None:
            continue
        if set(sibling.parameters) & _URLS and {"post", "put"} & set(name.replace("delete", "post").split("_")):
            imports = _import_beside(draft.tree, call, sibling) or ()
            yield Choice(ids, "", (), imports, name, sibling.takes)


def _is_addressed(draft: Draft, undoing: Undoing) -> bool:
    """Whether anything shows that single records of a collection have an address, or that something can be deleted by one."""
    if not undoing.path or draft.manner.ending(undoing.path[-1]) is not None:
        return True
    if not draft.manner.shows_no_delete():
        return True
    text = draft.tree.text
    collection = re.escape(undoing.path[-1])
    return (
        re.search(rf"/{collection}/(?:[\"']\s*\+|\{{|\d|%s)|\bdelete\(\s*[\w(\"']|[\"'](?i:delete)[\"']", text)
        is not None
    )


def _goes_by_name(draft: Draft, undoing: Undoing) -> bool:
    """Whether the file asks for single records by another part than the one that is their id by a guess alone."""
    if not undoing.guessed or not undoing.path:
        return False
    collection = re.escape(undoing.path[-1])
    asked = re.findall(rf"/{collection}/\{{([^{{}}]+)\}}", draft.tree.text)
    parts = [re.findall(r"\w+", each)[-1] for each in asked if re.search(r"\w", each)]
    return bool(parts) and not any(re.search(r"id$|pk$|key$|\d$", part, re.IGNORECASE) for part in parts)


def _is_kept_out(draft: Draft, undoing: Undoing) -> bool:
    """Whether nobody can delete a record who does not say who asks, as its create does not."""
    return undoing.by_nobody and undoing.resource is not None and draft.manner.are_let_in(undoing.resource)


_URLS = frozenset({"url", "endpoint", "path", "uri"})


def _within(draft: Draft, undoing: Undoing, ids: str) -> str | None:
    """The way from what the creating call gives to the id, of the way from the answer to it."""
    for path, steps in undoing.gives:
        fields = draft.manner.modelled(undoing.maker) if undoing.maker and not path and steps in _READ else None
        start = steps if fields is None else ".json()"
        if ids.startswith(start):
            rest = ids[len(start) :]
            if fields is None:
                return path + rest
            first, *others = re.findall(r'\["(\w+)"\]|\.(\w+)', rest) or [("", "")]
            known = not fields or "".join(first) in fields
            return path + "".join(f".{key or attribute}" for key, attribute in (first, *others)) if known else None
    return None


_READ = frozenset({".json()", ".text", ".content"})
"""What of an answer a model is made of."""


# As elsewhere


def _known(
    draft: Draft,
    undoing: Undoing,
    made: Made,
    function: cst.FunctionDef,
    ways: Iterable[Way],
    *,
    elsewhere: bool = False,
) -> Iterator[Choice]:
    for way in ways:
        call, ids = _adapted(way, undoing)
        inside = _within(draft, undoing, ids) if call else None
        at_home = _has_all(draft.tree, way, function) if elsewhere else _is_at_home(draft.tree, way, function)
        if inside is None or not _in_step(way, made, function) or not at_home:
            continue
        imports = _imports(draft.tree, way, function)
        if imports is not None and _can_have(draft, undoing, way.fixtures, function):
            yield Choice(inside, call, way.fixtures, imports, then=way.then, is_object=not ids)


def _adapted(way: Way, undoing: Undoing) -> tuple[str, str]:
    """The call by which a way takes such a record away, and the way to its id; empty where it does not."""
    if way.kind != undoing.kind:
        return "", ""
    same_path = way.path == undoing.path or not way.path or not undoing.path
    if same_path and way.resource is not None and singular(way.resource) == singular(undoing.resource or ""):
        return way.call, way.ids
    if not way.path or not undoing.path or way.path[:-1] != undoing.path[:-1] or not undoing.by_rest:
        return "", ""
    mine, yours = f"/{undoing.path[-1]}/", f"/{way.path[-1]}/"
    return (way.call.replace(yours, mine), undoing.ids) if way.call.count(yours) == 1 else ("", "")


def _in_step(way: Way, made: Made, function: cst.FunctionDef) -> bool:
    """Whether the call is to be awaited just where the create is."""
    return isinstance(made, cst.Await) == way.awaited or (
        not isinstance(made, cst.Await) and function.asynchronous is not None
    )


def _is_at_home(tree: Tree, way: Way, function: cst.FunctionDef) -> bool:
    """Whether a function is a method of the class whose `self` a way needs, if it needs one."""
    if not way.owner:
        return True
    cls = tree.nearest(function, cst.ClassDef)
    params = function.params.params
    first = params[0].name.value if params else ""
    return cls is not None and cls.name.value == re.split(r"::|\.", way.owner)[-1] and _uses(way.call, first)


def _has_all(tree: Tree, way: Way, function: cst.FunctionDef) -> bool:
    """Whether a function itself uses all that a way of another file takes from its object."""
    own = tree.source(function)
    return all(f"{each}(" not in way.call and each in own for each in re.findall(r"\b(?:self|cls)\.\w+", way.call))


def _uses(source: str, name: str) -> bool:
    return bool(name) and re.search(rf"\b{re.escape(name)}\.", source) is not None


def _imports(tree: Tree, way: Way, function: cst.FunctionDef) -> tuple[str, ...] | None:
    """The dotted names that a file lacks for a way; None where it cannot get them."""
    own = bound_by(function.body) | {parameter.name.value for parameter in function.params.params}
    bound = _module_names(tree)
    missing = [(name, dotted) for name, dotted in way.names if name not in bound and name not in _BUILTIN]
    if any(name in own for name, _ in way.names) or any(dotted.rpartition(".")[2] != name for name, dotted in missing):
        return None
    return tuple(dotted for _, dotted in missing)


_BUILTIN = frozenset({"str", "int", "dict", "list"})


def _module_names(tree: Tree) -> set[str]:
    """The names that a module binds outside of functions."""
    names: set[str] = set()
    for statement in tree.module.body:
        if isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
            names.add(statement.name.value)
            continue
        names |= bound_by(statement)
        for alias in m.findall(statement, m.ImportAlias()):
            named = cst.ensure_type(alias, cst.ImportAlias)
            names.add(named.evaluated_alias or named.evaluated_name.partition(".")[0])
    return names


def _can_have(draft: Draft, undoing: Undoing, fixtures: tuple[str, ...], function: cst.FunctionDef) -> bool:
    """Whether a function has fixtures, or can ask for them."""
    tree = draft.tree
    has = {parameter.name.value for parameter in function.params.params}
    missing = set(fixtures) - has
    if not missing:
        return True
    beneath = frozenset[str]().union(*map(draft.manner.beneath, missing))
    if function.name.value in beneath or any(_makes_such(draft, undoing, each) for each in beneath - has):
        return False
    if missing & bound_by(function.body) or is_unittest(tree, function) or function.name.value in missing:
        return False
    if is_fixture(function):
        # What lives longer than a test cannot ask for what does not.
        return not any("scope" in tree.source(decorator) for decorator in function.decorators)
    return function.name.value.lower().startswith("test")


def _makes_such(draft: Draft, undoing: Undoing, fixture: str) -> bool:
    """Whether a fixture makes another such record: what stands on it may speak for that one alone."""
    recipe = draft.manner.recipe_of(fixture)
    return recipe is not None and singular(recipe.resource) == singular(undoing.resource or "")


# By what stands beside the create


def _beside(draft: Draft, undoing: Undoing, made: Made) -> Iterator[Choice]:
    call = made.expression if isinstance(made, cst.Await) else made
    if not undoing.maker or not isinstance(call, cst.Call):
        return
    for sibling in draft.manner.siblings(undoing.maker):
        source = _called_beside(draft.tree, call, sibling)
        given = _given(draft.tree, call, sibling) if source is not None else None
        if source is None or given is None or sibling.awaited != isinstance(made, cst.Await):
            continue
        if _URLS & set(sibling.parameters):
            continue
        rest = [name for name in _own(sibling.parameters) if name not in given]
        identified = [name for name in given if _ID.search(name)]
        if len(rest) + len(identified) != 1:
            continue
        hole, ids = _hole(draft, undoing, rest[0]) if rest else ("", "")
        if ids is None or (hole == "{record}" and ids):
            continue
        sent = ((name, given.get(name, hole)) for name in _own(sibling.parameters))
        arguments = ", ".join(
            (
                *(f"{name}={value}" if name in sibling.named else value for name, value in sent),
                *_also(draft, call, sibling),
            )
        )
        imports = _import_beside(draft.tree, call, sibling)
        if imports is not None:
            yield Choice(ids, f"{source}({arguments})", (), imports)


def _hole(draft: Draft, undoing: Undoing, parameter: str) -> tuple[str, str | None]:
    """What goes into the parameter of a function that deletes, and how to get to it."""
    if _ID.search(parameter) or parameter in {"key", "identifier", "ident"}:
        return "{id}", _within(draft, undoing, undoing.ids)
    if singular(parameter) == undoing.noun:
        return "{record}", next((path for path, _ in undoing.gives if not path), None)
    return "", None


_ID = re.compile(r"(?:^|_)(?:id|pk|uuid|guid|uid)$|[a-z](?:Id|ID|Uuid|UUID)$")


def _own(parameters: tuple[str, ...]) -> tuple[str, ...]:
    return parameters[1:] if parameters[:1] in {("self",), ("cls",)} else parameters


def _called_beside(tree: Tree, call: cst.Call, sibling: Sibling) -> str | None:
    """What a function is called by, where the one beside it is called so."""
    if isinstance(call.func, cst.Attribute):
        if m.findall(call.func.value, m.Call()):
            return None
        return f"{tree.source(call.func.value)}.{sibling.name}"
    return sibling.name if isinstance(call.func, cst.Name) else None


def _given(tree: Tree, call: cst.Call, sibling: Sibling) -> dict[str, str] | None:
    """What a function gets that the one beside it gets as well, as it is written there."""
    if any(arg.star for arg in call.args):
        return None
    names = _own(sibling.given)
    sent = dict(zip(names, [arg for arg in call.args if arg.keyword is None], strict=False))
    sent.update({arg.keyword.value: arg for arg in call.args if arg.keyword is not None})
    return {
        name: tree.source(sent[name].value)
        for name in _own(sibling.parameters)
        if name in sent and not m.findall(sent[name].value, m.Call()) and _EXPECTED.search(name) is None
    }


_EXPECTED = re.compile(r"status|expected")
"""What a function is told of the answer: that to a create is another one."""


def _also(draft: Draft, call: cst.Call, sibling: Sibling) -> Iterator[str]:
    """What lets the creating call in, for a function that takes it as well without demanding it."""
    for arg in call.args:
        name = arg.keyword.value if arg.keyword is not None else ""
        if name in _LETTING_IN and name in sibling.takes and name not in sibling.parameters:
            yield f"{name}={draft.tree.source(arg.value)}"


_LETTING_IN = frozenset({"header", "headers", "token", "auth", "cookies", "session", "client", "auth_token"})


def _import_beside(tree: Tree, call: cst.Call, sibling: Sibling) -> tuple[str, ...] | None:
    """What must be imported for a function, from where the one beside it comes; None where that cannot be told."""
    if not isinstance(call.func, cst.Name) or sibling.name in _module_names(tree):
        return ()
    for statement in tree.module.body:
        for each in m.findall(statement, m.ImportFrom()):
            source = cst.ensure_type(each, cst.ImportFrom)
            names = source.names if not isinstance(source.names, cst.ImportStar) else ()
            if any(alias.evaluated_name == call.func.value and alias.asname is None for alias in names):
                return (
                    None
                    if source.relative or source.module is None
                    else (f"{tree.source(source.module)}.{sibling.name}",)
                )
    return None
