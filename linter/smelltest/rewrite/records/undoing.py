"""The call that takes a record away."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import libcst as cst
from libcst import matchers as m
from msgspec import Struct

from smelltest.rewrite.drafting.draft import Draft, Rewritten
from smelltest.rewrite.drafting.strings import other_quotes
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.walking import children
from smelltest.rewrite.records.choosing import Choice
from smelltest.rewrite.records.made import Made

_BODY = frozenset(
    "json data files content body params format content_type status expected_status expect_errors payload".split()
)
"""What a request that creates carries and the one that deletes does not."""


class Deletion(Struct, frozen=True, eq=False):
    """The expression that takes a record away, once the creating call is rewritten, and the names that it uses.

    `then`: the source of what makes that last. `awaited`: it is awaited.
    """

    write: Callable[[Rewritten], cst.BaseExpression]
    names: frozenset[str]
    then: str = ""
    awaited: bool = False

    def lines(self, so_far: Rewritten) -> list[cst.BaseStatement]:
        """The statements that take the record away."""
        last = [cst.parse_statement(self.then)] if self.then else []
        return [cst.SimpleStatementLine([cst.Expr(self.write(so_far))]), *last]


def deletion(draft: Draft, choice: Choice, *, made: Made, record_id: str, whole: str, at_same: bool) -> Deletion | None:
    """The expression that takes a record away; None where it cannot be told."""
    if choice.call:
        return _spelled(draft, choice, made, record_id, whole)
    call = made.expression if isinstance(made, cst.Await) else made
    if not isinstance(call, cst.Call) or _url(call) is None or any(arg.star for arg in call.args):
        return None
    if any(m.findall(arg, _CHANGING) for arg in call.args if arg.keyword is None or arg.keyword.value not in _BODY):
        return None  # What an argument changes on its way is not to be changed again.
    if not isinstance(call.func, (cst.Name, cst.Attribute)) or not _POSTS & set(_function_name(call).split("_")):
        return None
    draft.watch(call)
    ending = None if at_same else _ending(draft, call)
    sample = _delete(call, choice, record_id, ending)
    if sample is None:
        return None

    def write(so_far: Rewritten) -> cst.BaseExpression:
        request = _delete(cast(cst.Call, so_far.get(call, call)), choice, record_id, ending)
        assert request is not None  # noqa: S101 - a call that is rewritten keeps its shape
        return cst.Await(request) if isinstance(made, cst.Await) else request

    return Deletion(write, stands_on(sample), awaited=isinstance(made, cst.Await))


_CHANGING = m.Call(func=m.Attribute(attr=m.Name("update") | m.Name("pop") | m.Name("setdefault") | m.Name("append")))
_POSTS = frozenset({"post", "put", "request"})


def _function_name(call: cst.Call) -> str:
    return call.func.attr.value if isinstance(call.func, cst.Attribute) else cst.ensure_type(call.func, cst.Name).value


def _spelled(draft: Draft, choice: Choice, made: Made, record_id: str, whole: str) -> Deletion | None:
    call = choice.call
    if ("{id}" in call and not record_id) or ("{record}" in call and not whole):
        return None
    before, hole, after = call.partition("{id}")
    quoted = hole and before.count('"') % 2
    inner = other_quotes(record_id, '"') if quoted else record_id
    if quoted:
        inner = f"{{{inner}}}"
    source = f"{before}{inner}{after}".replace("{record}", whole) if hole else before.replace("{record}", whole)
    try:
        expression = cst.parse_expression(source, draft.tree.module.config_for_parsing)
    except cst.ParserSyntaxError:
        return None
    expression = _without_payload(draft.tree, expression, made)
    awaited = isinstance(made, cst.Await) or choice.then.startswith("await ")

    def write(_so_far: Rewritten) -> cst.BaseExpression:
        return cst.Await(expression.deep_clone()) if awaited else expression.deep_clone()

    return Deletion(write, stands_on(expression), choice.then, awaited)


def _without_payload(tree: Tree, delete: cst.BaseExpression, made: Made) -> cst.BaseExpression:
    """A delete without what the creating request sends as its payload, if a test sends that with both."""
    create = made.expression if isinstance(made, cst.Await) else made
    if not isinstance(create, cst.Call) or not isinstance(delete, cst.Call):
        return delete
    sent = {(arg.keyword.value, tree.source(arg.value)) for arg in create.args if _is_payload(arg) and arg.keyword}
    kept = [arg for arg in delete.args if not arg.keyword or (arg.keyword.value, tree.source(arg.value)) not in sent]
    return delete if len(kept) == len(delete.args) else delete.with_changes(args=[_in_line(arg) for arg in kept])


def _is_payload(arg: cst.Arg) -> bool:
    return arg.keyword is not None and arg.keyword.value in _BODY


def stands_on(node: cst.CSTNode) -> frozenset[str]:
    """The names that an expression stands on, those of attributes and keywords left out."""
    if isinstance(node, cst.Name):
        return frozenset({node.value})
    if isinstance(node, cst.Attribute):
        return stands_on(node.value)
    if isinstance(node, cst.Arg):
        return stands_on(node.value)
    return frozenset().union(*map(stands_on, children(node)))


def _delete(create: cst.Call, choice: Choice, record_id: str, ending: str | None) -> cst.Call | None:
    """The creating request turned into one that deletes what it made, at its own URL where that has no ending."""
    url = _url(create)
    if url is None:
        return None
    args = []
    for arg in create.args:
        if arg.keyword is not None and arg.keyword.value in _BODY:
            continue
        if arg.keyword is None and _is_verb(arg.value):
            args.append(arg.with_changes(value=cst.SimpleString('"DELETE"')))
        elif arg is url:
            value = arg.value if ending is None else _below(arg.value, record_id, ending)
            args.append(arg.with_changes(value=value))
        elif arg.keyword is not None and arg.keyword.value == "method":
            args.append(arg.with_changes(value=cst.SimpleString('"DELETE"')))
        elif arg.keyword is not None and (choice.takes is None or arg.keyword.value in choice.takes):
            args.append(arg)
    args = [_in_line(arg) for arg in args]
    verb = cst.Name("request" if _function_name(create) == "request" else choice.verb)
    function = _chained(create.func).with_changes(attr=verb) if isinstance(create.func, cst.Attribute) else verb
    return create.with_changes(
        func=function, args=args, whitespace_before_args=cst.SimpleWhitespace(""), lpar=[], rpar=[]
    )


def _chained(called: cst.Attribute) -> cst.Attribute:
    """A method as it is called without brackets around the call: no line of its own for what follows a dot."""
    value = called.value
    if isinstance(value, cst.Attribute):
        value = _chained(value)
    elif isinstance(value, cst.Call) and isinstance(value.func, cst.Attribute):
        value = value.with_changes(func=_chained(value.func))
    return called.with_changes(value=value, dot=cst.Dot())


def _in_line(arg: cst.Arg) -> cst.Arg:
    """An argument without what a call written over several lines puts around it."""
    return cst.Arg(arg.value, arg.keyword, equal=arg.equal, star=arg.star) if arg.keyword else cst.Arg(arg.value)


def _url(call: cst.Call) -> cst.Arg | None:
    """Which argument of a request is its URL."""
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value in {"url", "endpoint", "path", "uri"}:
            return arg
    plain = [arg for arg in call.args if arg.keyword is None and not arg.star and not _is_verb(arg.value)]
    return plain[0] if plain else None


def _ending(draft: Draft, create: cst.Call) -> str:
    """The slash that ends the URLs of single records, where the file's own end in one, or the suite's, or the collection's."""
    url = _url(create)
    if url is None or not isinstance(url.value, (cst.SimpleString, cst.FormattedString)):
        return ""
    raw, _ = _written(url.value)
    collection = raw.rstrip("/").rpartition("/")[2]
    for text in draft.tree.mixed:
        parts = list(text.parts)
        for before, _id, after in zip(parts, parts[1:], [*parts[2:], None], strict=False):
            if isinstance(before, cst.FormattedStringText) and before.value.rstrip("/").endswith(f"/{collection}"):
                tail = after.value if isinstance(after, cst.FormattedStringText) else ""
                if tail in {"", "/"} and collection:
                    return tail
    seen = draft.manner.ending(collection) if raw.endswith("/") and collection else None
    return seen if seen is not None else "/" if raw.endswith("/") else ""


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
    if m.matches(url, m.BinaryOperation(operator=m.Add(), right=m.SimpleString() | m.FormattedString())):
        joined = cst.ensure_type(url, cst.BinaryOperation)
        return joined.with_changes(right=_below(joined.right, record_id, ending))
    plain = isinstance(url, (cst.Name, cst.Attribute, cst.Subscript, cst.Call))
    left = url if plain else url.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    code = other_quotes(cst.Module([]).code_for_node(left), '"')
    slash = "" if isinstance(url, (cst.BinaryOperation, cst.Name, cst.Attribute)) and _ends_in_slash(url) else "/"
    return cst.parse_expression(f'f"{{{code}}}{slash}{{{other_quotes(record_id, chr(34))}}}{ending}"')


def _ends_in_slash(url: cst.BaseExpression) -> bool:
    last = url.right if isinstance(url, cst.BinaryOperation) else url
    return isinstance(last, cst.SimpleString) and str(last.evaluated_value).endswith("/")


def _written(url: cst.SimpleString | cst.FormattedString) -> tuple[str, list[cst.BaseFormattedStringContent]]:
    if isinstance(url, cst.SimpleString):
        raw = url.raw_value.replace("{", "{{").replace("}", "}}")
        return url.raw_value, [cst.FormattedStringText(raw)] if raw else []
    last = url.parts[-1] if url.parts else None
    return (last.value if isinstance(last, cst.FormattedStringText) else ""), list(url.parts)
