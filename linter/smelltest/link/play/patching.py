"""What a test puts in the place of the product's names, of requests and of files: `patch`, `monkeypatch`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from smelltest.link.knowledge.clients import MODULES
from smelltest.link.knowledge.isolation import DOUBLED, patched_http
from smelltest.link.knowledge.verbs import words
from smelltest.link.play import own_databases
from smelltest.link.play.objects import (
    ClassObject,
    Client,
    Closure,
    External,
    Instance,
    Mock,
    ModuleObject,
    Object,
    freeze,
)
from smelltest.link.values import Derived, Literal, Made, Unknown, atoms, text_of
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_NONE = Literal(None)
_UNKNOWN = Unknown("unknown")


def patched(
    it: Interpreter,
    dotted: str,
    arguments: list[Object],
    keywords: dict[str, Object],
    frame: Frame,
    node: facts.AnyExpression,
) -> Object:
    """`patch(…)` and `patch.object(…)`: whether requests still leave the process."""
    if dotted.endswith(".object") and len(arguments) > 1:
        first, second = arguments[0], text_of(freeze(arguments[1])) or ""
        owner = first.dotted if isinstance(first, External) else ""
        if (put := _put_instead(arguments[2:], keywords)) is not None:
            _stand_in(it, first, second, put)
            if isinstance(put, Mock):
                it.stood_in.add(DOUBLED)
        if patched_http(f"{owner}.{second}") or owner.split(".")[0] in MODULES or second == "__call__":
            it.isolate_http(f"{dotted}({second!r})", frame, node)
    elif arguments and isinstance(arguments[0], External):
        if patched_http(arguments[0].dotted):
            it.isolate_http(f"{dotted}({arguments[0].dotted})", frame, node)
    elif arguments:
        target = text_of(freeze(arguments[0])) or ""
        if target.endswith((".open", ".write_text", ".write_bytes")):
            it.files_replaced = True
        if patched_http(target):
            it.isolate_http(f"patch({target!r})", frame, node)
        if dotted.endswith(".patch") and (put := _put_instead(arguments[1:], keywords)) is not None:
            _stand_in_named(it, target, put, frame)
    return Mock()


def stands_in(value: Object) -> bool:
    """Whether something is put in the place of a part of the product, so that nothing leaves the process."""
    if isinstance(value, Mock):
        return True
    kind = value.cls if isinstance(value, Instance) else value
    return isinstance(kind, ClassObject) and bool(_DOUBLES & set(words(kind.ref.node.name)))


_DOUBLES = frozenset({"fake", "stub", "mock", "dummy"})


def answers_for(name: str, given: Iterable[Object]) -> bool:
    """Whether something is made to answer in a server's place what a client asks: `ClientStubber(client)`."""
    return not _STUBBING.isdisjoint(words(name)) and any(
        isinstance(one, Client) or (isinstance(one, (External, Instance)) and one.access is not None) for one in given
    )


_STUBBING = frozenset({"stubber", "stubbed", "mock", "mocker", "mocked"})
"""Not `stub`: by one of those a client of gRPC speaks."""


def _put_instead(given: list[Object], keywords: dict[str, Object]) -> Object | None:
    """What a `patch` puts in the place of its target; None if what stood there may go on doing its work."""
    if given or "new" in keywords:
        return given[0] if given else keywords["new"]
    if "wraps" in keywords or isinstance(keywords.get("return_value"), (Client, Instance, Derived)):
        return None
    effect = keywords.get("side_effect")
    return effect if isinstance(effect, Closure) else Mock()


def _stand_in(it: Interpreter, owner: Object, name: str, value: Object) -> None:
    """Put something in the place of a name of the suite's own code for the rest of the test."""
    if isinstance(owner, Instance):
        owner.attributes[name] = value
    elif isinstance(owner, ClassObject):
        it.statics.setdefault((owner.ref.path, owner.ref.node.qualname), {})[name] = value
    elif isinstance(owner, ModuleObject):
        it.globals[owner.path, name] = value
    elif isinstance(owner, External) and "(" not in owner.dotted:
        it.stood_in.add(f"{owner.dotted}.{name}")


def _stand_in_named(it: Interpreter, target: str, value: Object, frame: Frame) -> None:
    """The same for a name that is written out whole: `"app.mail.send"`, `"app.settings.Settings.load"`."""
    parts = target.split(".")
    owner: Object | None = None
    for count in range(len(parts) - 1, 0, -1):
        path = it.program.module_path(frame.path, 0, ".".join(parts[:count]))
        if path is not None:
            owner = ModuleObject(path)
            for name in parts[count:-1]:
                if isinstance(owner, ClassObject) and name == "objects":
                    _stand_in(it, owner, name, Mock())  # One method of a manager: the others have nothing to find.
                owner = it.module_attribute(owner.path, name) if isinstance(owner, ModuleObject) else None
            break
    if isinstance(owner, (ModuleObject, ClassObject)):
        _stand_in(it, owner, parts[-1], value)
        if isinstance(value, Mock):
            it.stood_in.add(DOUBLED)
    elif owner is None and target:
        it.stood_in.add(target)


def replaced(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """`monkeypatch.setattr(…)`: whether requests still leave the process."""
    named = text_of(freeze(a[0], 2)) if a else None
    if named is not None:
        reached = patched_http(named)
        if len(a) > 1:
            _stand_in_named(it, named, a[1], frame)
    else:
        owner = a[0].dotted if a and isinstance(a[0], External) else ""
        name = text_of(freeze(a[1], 2)) if len(a) > 1 else None
        if it.stage.scope == "function" and own_databases.set_up(a[1:], {}):
            it.isolate_database("a new database for each test", frame, node)
        if name is not None and len(a) > 2:
            _stand_in(it, a[0], name, a[2])
            if isinstance(a[2], (Mock, Closure)):
                it.stood_in.add(DOUBLED)
        reached = name is not None and (patched_http(f"{owner}.{name}") or owner.split(".")[0] in MODULES)
    if reached:
        it.isolate_http("monkeypatch.setattr()", frame, node)
    return _NONE


def moved(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """`os.chdir(…)`: whether what is written under a relative path goes into a folder made for the test."""
    if any(isinstance(atom, Made) and atom.kind == "temporary" for given in a for atom in atoms(freeze(given, 3))):
        it.files_replaced = True
    return _NONE
