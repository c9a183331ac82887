"""Calls of other packages' clients, and of the records that clients gave."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.clients import EXPECTATIONS
from smelltest.link.knowledge.fields import WRAPPERS, caller_key, refers, snake
from smelltest.link.knowledge.isolation import DROPS
from smelltest.link.play import borders
from smelltest.link.play.http import plural
from smelltest.link.play.objects import Client, External, Instance, Mapping, Object, freeze
from smelltest.link.play.payloads import fields_of
from smelltest.link.play.statuses import expects_failure
from smelltest.link.play.writing import downloaded
from smelltest.link.timeline import Access
from smelltest.link.values import Derived, Items, Literal, Pairs, Site, Step, Unknown, Value, text_of
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_EMPTY = Pairs(())
_CONNECTION = frozenset({"close", "aclose", "open", "connect", "disconnect", "start", "stop", "shutdown", "reset"})
"""What is done to a client itself rather than to a record, where it is given nothing."""
_HANDLE = re.compile(r"[._](?:channel|cursor|stream|socket|transport|connection|watcher|listener)(?:\(\)|\[\])*$")
"""Through what a client speaks: `output.channel.close()`."""

_OF_THE_PROCESS = re.compile(r"[._](?:event_)?loop(?:\(\)|\[\])*$")
"""By what a client waits: `self.loop.create_task(…)`."""


_TOLD_BESIDES = re.compile(r"[._](?:headers|cookies|trailers|environ)(?:\[\])*$")
"""What comes with an answer, a value under each name: `response.headers.get("Location")`."""


def sdk_call(
    it: Interpreter, target: External, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """A call of a method of another package's client."""
    assert target.access is not None
    name = verbs.ALIKE.get(name, name)
    if name in _CONNECTION and not arguments and (not target.records or _HANDLE.search(target.dotted)):
        return Unknown("client", name)
    if _OF_THE_PROCESS.search(target.dotted) or _TOLD_BESIDES.search(target.dotted):
        return Unknown("client", name)
    if verbs.lists_declared(target.access.client, name):
        return Unknown("external", name)
    kind = verbs.kind_in_store(target.access.client, name, keywords) or verbs.kind_of(name)
    downloaded(it, target.access.client, name, arguments, keywords, node, frame)
    if name == "index" and ("document" in keywords or "body" in keywords):
        kind = "create"  # A search engine takes a document in.
    if kind is None or (kind == "read" and _opens(name)):
        if kind is None and any(caller_key(snake(key)) for key in keywords):
            # What is sent with a key of the caller's is taken once, or told apart by it.
            emit_call(it, "change", name, target.access, target.records, None, arguments, keywords, node, frame)
        elif kind is None and any(isinstance(a, Derived) for a in (*arguments, *keywords.values())):
            it.emit_other(name, [*arguments, *keywords.values()], frame, node)
        elif kind is None and any(refers(key) is not None and isinstance(a, Literal) for key, a in keywords.items()):
            # Whatever it does, it does to the record that it names: `run_cleanup(user_id=1)`.
            emit_call(it, "read", name, target.access, target.records, None, arguments, keywords, node, frame)
        given = keywords.values() if _opens(name) else (keywords[key] for key in ("id", "pk") if key in keywords)
        told = (*arguments, *given)
        records = (*target.records, *(a for a in told if not isinstance(a, (Mapping, Instance))))
        return External(f"{target.dotted}.{name}()", target.access, records, target.arguments)
    if kind == "create" and verbs.is_speaker(target.access.client, verbs.noun_of(name)):
        return External(f"{target.dotted}.{name}()", target.access, target.records, (*target.arguments, *arguments))
    receiver = target.dotted.rsplit("()", 1)[-1].strip(".[]").rsplit(".", 1)[-1]
    opened = target.dotted.endswith("[]") or _OPENING.search(target.dotted) is not None
    named = text_of(freeze(target.records[-1], 2)) if opened and target.records else None
    resource = verbs.noun_of(name) or named or receiver.lower() or None
    answer = emit_call(
        it, kind, name, target.access, target.records, resource, arguments, keywords, node, frame, target.arguments
    )
    if kind == "read" and verbs.words(name)[0] in {"count", "dbsize"} and isinstance(answer, Derived):
        return it.step(answer, Step("count", None, Site(frame.path, node.at)))
    if (
        name == "find_one"
        and ("sort" in keywords or _asks_for_any(arguments, keywords))
        and isinstance(answer, Derived)
    ):
        return it.step(answer, Step("pick", 0, Site(frame.path, node.at)))
    return answer


def _asks_for_any(arguments: list[Object], keywords: dict[str, Object]) -> bool:
    """Whether nothing says which document is meant: `find_one()`, `find_one({})`."""
    return not keywords and all(isinstance(one, Mapping) and not (one.entries or one.open) for one in arguments)


_OPENING = re.compile(r"\.(?:Table|Queue|Topic|Bucket|Collection)\(\)$")


def _opens(name: str) -> bool:
    return name.startswith("get_") and name.endswith(("_client", "_service", "_api", "_session", "_container_client"))


def _are_texts(arguments: list[Object]) -> bool:
    """Whether a method is given two texts, as that of a text is: `value.replace("DD", "%d")`."""
    return len(arguments) > 1 and all(text_of(freeze(one, 2)) is not None for one in arguments[:2])


def record_call(
    it: Interpreter, record: Derived, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object | None:  # fmt: skip
    """A call of a method of a record that a client gave, or of a collection below it; None if it does nothing there."""
    access = record.effect.access
    if access.kind == "http":
        if name not in OF_OBJECTS or arguments or keywords or _is_response(record):
            return None
        access = Access("sdk", access.client, access.confidence, access.in_process, access.born, access.idle)
    if name == "replace" and _are_texts(arguments):
        return None
    kind = "change" if name == "publish" else verbs.kind_of(name)
    if name in _LOCAL | _OF_LISTS | _CONNECTION | {"update", "clear"} and borders.is_part(record.effect, frame):
        return None
    if kind is None or (name in _LOCAL and not _of_manager(record, name, arguments)):
        return None
    if name in _OF_LISTS and _is_plain(record, arguments, keywords):
        return None
    if kind == "read" and name in {"get", "exists"} and not record.steps:
        return None
    parts = (step.key for step in reversed(record.steps) if step.kind == "attribute")
    below = next((part for part in parts if part not in {"json", "get_json"}), None)
    if kind == "create" and below is None and verbs.noun_of(name) is None and record.effect.kind in {"create", "read"}:
        kind = "change"  # `dataset.publish()`, `badge.save()`: the record is there already.
    resource = verbs.noun_of(name) or (str(below) if below is not None else record.effect.resource)
    return emit_call(it, kind, name, access, (record,), resource, arguments, keywords, node, frame)


OF_OBJECTS = frozenset({"save", "update", "delete", "destroy"})
"""Methods that, given nothing, are those of an object that was made of an answer, and of no part of the answer."""


def _is_response(record: Derived) -> bool:
    """Whether something is the answer itself, and nothing that was read out of it."""
    return not any(step.kind in {"call", "item", "pick", "each"} for step in record.steps)


def _of_manager(record: Derived, name: str, arguments: list[Object]) -> bool:
    """Whether it is the `get` of what hangs below a record (`project.labels.get("bug")`), not that of a dict."""
    last = record.steps[-1] if record.steps else None
    return name == "get" and last is not None and last.kind == "attribute" and (not arguments or plural(str(last.key)))


_OF_LISTS = frozenset({"add", "remove", "discard"})


def _is_plain(record: Derived, arguments: list[Object], keywords: dict[str, Object]) -> bool:
    """Whether a list that was read changes in this process alone: `policy.bindings.add()`, `jobs.remove(jobs[0])`."""
    first = arguments[0] if arguments else None
    own = isinstance(first, Derived) and first.effect is record.effect
    return own or not (arguments or keywords) or any(step.key == "json" for step in record.steps)


_LOCAL = frozenset(
    "append extend insert pop popitem items keys values copy count index sort get setdefault add".split()
) - {"add"}


def domain_call(
    it: Interpreter, client: Client, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """A call of a method of a client that speaks HTTP which is no verb of HTTP: it is told by its name."""
    kind = verbs.kind_of(name)
    if kind is None:
        return External(f"{client.access.client}.{name}()", client.access, tuple(arguments))
    return emit_call(it, kind, name, client.access, (), verbs.noun_of(name), arguments, keywords, node, frame)


_BY_FILTER = frozenset(
    "update_one update_many replace_one delete_one delete_many find_one_and_update find_one_and_replace"
    " find_one_and_delete".split()
)
"""Methods of a collection of documents, to which the documents that they concern are told first."""


def emit_call(
    it: Interpreter, kind: str, name: str, access: Access, records: tuple[Object, ...], resource: str | None,
    arguments: list[Object], keywords: dict[str, Object], node: facts.AnyExpression, frame: Frame,
    given: tuple[Object, ...] = (),
) -> Object:  # fmt: skip
    """A call of a client's method, as an effect; the answer is derived from it."""
    opened = kind == "create" and (verbs.is_computed(resource) or verbs.is_end_of_line(access.client, resource))
    if opened or (name == "close" and (access.kind == "sql" or verbs.is_end_of_line(access.client, resource))):
        kind = "read"  # A result or a connection is closed, and no record.
    if name in DROPS and it.stage.teardown and it.stage.scope == "function" and not it.guard.conditional:
        it.isolate_database(f"{it.stage.name} calls {name}()", frame, node)
    positional = [freeze(argument, 4) for argument in arguments]
    sought = _EMPTY
    if name in _BY_FILTER and positional and isinstance(positional[0], Pairs):
        sought, positional = positional[0], positional[1:]
    fields: list[tuple[str, Value]] = []
    plain: list[Value] = []
    for value in positional:
        if isinstance(value, Pairs):
            fields.extend(value.entries)
        elif isinstance(value, Items) and value.values and all(isinstance(item, Pairs) for item in value.values):
            fields.extend(fields_of(value).entries)
        else:
            plain.append(value)
    options = {key: freeze(value, 4) for key, value in keywords.items() if key not in EXPECTATIONS}
    wraps = {
        key for key, value in options.items()
        if isinstance(value, Pairs) and (kind == "read" or key.lower() in WRAPPERS or type(keywords[key]) is External)
    }  # fmt: skip
    if kind != "read" and isinstance(options.get("Key"), Pairs):
        sought = Pairs((*sought.entries, *options.pop("Key").entries))  # type: ignore[union-attr]
    fields.extend((key, value) for key, value in options.items() if key not in wraps)
    for key, value in options.items():
        if key in wraps and isinstance(value, Pairs):
            fields.extend(value.entries)
    sent = Pairs(tuple(fields), "**" in options)
    return Derived(
        it.emit_effect(
            kind, name, Access("sdk" if access.kind == "http" else access.kind, access.client, access.confidence, access.in_process, access.born, access.idle),
            frame, node,
            resource=resource,
            segments=(*(freeze(record, 3) for record in records), *plain),
            arguments=tuple(plain),
            fields=sent if kind != "read" else _EMPTY,
            query=sent if kind == "read" else sought,
            credentials=tuple(freeze(value, 3) for value in given),
            refused=expects_failure(keywords),
        )
    )  # fmt: skip
