"""Values and effects of a timeline in words, as a person would say them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import singledispatchmethod

from smelltest.link.play.addresses import is_id
from smelltest.link.play.http import plural
from smelltest.link.questions.records import singular
from smelltest.link.timeline import Effect, Timeline, sources
from smelltest.link.values import (
    Comparison,
    Computed,
    Configured,
    Derived,
    Items,
    Joined,
    Literal,
    Made,
    Negated,
    Pairs,
    Predicate,
    Step,
    Symbol,
    Unknown,
    Value,
    text_of,
)

LONGEST = 48
"""So many characters of a text tell which it is."""
_MOST = 6
"""So many elements of a list, or fields of a payload within another value."""


class Wording:
    """How the records and values of one timeline are called.

    A record that the timeline makes is numbered by its kind: `user #1`. `latest` is the effect that happened
    last before what is being told; its answer needs no other name.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._labels = dict(_labels(timeline))
        self.latest: Effect | None = None

    def label(self, effect: Effect) -> str | None:
        """What the record that an effect makes is called: `user #1`."""
        return self._labels.get(effect.order)

    # Records

    def record(self, effect: Effect) -> str:
        """What an effect is about: the record that it makes or names, or the collection that it asks."""
        maker = self.maker(effect)
        if maker is not None:
            return self._labels[maker.order]
        noun = effect.resource or ""
        name = _name(effect)
        if name is None and effect.kind != "create":
            return noun or "something"
        if name is None or isinstance(name, Unknown) or not noun:
            return _indefinite(_one(noun))
        return f"{_one(noun)} {self._inside(name)}"

    def maker(self, effect: Effect) -> Effect | None:
        """The effect that made the record that an effect is about: itself, or an earlier one."""
        if self.label(effect) is not None:
            return effect
        name = _name(effect)
        found = None if name is None else self._maker(name)
        return found if found is not None and _is_about(effect, found) else None

    def _maker(self, value: Value) -> Effect | None:
        """What made the record whose id a value is; `order #1's user_id` is that of the user it was sent."""
        for effect in sources(value):
            steps = value.steps if isinstance(value, Derived) else ()
            key = next((step.key for step in reversed(steps) if step.kind == "item"), None)
            sent = effect.fields.get(key) if isinstance(key, str) else None
            if isinstance(sent, Derived):
                return self._maker(sent)
            if self.label(effect) is not None:
                return effect
        return None

    def target(self, effect: Effect) -> str:
        """What an effect asks for, as it is written: `POST /users`, `create_index("movies")`."""
        access = effect.access.kind
        if access == "http":
            path = "/".join(self._segment(segment) for segment in effect.segments)
            return f"{effect.verb} /{path}"
        if access == "sql":
            return f"{_STATEMENTS[effect.kind]} {effect.resource}"
        if access == "sweep":
            return f"{effect.verb}()"
        given = ", ".join(self.value(argument) for argument in effect.arguments)
        on = effect.resource if access in {"orm", "factory"} else None
        return f"{on}.{effect.verb}({given})" if on else f"{effect.verb}({given})"

    def _segment(self, value: Value) -> str:
        text = text_of(value)
        if text is not None:
            return text
        if isinstance(value, Joined):
            return "".join(self._inside(part) for part in value.parts)
        return self._inside(value)

    # Values

    @singledispatchmethod
    def value(self, value: Value) -> str:  # noqa: ARG002 - of what no form is given for
        """A value, shortly."""
        return "?"

    def sent(self, pairs: Pairs) -> Iterable[tuple[str, str]]:
        """The fields of a payload or query, each with its value in words."""
        for key, value in pairs.entries:
            yield key or "…", self.value(value)
        if pairs.open and not any(key == "" for key, _ in pairs.entries):
            yield "…", "more that is not known"

    def _inside(self, value: Value) -> str:
        """A value as a part of a text."""
        text = text_of(value)
        if text is not None:
            return text
        if isinstance(value, Literal):
            return str(value.value)
        if isinstance(value, Joined):
            return "".join(self._inside(part) for part in value.parts)
        if isinstance(value, Unknown):
            said = value.name if value.name and value.name.isidentifier() else ""
            return f"<{said}(…)>" if value.reason == "call" else f"<?{said}>"
        said = self.value(value)
        return said if said.startswith("<") else f"<{said}>"

    @value.register
    def _(self, value: Literal) -> str:
        if isinstance(value.value, str):
            return quoted(value.value)
        return str(value.value)

    @value.register
    def _(self, value: Made) -> str:
        kind = _MADE.get(value.kind, value.kind)
        return f"<{kind}>" if value.scope == "function" else f"<{kind}{_LIVING.get(value.scope, '')}>"

    @value.register
    def _(self, value: Joined) -> str:
        return quoted("".join(self._inside(part) for part in value.parts))

    @value.register
    def _(self, value: Derived) -> str:
        steps = [step for step in value.steps if not _is_body(step)]
        label = self.label(value.effect)
        if label is not None and not _of_answer(steps):
            return f"{label}'s {path}" if (path := _path(self, steps).lstrip(".")) else label
        if value.effect is self.latest:
            base = "answer"
        elif value.effect.access.kind == "http":
            base = f"answer of {self.target(value.effect)} in line {value.effect.site.at.line}"
        else:
            base = f"answer of line {value.effect.site.at.line}"
        return _told_whole(base, _path(self, steps))

    @value.register
    def _(self, value: Configured) -> str:
        return f"<{value.name}>"

    @value.register
    def _(self, value: Computed) -> str:
        return f" {value.operator} ".join(self.value(operand) for operand in value.operands)

    @value.register
    def _(self, value: Pairs) -> str:
        entries = [f"{key}: {said}" if key else said for key, said in self.sent(Pairs(value.entries))]
        return "{" + ", ".join(_first(entries, more=value.open)) + "}"

    @value.register
    def _(self, value: Items) -> str:
        return "[" + ", ".join(_first([self.value(item) for item in value.values], more=value.open)) + "]"

    @value.register
    def _(self, value: Comparison) -> str:
        return f"{self.value(value.left)} {value.operator} {self.value(value.right)}"

    @value.register
    def _(self, value: Predicate) -> str:
        return f"{value.name}({', '.join(self.value(argument) for argument in value.arguments)})"

    @value.register
    def _(self, value: Negated) -> str:
        return f"not {self.value(value.value)}"

    @value.register
    def _(self, value: Symbol) -> str:
        return value.dotted.rpartition(".")[2]

    @value.register
    def _(self, value: Unknown) -> str:
        said = value.name if value.name and value.name.isidentifier() else ""
        inside = ", ".join(_first([self.value(part) for part in value.inside]))
        if value.reason == "call" and (said or inside):
            return f"{said or '…'}({inside})"
        return f"?{said}" + (f"({inside})" if inside else "")


_MADE = {"faker": "fake", "count": "number of records", "identity": "id()", "temporary": "temporary path"}
_LIVING = {
    "class": ", one for the class",
    "module": ", one for the file",
    "package": ", one for the package",
    "session": ", one for the session",
    "default": ", one for all calls",
    "cases": ", one for each case",
}
_STATEMENTS = {"create": "INSERT INTO", "change": "UPDATE", "delete": "DELETE FROM", "read": "SELECT FROM"}


def _labels(timeline: Timeline) -> Iterable[tuple[int, str]]:
    """The names of the records that a timeline makes; what is expected to fail makes none."""
    counts: dict[str, int] = {}
    for event in timeline.events:
        if isinstance(event, Effect) and event.kind == "create" and event.order not in timeline.rejected:
            noun = _one(event.resource or "record")
            counts[noun] = counts.get(noun, 0) + 1
            yield event.order, f"{noun} #{counts[noun]}"


def _one(resource: str) -> str:
    """The name of one record of a resource."""
    bare = resource.strip("/").rpartition("/")[2]
    return singular(bare) if plural(bare) and bare.isalpha() else bare


def _name(effect: Effect) -> Value | None:
    """The value by which an effect names its record."""
    return next((segment for segment in reversed(effect.segments) if _names(effect, segment)), None)


def _names(effect: Effect, segment: Value) -> bool:
    """Whether a part of what an effect asks for names a record."""
    if effect.access.kind == "http":
        return is_id(segment)
    return effect.kind != "create" and isinstance(segment, (Literal, Joined, Derived, Made))


def _is_about(effect: Effect, maker: Effect) -> bool:
    """Whether an effect is about the record itself that another made, and not about what hangs below it."""
    return effect.resource is None or maker.resource is None or singular(effect.resource) == singular(maker.resource)


def _indefinite(noun: str) -> str:
    if not noun:
        return "a record"
    return f"an {noun}" if noun[0].lower() in "aeio" else f"a {noun}"


_BODIES = frozenset({"json", "get_json", "json_body", "data"})
_ANSWERS = frozenset({"status_code", "status", "status_int", "headers", "text", "content", "ok", "reason", "elapsed"})


def _is_body(step: Step) -> bool:
    """Whether a step only opens the answer."""
    return (step.kind == "attribute" and step.key in _BODIES) or (step.kind == "call" and step.key is None)


def _of_answer(steps: list[Step]) -> bool:
    """Whether steps lead to a part of the answer that says nothing of the record."""
    return bool(steps) and steps[0].kind == "attribute" and steps[0].key in _ANSWERS


_WHOLE = {"count": "len({})", "sorted": "sorted({})", "slice": "{}[…:…]", "part": "{}[…]"}


def _path(wording: Wording, steps: Iterable[Step]) -> str:
    """Steps as they are written in code, with marks for what has no such form."""
    said = ""
    for step in steps:
        key = "status" if step.key == "status_code" else step.key
        if step.kind == "pick" or (step.kind == "item" and not isinstance(key, str)):
            said += f"[{'…' if key is None else key}]"
        elif step.kind in {"item", "attribute"}:
            said += f".{key}"
        elif step.kind == "each":
            said += "[each]" if key is None else f"[each].{key}"
        elif step.kind == "filter":
            by = ", ".join(map(wording.value, step.by))
            said += f"[{key} {by}]" if key is not None else f"[where {by}]"
        elif step.kind in _WHOLE:
            said += f"\0{step.kind}\0"
    return said


def _told_whole(base: str, path: str) -> str:
    """What a path leads to, with the marks in it put into words."""
    said = base
    for index, piece in enumerate(path.split("\0")):
        said = said + piece if index % 2 == 0 else _WHOLE[piece].format(said)
    return said


def quoted(text: str) -> str:
    """A text between quotes, its end left out where it is long."""
    short = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return json.dumps(short, ensure_ascii=False)


def _first(said: list[str], *, more: bool = False) -> list[str]:
    return [*said[:_MOST], "…"] if len(said) > _MOST or more else said
