"""What the methods of dicts, lists, texts and made values do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from smelltest.link.play.addresses import id_text
from smelltest.link.play.gathering import gather
from smelltest.link.play.objects import Mapping, Object, Sequence, freeze
from smelltest.link.play.reading import read_file
from smelltest.link.play.truth import mark_origin
from smelltest.link.play.writing import PATH_WRITES, below, write_file, writes
from smelltest.link.values import (
    Computed,
    Configured,
    Derived,
    Joined,
    Literal,
    Made,
    Site,
    Step,
    Unknown,
    Value,
    text_of,
)
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_NONE = Literal(None)
_UNKNOWN = Unknown("unknown")


def mapping_method(
    it: Interpreter, owner: Mapping, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """A call of a dict's method."""
    if name == "prepare" and "method" in owner.entries and "url" in owner.entries:
        return owner  # A request that is yet to be sent.
    if owner.named and name in owner.entries:
        return it.call(owner.entries[name], arguments, keywords, node, frame)
    key = arguments[0].value if arguments and isinstance(arguments[0], Literal) else None
    if name in {"get", "pop", "setdefault"}:
        if key in owner.entries:
            if name == "pop":
                it.touched(owner, "pop", arguments[0], frame, node)
                return owner.entries.pop(key)
            return it.subscript(owner, arguments[0], frame, node)
        default = arguments[1] if len(arguments) > 1 else _NONE
        if name == "setdefault" and key is not None:
            owner.entries[key] = default
            if owner.origin is not None:
                mark_origin(default, owner.origin)
            it.touched(owner, name, default, frame, node)
        if arguments and type(arguments[0]) is Unknown and owner.entries:
            return it.subscript(owner, arguments[0], frame, node)  # Which entry it is, is not known.
        return default if not owner.open else Unknown("item", str(key))
    if name == "update":
        for argument in arguments:
            it.merge(owner, argument)
        owner.entries.update(keywords)
        it.touched(owner, "update", arguments[0] if arguments else _UNKNOWN, frame, node)
        return _NONE
    if name in {"encode", "decode", "strip", "read"}:
        return owner  # A dict stands for its JSON, too.
    if name in {"copy", "as_dict", *DUMPS} and name not in owner.entries:
        return dumped(owner.entries, keywords, open=owner.open)
    if name == "add_field" and arguments:
        _add_to_form(owner, arguments, keywords)
        return _NONE
    if name == "items":
        pairs: list[Object] = [Sequence([Literal(k), v], "tuple") for k, v in owner.entries.items()]
        return Sequence(pairs, open=owner.open)
    if name == "keys":
        return Sequence([Literal(k) for k in owner.entries], open=owner.open)
    if name == "values":
        return Sequence(list(owner.entries.values()), open=owner.open)
    if name in {"clear", "popitem"}:
        it.touched(owner, name, _NONE, frame, node)
        owner.entries.clear()
        return _UNKNOWN
    if name in owner.entries:
        return it.call(owner.entries[name], arguments, keywords, node, frame)
    return _UNKNOWN


DUMPS = frozenset(
    {
        "dict",
        "model_dump",
        "asdict",
        "_asdict",
        "to_dict",
        "as_dict",
        "json",
        "model_dump_json",
        "to_json",
        "copy",
        "model_copy",
    }
)
"""Methods by which a model answers with its fields."""


def dumped(entries: dict[Any, Object], keywords: dict[str, Object], *, open: bool = False) -> Mapping:
    """The fields of a model as `model_dump(exclude=…)` and `model_copy(update=…)` give them."""
    only, without = (_words(keywords.get(key)) for key in ("include", "exclude"))
    kept = {
        key: value for key, value in entries.items() if (only is None or key in only) and key not in (without or ())
    }
    update = keywords.get("update")
    if isinstance(update, Mapping):
        kept.update(update.entries)
    return Mapping(kept, open)


def _words(listed: Object | None) -> set[object] | None:
    if not isinstance(listed, (Sequence, Mapping)):
        return None
    items = listed.items if isinstance(listed, Sequence) else [Literal(key) for key in listed.entries]
    return {item.value for item in items if isinstance(item, Literal)}


def _add_to_form(form: Mapping, arguments: list[Object], keywords: dict[str, Object]) -> None:
    """`form.add_field(name, value, filename=…)`."""
    key = arguments[0].value if isinstance(arguments[0], Literal) else None
    value = arguments[1] if len(arguments) > 1 else keywords.get("value", _UNKNOWN)
    file = keywords.get("filename")
    if isinstance(key, str):
        form.entries[key] = Sequence([file, Unknown("bytes")], "tuple") if file is not None else value


def sequence_method(
    it: Interpreter, owner: Sequence, name: str, arguments: list[Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """A call of a list's method."""
    if name in {"append", "add", "appendleft"} and arguments:
        owner.items.insert(0 if name == "appendleft" else len(owner.items), arguments[0])
        it.touched(owner, name, arguments[0], frame, node)
        return _NONE
    if name in {"extend", "update", "insert"} and arguments:
        if name == "insert":
            position = arguments[0].value if isinstance(arguments[0], Literal) else 0
            owner.items.insert(position if isinstance(position, int) else 0, arguments[-1])
        else:
            items = it.elements(arguments[0])
            if isinstance(arguments[0], Derived) and name == "extend":
                gather(owner, arguments[0], it.each(arguments[0], frame, node))
            elif items is None:
                owner.open = True
            else:
                owner.items.extend(items)
        it.touched(owner, name, arguments[0], frame, node)
        return _NONE
    if name in {"pop", "popleft"}:
        position = arguments[0].value if arguments and isinstance(arguments[0], Literal) else -1
        it.touched(owner, name, _NONE, frame, node)
        if owner.items and isinstance(position, int):
            return owner.items.pop(
                0 if name == "popleft" else position if -len(owner.items) <= position < len(owner.items) else -1
            )
        return Unknown("pop")
    if name in {"remove", "discard", "clear"}:
        it.touched(owner, name, arguments[0] if arguments else _NONE, frame, node)
        if name == "clear":
            owner.items.clear()
        elif arguments and not (it.guard.always and it.stage.kind == "test"):  # Up to there the list had it.
            owner.items[:] = [item for item in owner.items if item is not arguments[0]]
        return _NONE
    if name == "reverse":
        owner.items.reverse()
        return _NONE
    if name == "sort":
        it.touched(owner, name, _NONE, frame, node)
        return _NONE
    if name == "copy":
        return Sequence(list(owner.items), owner.kind, owner.open)
    if name == "count":
        return Unknown("count")
    return _UNKNOWN


_SAME = frozenset(
    "strip lstrip rstrip lower upper title capitalize casefold encode decode swapcase removeprefix removesuffix"
    " format_map expandtabs zfill ljust rjust center as_posix __str__ isoformat resolve absolute expanduser".split()
)
_CHANGING = frozenset({"lower", "upper", "strip", "lstrip", "rstrip", "title", "capitalize"})
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}:!]*)(?:[:!][^{}]*)?\}")
_DOLLAR = re.compile(r"\$\$|\$(?:([A-Za-z_]\w*)|\{\{([A-Za-z_]\w*)\}\})")
_PERCENT = re.compile(r"%%|%(?:\((\w+)\))?[-#0 +]*\d*(?:\.\d+)?[sdrifxXeEgGc]")


def text_method(
    it: Interpreter, owner: Literal | Joined, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """A call of a text's method, or of a path's, which is a text here."""
    site = Site(frame.path, node.at)
    if name in PATH_WRITES or (name == "open" and writes(arguments[0] if arguments else keywords.get("mode"))):
        write_file(it, owner, name, node, frame)
        return Unknown("file")
    if name in {"read_text", "read_bytes", "open"}:
        return read_file(it, owner, frame)
    if name == "read":
        return owner  # A file that stands for its text.
    if name in {"joinpath", "with_name"} and arguments:
        return below(owner, freeze(arguments[0], 3))
    if name == "format":
        return formatted(owner, [freeze(a, 3) for a in arguments], {k: freeze(v, 3) for k, v in keywords.items()}, site)
    if name in {"substitute", "safe_substitute"}:
        mapping = arguments[0].entries if arguments and isinstance(arguments[0], Mapping) else {}
        return substituted(owner, {str(k): freeze(v, 3) for k, v in {**mapping, **keywords}.items()}, site)
    if name == "join" and arguments:
        items = it.elements(arguments[0])
        if items is None:
            return Unknown("join", None, (freeze(arguments[0], 3),))
        parts: list[Value] = []
        for index, item in enumerate(items):
            if index and not (isinstance(owner, Literal) and owner.value == ""):
                parts.append(owner)
            parts.append(freeze(item, 3))
        return Joined(tuple(parts), site)
    if name in _SAME:
        if isinstance(owner, Literal) and isinstance(owner.value, str) and not arguments:
            changed = getattr(owner.value, name)() if name in _CHANGING else owner.value
            return Literal(changed, owner.site)
        if isinstance(owner, Literal) and isinstance(owner.value, str) and name in {"rstrip", "lstrip", "strip"}:
            given = arguments[0].value if isinstance(arguments[0], Literal) else None
            if isinstance(given, str):
                return Literal(getattr(owner.value, name)(given), owner.site)
        return owner
    if name == "replace" and len(arguments) == 2:
        old, new = arguments
        if (
            isinstance(owner, Literal)
            and isinstance(owner.value, str)
            and isinstance(old, Literal)
            and isinstance(old.value, str)
        ):
            if not old.value:
                return Unknown("text")
            before, mark, after = owner.value.partition(old.value)
            if not mark:
                return owner
            if isinstance(new, Literal) and not (id_text(str(new.value)) and old.value not in after):
                return Literal(owner.value.replace(old.value, str(new.value)), owner.site)
            return Joined((Literal(before, owner.site), freeze(new, 3), Literal(after, owner.site)), site)
        if isinstance(owner, Joined) and isinstance(old, Literal) and isinstance(old.value, str) and old.value:
            return Joined(tuple(_put_into(owner, old.value, freeze(new, 3))), site)
        return Joined((owner, freeze(new, 3)), site)
    if name in {"partition", "rpartition"} and arguments:
        return _parted(owner, name, text_of(freeze(arguments[0], 2)))
    if name in {"split", "rsplit", "splitlines"}:
        if isinstance(owner, Literal) and isinstance(owner.value, str):
            separator = arguments[0].value if arguments and isinstance(arguments[0], Literal) else None
            pieces = owner.value.split(separator if isinstance(separator, str) and separator else None)
            return Sequence([Literal(piece, owner.site) for piece in pieces])
        if name == "split" and isinstance(owner, Joined) and len(arguments) == 1:
            return _taken_apart(owner, text_of(freeze(arguments[0], 2))) or Sequence([owner], open=True)
        return Sequence([owner], open=True)
    return Unknown("text")


def _put_into(owner: Joined, old: str, new: Value) -> Iterator[Value]:
    """The parts of a text, with something else where a mark stands: `f"{BASE}/users/:id".replace(":id", "42")`."""
    for part in _pieces(owner):
        texts = part.value.split(old) if isinstance(part, Literal) and isinstance(part.value, str) else None
        if texts is None or len(texts) == 1:
            yield part
            continue
        for index, text in enumerate(texts):
            if index:
                yield new
            yield Literal(text, part.site)  # type: ignore[union-attr]


def _taken_apart(owner: Joined, separator: str | None) -> Sequence | None:
    """The parts between the separators of a text; None where what it is put together from can have some of its own."""
    pieces: list[list[Value]] = [[]]
    for part in _pieces(owner):
        if isinstance(part, Literal) and isinstance(part.value, str):
            first, *others = part.value.split(separator) if separator else [part.value]
            pieces[-1] += [Literal(first, part.site)] if first else []
            pieces += [[Literal(other, part.site)] if other else [] for other in others]
        elif isinstance(part, (Derived, Made, Literal)):
            pieces[-1].append(part)
        else:
            return None
    if len(pieces) == 1:
        return None
    return Sequence([piece[0] if len(piece) == 1 else Joined(tuple(piece)) for piece in pieces])


def _parted(owner: Literal | Joined, name: str, mark: str | None) -> Sequence:
    """What stands before and after a mark: `"POST /users".partition(" ")`."""
    pieces = list(_pieces(owner))
    for index in range(len(pieces)) if name == "partition" else reversed(range(len(pieces))):
        piece = pieces[index]
        if not isinstance(piece, (Literal, Derived, Made)):
            break  # It may have the mark itself.
        if isinstance(piece, Literal) and isinstance(piece.value, str) and mark and mark in piece.value:
            head, _, tail = getattr(piece.value, name)(mark)
            sides = ([*pieces[:index], Literal(head, piece.site)], [Literal(tail, piece.site), *pieces[index + 1 :]])
            before, after = (side[0] if len(side) == 1 else Joined(tuple(side)) for side in sides)
            return Sequence([before, Literal(mark), after], "tuple")
    return Sequence([owner], open=True)


def formatted(owner: Literal | Joined, arguments: list[Value], keywords: dict[str, Value], site: Site) -> Joined:
    """`owner.format(…)`, its parts in order: a template is one text, or texts put together."""
    parts, unnamed = list[Value](), iter(arguments)
    pieces = tuple(_pieces(owner))
    for piece in pieces:
        if isinstance(piece, Literal) and isinstance(piece.value, str):
            parts += _formatted(piece.value, piece.site, unnamed, arguments, keywords)
        else:
            parts.append(piece)
    if len(parts) == len(pieces) and isinstance(owner, Joined):
        parts += arguments  # where the fields stand is not known
    return Joined(tuple(parts), site)


def _pieces(value: Value) -> Iterator[Value]:
    """The texts and holes that a text was put together from."""
    if not isinstance(value, Joined):
        yield value
        return
    for part in value.parts:
        yield from _pieces(part)


def _formatted(
    template: str, born: Site | None, unnamed: Iterator[Value], arguments: list[Value], keywords: dict[str, Value]
) -> list[Value]:
    """The parts of one text of a template, its fields filled in."""
    parts: list[Value] = []
    position = 0
    for match in _PLACEHOLDER.finditer(template):
        if match.start() > position:
            parts.append(Literal(template[position : match.start()], born))
        position = match.end()
        key = match.group(1)
        if key is None:
            parts.append(Literal(match.group()[0], born))
            continue
        root = re.split(r"[.\[]", key)[0]
        if root == "":
            parts.append(next(unnamed, _UNKNOWN))
        elif root.isdigit():
            parts.append(arguments[int(root)] if int(root) < len(arguments) else _UNKNOWN)
        else:
            parts.append(keywords.get(root, _UNKNOWN))
    if position < len(template):
        parts.append(Literal(template[position:], born))
    return parts


def substituted(owner: Literal | Joined, keywords: dict[str, Value], site: Site) -> Joined:
    """`Template(…).substitute(…)`, its parts in order."""
    template = owner.value if isinstance(owner, Literal) else None
    if not isinstance(template, str):
        return Joined((owner, *keywords.values()), site)
    braced = template.replace("{", "{{").replace("}", "}}")
    named = _DOLLAR.sub(
        lambda match: "$" if match.group() == "$$" else f"{{{match.group(1) or match.group(2)}}}", braced
    )
    return formatted(Literal(named, owner.site), [], keywords, site)


def percent(template: str, owner: Value, right: Value, values: list[Value], site: Site) -> Joined:
    """`template % …`, its parts in order."""
    born = owner.site if isinstance(owner, (Literal, Joined)) else None
    parts: list[Value] = []
    position, counter = 0, 0
    for match in _PERCENT.finditer(template):
        if match.start() > position:
            parts.append(Literal(template[position : match.start()], born))
        position = match.end()
        if match.group() == "%%":
            parts.append(Literal("%", born))
        elif match.group(1):
            named = right.get(match.group(1)) if hasattr(right, "get") else None
            parts.append(named if named is not None else _UNKNOWN)
        else:
            parts.append(values[counter] if counter < len(values) else _UNKNOWN)
            counter += 1
    if position < len(template):
        parts.append(Literal(template[position:], born))
    return Joined(tuple(parts), site)


def binary(it: Interpreter, left: Object, operator: str, right: Object, site: Site) -> Object:
    """`left operator right`."""
    if operator == "|" and isinstance(left, Mapping):
        merged = Mapping(dict(left.entries), left.open)
        it.merge(merged, right)
        return merged
    if operator == "%" and isinstance(left, (Literal, Joined)):
        template = left.value if isinstance(left, Literal) else None
        if isinstance(template, str):
            values = it.elements(right) if isinstance(right, Sequence) else [right]
            return percent(template, left, freeze(right, 4), [freeze(v, 3) for v in values or []], site)
        return Joined((left, freeze(right, 3)), site)
    if operator == "/" and (isinstance(left, Made) and left.kind == "temporary"):
        return left
    if operator == "/" and isinstance(left, (Joined, Literal, Configured)) and _texty(freeze(right, 3)):
        return below(left, freeze(right, 3))
    if operator == "+" and isinstance(left, Sequence):
        items = it.elements(right)
        return Sequence([*left.items, *(items or [])], left.kind, left.open or items is None)
    if isinstance(left, Literal) and isinstance(right, Literal) and not (operator == "*" and _texty(left)):
        folded = _fold(left.value, operator, right.value)
        if folded is not None:
            if isinstance(folded, str):
                return Joined((left, right), site)
            return Literal(folded, site)
        return _UNKNOWN
    one, two = freeze(left, 3), freeze(right, 3)
    if (operator == "+" and _texty(one) and not _numeric(two)) or (operator == "+" and _texty(two)):
        return Joined((one, two), site)
    if operator in {"+", "-", "*", "/", "//", "%"}:
        return Computed(operator, (one, two), site)
    return Unknown("binary", None, (one, two))


def _texty(value: Value) -> bool:
    return (
        isinstance(value, Joined)
        or (isinstance(value, Literal) and isinstance(value.value, str))
        or (isinstance(value, Configured))
    )


def _numeric(value: Value) -> bool:
    return isinstance(value, Literal) and isinstance(value.value, (int, float))


def _fold(left: object, operator: str, right: object) -> str | int | float | None:
    if isinstance(left, str) and isinstance(right, str) and operator == "+":
        return left + right
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        try:
            if operator == "+":
                return left + right
            if operator == "-":
                return left - right
            if operator == "*":
                return left * right
            if operator == "**" and 0 <= right <= 64 and abs(left) <= 16:
                return float(left**right) if isinstance(left, float) else int(left**right)
        except OverflowError:
            return None
    return None


def slice_of(it: Interpreter, owner: Object, part: facts.Slice, frame: Frame, node: facts.AnyExpression) -> Object:
    """`owner[lower:upper:step]`."""
    lower, upper = (None if end is None else it.evaluate(end, frame) for end in (part.lower, part.upper))
    low = lower.value if isinstance(lower, Literal) else None
    high = upper.value if isinstance(upper, Literal) else None
    reverse = part.step is not None and isinstance(step := it.evaluate(part.step, frame), Literal) and step.value == -1
    if isinstance(owner, Sequence):
        if reverse:
            return Sequence(list(reversed(owner.items)), owner.kind, owner.open)
        if all(end is None or isinstance(end, Literal) for end in (lower, upper)):
            if not isinstance(low, (int, type(None))) or not isinstance(high, (int, type(None))):
                return _UNKNOWN
            return Sequence(owner.items[low:high], owner.kind, owner.open)
        return Sequence(list(owner.items), owner.kind, True)
    if isinstance(owner, Derived):
        return it.step(owner, Step("slice", high if isinstance(high, int) else None, Site(frame.path, node.at)))
    if isinstance(owner, Made):
        if owner.kind == "uuid" and 0 < _length(low, high) < _ENOUGH:
            return Made("random", False, owner.how, owner.site, owner.scope, owner.number)
        if owner.kind == "clock":
            return Made("clock", False, owner.how, owner.site, owner.scope, owner.number)
        return owner
    if isinstance(owner, Literal) and isinstance(owner.value, str):
        return owner
    if isinstance(owner, Joined):
        return _cut(owner, high) if isinstance(high, int) and low in (None, 0) and high > 0 else owner
    return _UNKNOWN


def _length(low: object, high: object) -> int:
    """How many characters a slice takes: `[:6]`, `[4:8]`, `[-6:]`; 0 where that is not known."""
    if isinstance(low, int) and low < 0 and high is None:
        return -low
    return high - (low or 0) if isinstance(high, int) and high > 0 and isinstance(low, (int, type(None))) else 0


def _cut(text: Joined, length: int) -> Joined:
    """The beginning of a text, where it is known how much of a made part is left in it: `f"user-{uuid4().hex}"[:9]`."""
    parts: list[Value] = []
    for part in text.parts:
        if isinstance(part, Made) and part.kind == "uuid":
            few = 0 < length < _ENOUGH
            weak = Made("random", False, part.how, part.site, part.scope, part.number) if few else part
            return Joined((*parts, *([weak] if length > 0 else [])), text.site)
        if not isinstance(part, Literal) or not isinstance(part.value, str):
            return text
        parts.append(part)
        length -= len(part.value)
    return text


_ENOUGH = 8
"""So many digits of a UUID do not come twice."""
