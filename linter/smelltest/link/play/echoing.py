"""Applications of the suite's own that keep nothing: their handlers answer, and that is all they do."""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from smelltest.link.program.names import Definition, bound_by, flat
from smelltest.link.program.program import Program
from smelltest.link.program.walking import parts, within
from smelltest.read.conventions import is_test_code
from smelltest.read.facts import (
    AnyExpression,
    AnyStatement,
    Assign,
    Attribute,
    Augment,
    Call,
    Class,
    Comprehension,
    Constant,
    Dictionary,
    Display,
    For,
    Function,
    Import,
    Lambda,
    Name,
    Outer,
    Remove,
    Return,
    Subscript,
    Walrus,
    With,
    Yield,
)

_FRAMEWORKS = frozenset(
    "fastapi starlette flask werkzeug quart litestar sanic falcon connexion bottle pydantic pydantic_core"
    " pydantic_settings typing_extensions annotated_types anyio httpx httpx2 orjson ujson msgspec attr attrs marshmallow"
    " pytest _pytest dirty_equals inline_snapshot jinja2 multipart python_multipart annotated_doc itsdangerous".split()
)
"""Packages by which an application answers, and of which none stores anything."""

_STORING = frozenset(
    "sqlite3 shelve dbm socket urllib http smtplib ftplib subprocess multiprocessing mmap ctypes".split()
)
"""Modules of Python's own that reach beyond the process."""

_STORES = frozenset(
    "open write_text write_bytes mkdir makedirs touch unlink rename replace_file copyfile copyfileobj system".split()
)
_CHANGES = frozenset(
    "append appendleft add update pop popitem popleft insert setdefault extend clear remove discard put put_nowait set"
    " save write send publish register".split()
)
_BUILTINS = frozenset(dir(builtins))
_MOST_MODULES = 40


def keeps_nothing(program: Program, path: str, known: dict[str, bool]) -> bool:
    """Whether the application that a file defines leaves nothing behind, whatever it is sent."""
    if path not in known:
        known[path] = _looks_idle(program, path)
    return known[path]


def _looks_idle(program: Program, path: str) -> bool:
    if is_test_code(path) and _File(program, path).answers_by_itself():
        return True
    todo, seen = [path], {path}
    while todo:
        file = _File(program, todo.pop())
        found = file.imported()
        if found is None or not file.is_idle():
            return False
        todo.extend(found - seen)
        seen |= found
        if len(seen) > _MOST_MODULES:
            return False
    return True


class _File:
    """One file that an application is made of."""

    def __init__(self, program: Program, path: str) -> None:
        self._program = program
        self._path = path
        names = program.names(path)
        self._body: tuple[AnyStatement, ...] = () if names is None else names.module.body

    def imported(self) -> frozenset[str] | None:
        """The files of the suite that it imports; None if it imports what may store something."""
        found: set[str] = set()
        for statement in _imports(self._body):
            if not statement.level and _is_harmless(statement.loads or statement.module):
                continue
            place = self._program.module_path(self._path, statement.level, statement.module)
            inner = (
                self._program.module_path(
                    self._path, statement.level, f"{statement.module}.{statement.name}".strip(".")
                )
                if statement.name is not None
                else None
            )
            if place is None and inner is None:
                return None
            found.update(each for each in (place, inner) if each is not None)
        return frozenset(found)

    def answers_by_itself(self) -> bool:
        """Whether the routes to which tests write are their own, and ask nobody else: what is tried there is middleware.

        Whatever else the tests import then, an application that they make of such routes keeps nothing.
        """
        if not _writing_routes(self._body) or not self.is_idle():
            return False
        if any(isinstance(part, Call) and self._attaches_foreign(part) for part in within(self._body)):
            return False
        return not any(self._asks_others(function) for function, _ in _functions(self._body))

    def _attaches_foreign(self, call: Call) -> bool:
        """Whether routes of somebody else's are added: `app.include_router(users.router)`."""
        if not isinstance(call.function, Attribute) or call.function.name not in _ATTACHING:
            return False
        return any(isinstance(part, Name) and self._is_foreign(part) for part in within(call.arguments))

    def _asks_others(self, function: Function) -> bool:
        """Whether a function calls what stands elsewhere, or is given what may be a store there: `Depends(get_db)`."""
        called = (part.function for part in within(function.body) if isinstance(part, Call))
        if any(self._is_foreign(root) for one in called if (root := _root(one)) is not None):
            return True
        given = within(tuple(parameter.default for parameter in function.parameters))
        return any(isinstance(part, Name) and self._is_foreign(part) and _STORE.search(part.name) for part in given)

    def _is_foreign(self, name: Name) -> bool:
        """Whether a name stands for code of another file, or of a package that may store something; classes only hold."""
        found = self._program.lookup(self._path, name.name)
        if found is None or found.path == self._path or name.name[:1].isupper():
            return False
        return found.kind != "external" or not _is_harmless(found.path)

    def is_idle(self) -> bool:
        return not any(self._changes_state(function, around) for function, around in _functions(self._body))

    def _changes_state(self, function: Function, around: frozenset[str]) -> bool:
        """Whether a function of the application writes to what is there before and after its call.

        `around`: the names of the test in which it stands, which go with that.
        """
        local = around | _locals(function)
        for node in _own_parts(function.body):
            if isinstance(node, Function):
                if self._changes_state(node, around):
                    return True
            elif isinstance(node, Outer):
                if not around.issuperset(node.names):
                    return True
            elif isinstance(node, (Assign, Augment, Remove)):
                if any(self._is_state(target, local, function) for target in _written_to(node)):
                    return True
            elif isinstance(node, Call) and self._call_changes(node, local, function):
                return True
            if self._gives_away(node, local, function):
                return True
        return False

    def _gives_away(self, node: Struct, local: frozenset[str], function: Function) -> bool:
        """Whether a function hands out what others then can write to; a handler's answer goes to the client alone."""
        if isinstance(node, Return) and function.decorators:
            return False
        value = node.value if isinstance(node, (Return, Assign, Yield)) else None
        return isinstance(value, Name) and value.name not in local and self._holds_state(value)

    def _holds_state(self, name: Name) -> bool:
        return self._is_object(name) or self._is_container(name, frozenset())

    def _call_changes(self, call: Call, local: frozenset[str], function: Function) -> bool:
        name = call.function.name if isinstance(call.function, (Name, Attribute)) else ""
        if name in _STORES:
            return True
        given = (*call.arguments, *(keyword.value for keyword in call.keywords))
        if name not in _READERS and any(self._is_container(value, local) for value in given):
            return True
        if not isinstance(call.function, Attribute):
            return False
        owner = call.function.value
        return (name in _CHANGES and self._is_state(call.function, local, function)) or (
            isinstance(owner, Name) and owner.name not in local and self._is_object(owner)
        )

    def _is_state(self, target: AnyExpression, local: frozenset[str], function: Function) -> bool:
        """Whether a part is written of something that is not a function's own."""
        if not isinstance(target, (Subscript, Attribute)):
            return False
        root: AnyExpression = target
        while isinstance(root, (Subscript, Attribute, Call)):
            root = root.function if isinstance(root, Call) else root.value
        if not isinstance(root, Name):
            return False
        if root.name in {"self", "cls"} and root.name not in local:
            return function.name != "__init__"
        return root.name not in local and root.name not in _BUILTINS and not self._is_imported_code(root)

    def _is_imported_code(self, name: Name) -> bool:
        """Whether a name stands for a module, a function or a class, rather than for a value."""
        found = self._program.lookup(self._path, name.name)
        return found is not None and found.kind in {"module", "function", "class", "external"}

    def _is_container(self, value: AnyExpression, local: frozenset[str]) -> bool:
        return (
            isinstance(value, Name)
            and value.name not in local
            and isinstance(
                _assigned(self._program.lookup(self._path, value.name)), (Display, Dictionary, Comprehension)
            )
        )

    def _is_object(self, name: Name) -> bool:
        """Whether a name of the module is an object of one of the suite's own classes."""
        found = self._program.lookup(self._path, name.name)
        made = _assigned(found)
        if found is None or not isinstance(made, Call):
            return False
        target = self._program.resolve(found.path, made.function)
        return target is None or target.kind in {"class", "function", "value"}


_ATTACHING = frozenset(
    "include_router register_blueprint mount add_url_rule add_api_route add_route add_routes add_resource".split()
)
_WRITING = frozenset({"post", "put", "patch", "delete"})
_ROUTES = frozenset({"route", "api_route", "Route"})
_STORE = re.compile(r"(?:^|_)(?:db|database|sessions?|repo|repository|store|storage|conn|connection|engine)(?:_|$)")


def _writing_routes(body: tuple[AnyStatement, ...]) -> bool:
    """Whether a file has routes by which something is written: `@app.post("/users")`, `Route("/", new, methods=["POST"])`."""
    for part in within(body):
        if isinstance(part, Function):
            called = (one.function for one in part.decorators if isinstance(one, Call))
            if any(isinstance(one, Attribute) and one.name in _WRITING for one in called):
                return True
        if isinstance(part, Call) and isinstance(part.function, (Name, Attribute)) and part.function.name in _ROUTES:
            methods = next((keyword.value for keyword in part.keywords if keyword.name == "methods"), None)
            if any(isinstance(one, Constant) and str(one.value).lower() in _WRITING for one in within((methods,))):
                return True
    return False


def _root(node: AnyExpression) -> Name | None:
    """The name with which an expression begins."""
    while isinstance(node, (Attribute, Subscript, Call)):
        node = node.function if isinstance(node, Call) else node.value
    return node if isinstance(node, Name) else None


_READERS = frozenset(
    "len list tuple dict set sorted sum max min any all iter next enumerate reversed isinstance zip str repr Depends"
    " Body Query Path Header Cookie Form File Field jsonable_encoder JSONResponse Response jsonify".split()
)


def _assigned(found: Definition | None) -> AnyExpression | None:
    return found.node.value if found is not None and isinstance(found.node, Assign) else None


@lru_cache(maxsize=512)
def _is_harmless(dotted: str) -> bool:
    root = dotted.partition(".")[0]
    if dotted in {"urllib.parse", "http", "http.cookies"} or root in _FRAMEWORKS:
        return True
    return root in sys.stdlib_module_names and root not in _STORING


def _imports(body: tuple[AnyStatement, ...]) -> Iterator[Import]:
    for statement, _ in flat(body):
        if isinstance(statement, Import):
            yield statement
        elif isinstance(statement, (Function, Class)):
            yield from _imports(statement.body)


def _functions(
    body: tuple[AnyStatement, ...], around: frozenset[str] = frozenset()
) -> Iterator[tuple[Function, frozenset[str]]]:
    """The functions of a file and of its classes; of the tests and fixtures what they define, with their names."""
    for statement, _ in flat(body):
        if isinstance(statement, Class):
            yield from _functions(statement.body, around)
        elif isinstance(statement, Function):
            if not _is_of_the_tests(statement):
                yield statement, around
            elif _defines(statement):
                yield from _functions(statement.body, _locals(statement) if _runs_once(statement) else around)


def _defines(function: Function) -> bool:
    """Whether there are functions in a function; in most tests there are none."""
    return any(isinstance(statement, (Function, Class)) for statement, _ in flat(function.body))


def _is_of_the_tests(function: Function) -> bool:
    if function.name.startswith(("test", "setup", "teardown", "setUp", "tearDown")):
        return True
    return any(_is_fixture(decorator) for decorator in function.decorators)


def _runs_once(function: Function) -> bool:
    """Whether what a function of the tests holds is made anew for each test."""
    return not any(
        isinstance(decorator, Call) and any(keyword.name == "scope" for keyword in decorator.keywords)
        for decorator in function.decorators
    ) and not function.name.startswith(("setup_", "setUpClass", "setUpModule"))


def _is_fixture(decorator: AnyExpression) -> bool:
    called = decorator.function if isinstance(decorator, Call) else decorator
    return isinstance(called, (Name, Attribute)) and called.name == "fixture"


def _own_parts(body: tuple[AnyStatement, ...]) -> Iterator[Struct]:
    """What a function is made of, down to the functions in it, which are given but not entered."""
    todo: list[object] = list(body)
    while todo:
        node = todo.pop()
        if type(node) is tuple:
            todo.extend(node)
        elif isinstance(node, Struct):
            yield node
            if type(node) is not Function:
                todo.extend(parts(node))


def _locals(function: Function) -> frozenset[str]:
    names = {parameter.name for parameter in function.parameters} - {"self", "cls"}
    for node in _own_parts(function.body):
        if type(node) not in _NAMING:
            continue
        if isinstance(node, (Assign, Augment, For, With, Import, Class, Function)):
            names.update(bound_by(node))
        elif isinstance(node, Walrus):
            names.add(node.name)
        elif isinstance(node, Lambda):
            names.update(parameter.name for parameter in node.parameters)
    return frozenset(names)


_NAMING = frozenset({Assign, Augment, For, With, Import, Class, Function, Walrus, Lambda})


def _written_to(node: Assign | Augment | Remove) -> tuple[AnyExpression, ...]:
    return (node.target,) if isinstance(node, Augment) else node.targets
