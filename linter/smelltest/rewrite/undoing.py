"""The call that takes a record away."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import libcst as cst

from smelltest.judge.remedy import Undoing
from smelltest.rewrite.draft import Draft, Rewritten
from smelltest.rewrite.records import Made, Record
from smelltest.rewrite.strings import other_quotes

_BODY = frozenset({"json", "data", "files", "content", "body", "params"})
"""What a request that creates carries and the one that deletes does not."""

Deletion = Callable[[Rewritten], cst.BaseExpression]


def deletion(draft: Draft, undoing: Undoing, made: Made, record: Record) -> Deletion | None:
    """The expression that takes a record away, once the creating call is rewritten; None where it cannot be told."""
    if undoing.call:
        source = undoing.call.replace("{id}", record.id).replace("{record}", record.whole)
        draft.need(*undoing.imports)
        return lambda _so_far: cst.parse_expression(source)
    call = made.expression if isinstance(made, cst.Await) else made
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute) or _url(call) is None:
        return None
    draft.watch(call)

    def delete(so_far: Rewritten) -> cst.BaseExpression:
        request = _delete(cast(cst.Call, so_far[call]), record.id, undoing.ending)
        return cst.Await(request) if isinstance(made, cst.Await) else request

    return delete


def _delete(create: cst.Call, record_id: str, ending: str) -> cst.Call:
    """The creating request turned into one that deletes what it made."""
    url = _url(create)
    args = []
    for arg in create.args:
        if arg.keyword is not None and arg.keyword.value in _BODY:
            continue
        if arg.keyword is None and _is_verb(arg.value):
            args.append(arg.with_changes(value=cst.SimpleString('"DELETE"')))
        elif arg is url:
            args.append(arg.with_changes(value=_below(arg.value, record_id, ending)))
        elif arg.keyword is not None:
            args.append(arg)
    args[-1] = args[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=cst.SimpleWhitespace(""))
    function = cst.ensure_type(create.func, cst.Attribute)
    verb = function.attr.value if function.attr.value == "request" else "delete"
    return create.with_changes(
        func=function.with_changes(attr=cst.Name(verb)), args=args, whitespace_before_args=cst.SimpleWhitespace("")
    )


def _url(call: cst.Call) -> cst.Arg | None:
    """Which argument of a request is its URL."""
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value == "url":
            return arg
    plain = [arg for arg in call.args if arg.keyword is None and not arg.star and not _is_verb(arg.value)]
    return plain[0] if plain else None


def _is_verb(value: cst.BaseExpression) -> bool:
    return isinstance(value, cst.SimpleString) and value.evaluated_value in {"POST", "PUT", "post", "put"}


def _below(url: cst.BaseExpression, record_id: str, ending: str) -> cst.BaseExpression:
    """A URL with a record's id at the end of its path."""
    if isinstance(url, (cst.SimpleString, cst.FormattedString)):
        quote = url.quote if isinstance(url, cst.SimpleString) else url.end
        raw, parts = _written(url)
        slash = "" if raw.endswith("/") else "/"
        inner = cst.FormattedStringExpression(cst.parse_expression(other_quotes(record_id, quote)))
        tail = [cst.FormattedStringText(ending)] if ending else []
        between = [cst.FormattedStringText(slash)] if slash else []
        start = url.start if isinstance(url, cst.FormattedString) else f"f{url.prefix}{quote}"
        return cst.FormattedString([*parts, *between, inner, *tail], start=start, end=quote)
    plain = isinstance(url, (cst.Name, cst.Attribute, cst.Subscript, cst.Call))
    left = cst.FormattedStringExpression(
        url if plain else url.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    )
    code = other_quotes(cst.Module([]).code_for_node(left.expression), '"')
    return cst.parse_expression(f'f"{{{code}}}/{{{other_quotes(record_id, chr(34))}}}{ending}"')


def _written(url: cst.SimpleString | cst.FormattedString) -> tuple[str, list[cst.BaseFormattedStringContent]]:
    if isinstance(url, cst.SimpleString):
        raw = url.raw_value.replace("{", "{{").replace("}", "}}")
        return url.raw_value, [cst.FormattedStringText(raw)] if raw else []
    last = url.parts[-1] if url.parts else None
    return (last.value if isinstance(last, cst.FormattedStringText) else ""), list(url.parts)
