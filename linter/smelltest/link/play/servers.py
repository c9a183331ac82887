"""Servers that a suite starts for itself, in containers: what they hold is thrown away with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from smelltest.link.play import emptying
from smelltest.link.play.frames import Frame
from smelltest.link.play.objects import External, Object, freeze
from smelltest.link.timeline import Access, Effect, Event, Stage
from smelltest.link.values import Configured, Symbol, Value, atoms, text_of
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter
    from smelltest.link.program.collect import Item
    from smelltest.link.program.fixtures import Closure

_STARTED = "testcontainers."
_RUN = re.compile(r"^docker\.[\w.()]*\.containers\.(?:run|create|get)$")
_CONTAINER = "docker.container()"
_STOPPING = frozenset({"stop", "remove", "kill"})
_PLUGINS = frozenset(
    {"docker_services", "docker_compose", "module_scoped_container_getter", "session_scoped_container_getter"}
)
"""Fixtures of plugins that start containers and stop them at the end."""


def call_member(
    it: Interpreter, owner: External, name: str, node: facts.AnyExpression, frame: Frame
) -> Object | None:  # fmt: skip
    """`container.with_env(…)`, `container.start()`, `container.stop()`; None if it is nothing of that kind."""
    if owner.dotted.startswith(_STARTED):
        if name == "start" or name.startswith("with_"):
            return owner
    elif _RUN.match(f"{owner.dotted}.{name}"):
        return External(_CONTAINER)
    elif owner.dotted != _CONTAINER:
        return None
    if name in _STOPPING and it.stage.teardown:
        emptying.undo(it, name, frame, node)
        return owner
    return None


def leaving(manager: Object, written: facts.AnyExpression) -> tuple[facts.AnyStatement, ...]:
    """What leaving `with PostgresContainer(…):` does, written out."""
    if not isinstance(manager, External) or not manager.dotted.startswith(_STARTED):
        return ()
    stop = facts.Call(written.at, facts.Attribute(written.at, written, "stop"), (), ())
    return (facts.Evaluate(written.at, stop),)


def left(it: Interpreter, manager: External, frame: Frame, node: facts.AnyExpression) -> None:
    """Leave `with PostgresContainer(…):` in a fixture."""
    if manager.dotted.startswith(_STARTED):
        with it.guarded(always=True):
            emptying.undo(it, "stop", frame, node)


def stops(given: list[Object]) -> bool:
    """Whether a command stops containers, or deletes all: `["docker", "compose", "down"]`."""
    words = _words(given)
    if not words.isdisjoint({"docker", "docker-compose", "podman"}) and not words.isdisjoint(_DOWN):
        return True
    return _wipe(words)


def wipes(given: list[Object]) -> bool:
    """Whether a command deletes all there is: `etcdctl del --prefix /`."""
    return _wipe(_words(given))


def _wipe(words: set[str]) -> bool:
    return not words.isdisjoint(_WIPING) and not words.isdisjoint(_OF_ALL)


def _words(given: list[Object]) -> set[str]:
    return {word for one in given for atom in atoms(freeze(one, 3)) for word in (text_of(atom) or "").split()}


_DOWN = frozenset({"down", "rm", "stop", "kill"})
_WIPING = frozenset({"del", "delete", "remove"})
_OF_ALL = frozenset({"--all", "--prefix", "--from-key"})
"""What tells a program to delete all there is: `etcdctl del --prefix /`, `kubectl delete pods --all`."""


def started(it: Interpreter, given: list[Object], frame: Frame, node: facts.AnyExpression) -> None:
    """A process that is begun beside a test: a server that the test alone has takes all with it that is sent there."""
    if it.stage.scope != "function" or it.stage.kind == "module" or it.stage.teardown:
        return
    told = " ".join(text for one in given for atom in atoms(freeze(one, 3)) if (text := text_of(atom)))
    if _SERVER.search(told) and not _FOR_OTHERS.search(told):
        it.isolate_http("a server of the test's own", frame, node)


def is_told_of(events: Iterable[Event]) -> bool:
    """Whether the system under test, elsewhere, is told the address of a server in the tests' own process.

    Such a server receives what the system sends, as the target of a webhook does: it stands in no server's place.
    """
    writes = (event for event in events if type(event) is Effect and event.kind in {"create", "change"})
    return any(_is_elsewhere(write.host) and any(map(_is_stand_in, atoms(write.fields))) for write in writes)


def _is_elsewhere(host: Value | None) -> bool:
    """Whether a request goes to an address that the environment or the source names."""
    if host is None:
        return False
    parts = list(atoms(host))
    return any(type(part) is Configured for part in parts) and not any(map(_is_stand_in, parts))


def _is_stand_in(value: Value) -> bool:
    return type(value) is Symbol and value.dotted == _STAND_IN


_STAND_IN = "unittest.mock.Mock"
PROCESSES = frozenset({"Popen", "create_subprocess_exec", "create_subprocess_shell"})
_SERVER = re.compile(
    r"(?:^|[\s/\\._-])(?:\w*server|serve|runserver|uvicorn|gunicorn|hypercorn|daphne|mongod|mysqld|postgres|etcd|minio|consul)"
    r"(?:\.(?:exe|py|jar|sh|js))?(?:$|[\s:])"
)
"""What is run to serve: `redis-server --port 0`, `python -m uvicorn shop.main:app`."""
_FOR_OTHERS = re.compile(r"hook|callback|receiver|proxy|selenium|appium|driver|forward", re.IGNORECASE)
"""A server to which others send, while the test writes elsewhere."""


def of_plugin(it: Interpreter, item: Item, closure: Closure) -> None:
    """What a plugin does at the end of the session with the containers that it started."""
    name = next((name for name in closure.missing if name in _PLUGINS), None)
    if name is not None:
        with it.elsewhere(Stage("fixture", "session", name, item.path, True)), it.guarded(always=True):
            frame, node = Frame(item.path, name, {}), facts.Name(item.function.at, name)
            it.emit_effect("delete", "stop", Access("sweep", name, "resolved"), frame, node)
