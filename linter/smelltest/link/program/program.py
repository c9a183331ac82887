"""The suite's files as one program: what a name means, through imports, star imports and base classes."""

from __future__ import annotations

import builtins
import sys
from itertools import islice
from typing import TYPE_CHECKING

from smelltest.link.program.names import (
    ClassRef,
    Definition,
    Names,
    ancestors,
    bind,
    folder_of,
    kind_of,
    read_names,
    spelled,
)
from smelltest.read.facts import (
    AnyExpression,
    AnyStatement,
    Assign,
    Attribute,
    Binary,
    Call,
    Class,
    Constant,
    Display,
    Import,
    Name,
    Starred,
    Subscript,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smelltest.link.library import Library

# Nobody imports CPython's own tests, and many suites lie in a folder of that name.
_STANDARD = sys.stdlib_module_names - {"test"}
_PACKAGES = frozenset((
    "aiohttp", "allure", "boto3", "celery", "django", "docker", "faker", "fastapi", "flask", "graphql",
    "grpc", "httpx", "jsonschema", "jwt", "kafka", "kubernetes", "locust", "mock", "playwright", "psycopg2",
    "pydantic", "pymongo", "pytest", "redis", "requests", "responses", "respx", "rest_framework", "selenium",
    "sqlalchemy", "starlette", "yaml",
))  # fmt: skip
_BY_HEART = frozenset(
    "aiohttp boto3 botocore django fastapi flask httpx httpx2 moto niquests pymongo rest_framework sqlalchemy starlette urllib3 werkzeug".split()
)
"""Packages that are no more followed in their own suites than in those of others: what they do is known."""
_RESERVED = _STANDARD | _PACKAGES | _BY_HEART
_SUCCESSORS = {"httpx2": "httpx"}
"""Packages by which others go on, with the same names in them."""
_BUILTINS = frozenset(dir(builtins))
_DEEPEST_ALIAS = 8


class Program:
    """The suite's files as one program: what a name in one of them means, asked lazily and remembered.

    `paths` are folders that imports may start from besides those that lie above the importing file, `folder` is what
    the suite's root is called: where it is a folder of tests, they may be imported as `tests.api` all the same.
    """

    def __init__(self, library: Library, paths: tuple[str, ...] = (), folder: str = "") -> None:
        self.library = library
        self._folder = folder
        self._paths = tuple(path.strip("/") for path in paths)
        self._names: dict[str, Names | None] = {}
        self._places: dict[str, tuple[str, ...]] = {}
        self._files: dict[tuple[str, str], str | None] = {}
        self._modules: dict[tuple[str, int, str], tuple[str, ...]] = {}
        self._found: dict[tuple[str, str], Definition | None] = {}
        self._members: dict[ClassRef, Mapping[str, AnyStatement]] = {}
        self._refs: dict[tuple[str, str, int], ClassRef] = {}
        self._parents: dict[ClassRef, tuple[ClassRef | str, ...]] = {}
        self._orders: dict[ClassRef, tuple[ClassRef, ...]] = {}
        self._bases: dict[ClassRef, tuple[str, ...]] = {}

    def names(self, path: str) -> Names | None:
        """The names of a file of the suite, or None if it has no such file or it cannot be read."""
        try:
            return self._names[path]
        except KeyError:
            module = None if path.endswith("/") else self.library.load(path)
            names = self._names[path] = None if module is None else read_names(path, module)
            return names

    # Modules ------------------------------------------------------------------------------------------------

    def module_path(self, importer: str, level: int, dotted: str) -> str | None:
        """The file of the suite that an import in `importer` means; never `importer` itself."""
        key = (folder_of(importer), level, dotted)
        found = self._modules.get(key)
        if found is None:
            found = self._modules[key] = tuple(self._candidates(*key))
        return next((path for path in found if path != importer), None)

    def _candidates(self, folder: str, level: int, dotted: str) -> Iterator[str]:
        """The files that an import may mean, nearest first; the second is for the first itself."""
        found = [self._file(place, dotted) for place in self._starts(folder, level, dotted)]
        first, _, rest = dotted.partition(".")
        if not level and rest and first == self._folder and not any(found):
            found.append(self._file("", rest))
        return islice(dict.fromkeys(path for path in found if path is not None), 2)

    def _starts(self, folder: str, level: int, dotted: str) -> tuple[str, ...]:
        """The folders in which to look for a module."""
        if level:
            parts = folder.split("/") if folder else []
            return ("/".join(parts[: len(parts) - level + 1]),) if level <= len(parts) + 1 else ()
        first = dotted.partition(".")[0]
        if first in _RESERVED:
            root = () if first in _BY_HEART and self._is_package(first) else ("",)
            return root if self._is_package(folder) else (folder, *root)
        places = self._places.get(folder)
        if places is None:
            places = self._places[folder] = tuple(dict.fromkeys(self._reachable(folder)))
        return places

    def _reachable(self, folder: str) -> Iterator[str]:
        """Where an absolute import may start: first what Python or pytest itself would put on the path."""
        above = tuple(ancestors(folder))
        for outside in (True, False):
            for place in above:
                if (place == "" or not self._is_package(place)) is outside:
                    yield place
                    yield f"{place}/src" if place else "src"
            if outside:
                yield from self._paths

    def _is_package(self, folder: str) -> bool:
        return self.library.exists(f"{folder}/__init__.py" if folder else "__init__.py")

    def _file(self, place: str, dotted: str) -> str | None:
        """`a.b` below a folder as a file: `a/b.py`, or else `a/b/__init__.py`."""
        key = (place, dotted)
        if key not in self._files:
            inner = dotted.replace(".", "/")
            stem = f"{place}/{inner}" if place and inner else place or inner
            package = f"{stem}/__init__.py" if stem else "__init__.py"
            candidates = (f"{stem}.py", package) if inner else (package,)
            self._files[key] = next((path for path in candidates if self.library.exists(path)), None)
        return self._files[key]

    # Names --------------------------------------------------------------------------------------------------

    def lookup(self, path: str, name: str) -> Definition | None:
        """What a module-level name of a file means; None for a builtin or a name that nothing binds."""
        key = (path, name)
        if key not in self._found:
            self._found[key] = self._search(path, name, set())
        return self._found[key]

    def _search(self, path: str, name: str, seen: set[tuple[str, str]]) -> Definition | None:
        key = (path, name)
        if key in self._found:
            return self._found[key]
        if key in seen:
            return None
        seen.add(key)
        names = self.names(path)
        if names is None:
            return None
        statement = names.final.get(name)
        if statement is not None:
            return self._define(path, name, statement, seen)
        return self._search_stars(names, name, seen)

    def _define(self, path: str, name: str, statement: AnyStatement, seen: set[tuple[str, str]]) -> Definition | None:
        if isinstance(statement, Import):
            return self._import(path, statement, seen)
        return Definition(kind_of(statement), path, statement, name)

    def _search_stars(self, names: Names, name: str, seen: set[tuple[str, str]]) -> Definition | None:
        outside: list[str] = []
        for star in reversed(names.stars):
            target = self.module_path(names.path, star.level, star.module)
            if target is None:
                outside.append("." * star.level + star.module)
                continue
            found = self._search(target, name, seen)
            if found is not None:
                return found
        # With one package to come from, a name that nothing else binds comes from there.
        if len(outside) == 1 and name not in _BUILTINS and not name.startswith("_"):
            return Definition("external", f"{outside[0]}.{name}")
        return None

    def imported(self, path: str, statement: Import) -> Definition | None:
        """What an import in a file binds, wherever in the file it stands."""
        return self._import(path, statement, set())

    def _import(self, path: str, statement: Import, seen: set[tuple[str, str]]) -> Definition | None:
        module = self.module_path(path, statement.level, statement.module)
        prefix = "." * statement.level + statement.module
        if statement.name is None:
            if module is not None:
                return Definition("module", module)
            folder = self._bare_package(path, statement)
            return Definition("external", _known_as(prefix)) if folder is None else Definition("module", folder)
        round_about = module is not None and (module, statement.name) in seen
        if module is not None:
            found = self._search(module, statement.name, seen)
            if found is not None:
                return found
        inner = f"{statement.module}.{statement.name}" if statement.module else statement.name
        submodule = self.module_path(path, statement.level, inner)
        if submodule is not None:
            return Definition("module", submodule)
        if round_about:
            return None  # It asks the package that is being searched: what binds the name there is found elsewhere.
        joint = "" if prefix.endswith(".") else "."
        return Definition("external", f"{_known_as(prefix)}{joint}{statement.name}")

    def _bare_package(self, path: str, statement: Import) -> str | None:
        """The folder that `import a.b` binds as `a` where `a` has no `__init__.py`."""
        if statement.loads == statement.module:
            return None
        loaded = self.module_path(path, 0, statement.loads)
        if loaded is None:
            return None
        parts = loaded.removesuffix("/__init__.py").removesuffix(".py").split("/")
        deeper = statement.loads.count(".") - statement.module.count(".")
        return "/".join(parts[:-deeper]) + "/"

    def resolve(self, path: str, expression: AnyExpression, depth: int = 0) -> Definition | None:
        """What a name or chain of attributes means, through modules, classes and aliases."""
        if isinstance(expression, Name):
            return self._through(self.lookup(path, expression.name), depth)
        if not isinstance(expression, Attribute):
            return None
        owner = self.resolve(path, expression.value, depth)
        return None if owner is None else self.attribute(owner, expression.name, depth)

    def attribute(self, owner: Definition, name: str, depth: int = 0) -> Definition | None:
        """What an attribute of a module, of a class or of something external means."""
        if owner.kind == "external":
            return Definition("external", f"{owner.path}.{name}")
        if owner.kind == "module":
            return self._through(self.lookup(owner.path, name), depth) or self._submodule(owner.path, name)
        if isinstance(owner.node, Class):
            for ref in self.mro(owner.path, owner.node):
                statement = self.member(ref, name)
                if statement is not None:
                    return self._define(ref.path, name, statement, set())
        return None

    def member(self, ref: ClassRef, name: str) -> AnyStatement | None:
        """The statement of a class's own body that binds the name."""
        return self.members(ref).get(name)

    def members(self, ref: ClassRef) -> Mapping[str, AnyStatement]:
        """The names that a class's own body binds, each with the statement that counts."""
        found = self._members.get(ref)
        if found is None:
            found = self._members[ref] = bind(ref.node.body).final
        return found

    def _submodule(self, package: str, name: str) -> Definition | None:
        if not package.endswith(("/", "__init__.py")):
            return None
        found = self._file(folder_of(package), name)
        return None if found is None else Definition("module", found)

    def _through(self, definition: Definition | None, depth: int) -> Definition | None:
        """Follow `alias = other.name`."""
        if definition is None or depth > _DEEPEST_ALIAS or not isinstance(definition.node, Assign):
            return definition
        assign = definition.node
        if not isinstance(assign.value, (Name, Attribute)) or not isinstance(assign.targets[0], Name):
            return definition
        return self.resolve(definition.path, assign.value, depth + 1) or definition

    def dotted(self, path: str, expression: AnyExpression) -> str | None:
        """The full name of what is external, through imports and aliases; of a call, of what it calls."""
        if isinstance(expression, Call):
            expression = expression.function
        parts: list[str] = []
        inner = expression
        while isinstance(inner, Attribute):
            parts.append(inner.name)
            inner = inner.value
        if not isinstance(inner, Name):
            return None
        root = self.lookup(path, inner.name)
        if root is None:
            return None
        if root.kind == "external":
            parts.append(root.path)
            return ".".join(reversed(parts))
        found = self.resolve(path, expression)
        return found.path if found is not None and found.kind == "external" else None

    # Values -------------------------------------------------------------------------------------------------

    def value(self, path: str, expression: AnyExpression) -> tuple[str, AnyExpression]:
        """The expression that a module-level name was assigned, and its file; anything else is itself."""
        for _ in range(_DEEPEST_ALIAS):
            found = self.resolve(path, expression) if isinstance(expression, (Name, Attribute)) else None
            if found is None or not isinstance(found.node, Assign) or not isinstance(found.node.targets[0], Name):
                break
            path, expression = found.path, found.node.value
        return path, expression

    def texts(self, path: str, expression: AnyExpression, around: tuple[AnyExpression, ...] = ()) -> tuple[str, ...]:
        """The texts of a literal or of a list of them, also where a module-level name stands for it."""
        path, expression = self.value(path, expression)
        if isinstance(expression, Constant):
            return (expression.value,) if isinstance(expression.value, str) else ()
        # `plugins = [*plugins, "more"]` has no end.
        if any(expression is outer for outer in around):
            return ()
        parts: tuple[AnyExpression, ...] = ()
        if isinstance(expression, Display):
            parts = expression.items
        elif isinstance(expression, Starred):
            parts = (expression.value,)
        elif isinstance(expression, Binary) and expression.operator == "+":
            parts = (expression.left, expression.right)
        return tuple(text for part in parts for text in self.texts(path, part, (*around, expression)))

    # Classes ------------------------------------------------------------------------------------------------

    def ref(self, path: str, node: Class) -> ClassRef:
        """A class as it is referred to: the same object each time."""
        key = (path, node.qualname, node.at.line)
        found = self._refs.get(key)
        if found is None:
            found = self._refs[key] = ClassRef(path, node)
        return found

    def mro(self, path: str, node: Class) -> tuple[ClassRef, ...]:
        """The class and the suite's classes that it inherits from, in the order in which Python asks them."""
        return self._order(self.ref(path, node), ())

    def order(self, ref: ClassRef) -> tuple[ClassRef, ...]:
        """The same of a class that is already known."""
        return self._orders.get(ref) or self._order(ref, ())

    def bases(self, path: str, node: Class) -> tuple[str, ...]:
        """The dotted names of the classes outside the suite that it inherits from, directly or not."""
        ref = self.ref(path, node)
        found = self._bases.get(ref)
        if found is None:
            every = (base for parent in self.mro(path, node) for base in self._parents_of(parent))
            found = self._bases[ref] = tuple(dict.fromkeys(base for base in every if isinstance(base, str)))
        return found

    def _order(self, ref: ClassRef, below: tuple[ClassRef, ...]) -> tuple[ClassRef, ...]:
        if ref in self._orders:
            return self._orders[ref]
        if ref in below:
            return ()
        parents = tuple(base for base in self._parents_of(ref) if isinstance(base, ClassRef) and base is not ref)
        orders = [*(self._order(parent, (*below, ref)) for parent in parents), parents]
        order = (ref, *(found for found in merged(orders) if found is not ref))
        if not below:
            self._orders[ref] = order
        return order

    def _parents_of(self, ref: ClassRef) -> tuple[ClassRef | str, ...]:
        found = self._parents.get(ref)
        if found is None:
            named = (self._base(ref, base) for base in base_expressions(ref.node))
            found = self._parents[ref] = tuple(base for base in named if base is not None)
        return found

    def _base(self, ref: ClassRef, base: AnyExpression) -> ClassRef | str | None:
        definition = self._base_definition(ref, base)
        if definition is not None and isinstance(definition.node, Class):
            return self.ref(definition.path, definition.node)
        if definition is not None and definition.kind == "external":
            return definition.path
        return spelled(base)

    def _base_definition(self, ref: ClassRef, base: AnyExpression) -> Definition | None:
        if isinstance(base, Attribute):
            return self.resolve(ref.path, base)
        names = self.names(ref.path)
        if not isinstance(base, Name) or names is None:
            return None
        sibling = names.classes.get(f"{ref.node.qualname.rpartition('.')[0]}.{base.name}")
        if sibling is not None and sibling is not ref.node:
            return Definition("class", ref.path, sibling)
        # `class Client(Client)` extends the one that was imported before.
        earlier = [found for found in names.bindings.get(base.name, ()) if found.at.line < ref.node.at.line]
        if base.name == ref.node.name and earlier:
            return self._through(self._define(ref.path, base.name, earlier[-1], set()), 0)
        return self.resolve(ref.path, base)


def base_expressions(node: Class) -> Iterator[AnyExpression]:
    """The bases of a class as plain names: `Base[T]` and `with_metaclass(Meta, Base)` are `Base`."""
    for base in node.bases:
        if isinstance(base, Subscript):
            yield base.value
        elif isinstance(base, Call) and (spelled(base) or "").endswith("with_metaclass"):
            yield from base.arguments[1:]
        else:
            yield base


def merged(orders: list[tuple[ClassRef, ...]]) -> tuple[ClassRef, ...]:
    """Python's merge of the orders of a class's parents; where they contradict, the first goes first."""
    result: list[ClassRef] = []
    pending = [list(order) for order in orders if order]
    while pending:
        heads = (order[0] for order in pending)
        free = (head for head in heads if not any(head in order[1:] for order in pending))
        chosen = next(free, pending[0][0])
        result.append(chosen)
        pending = [rest for order in pending if (rest := [ref for ref in order if ref is not chosen])]
    return tuple(result)


def _known_as(dotted: str) -> str:
    first, dot, rest = dotted.partition(".")
    return f"{_SUCCESSORS.get(first, first)}{dot}{rest}"
