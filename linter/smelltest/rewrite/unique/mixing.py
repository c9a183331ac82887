"""A UUID in a text that is put together already."""

from __future__ import annotations

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedies.remedy import Uniqueness
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.walking import names_in


def mix_in(step: Uniqueness, draft: Draft, mixed: cst.FormattedString) -> bool:
    """Put a UUID into an f-string: before the domain of an address, before the ending of a file's name, else at its end."""
    tree = draft.tree
    function = tree.function(mixed)
    if function is None or isinstance(tree.parent(mixed), cst.ConcatenatedString) or "r" in mixed.prefix.lower():
        return False
    source = tree.source(mixed)
    if sum(tree.source(each) == source for each in m.findall(function.body, m.FormattedString())) > 1:
        return False
    if _is_written_elsewhere(mixed, function):
        return draft.refuse("the function writes the same name elsewhere")
    uuid = draft.manner.uuid(tree)
    call = f"{uuid.expression}()" if step.form == "long" else f"{uuid.expression}().hex[:12]"
    own = [cst.FormattedStringText("-"), cst.FormattedStringExpression(cst.parse_expression(call))]
    mark = {"email": "@", "file-name": "."}.get(step.kind, "")
    texts = [part for part in mixed.parts if isinstance(part, cst.FormattedStringText) and mark in part.value]
    if mark and not texts:
        return False
    if step.kind == "email" and _is_given(mixed, texts[-1], function):
        return draft.refuse("it is put together of what the function is given")

    def becoming(updated: cst.FormattedString, _so_far: object) -> cst.FormattedString:
        if not mark:
            return updated.with_changes(parts=[*updated.parts, *own])
        at = mixed.parts.index(texts[-1])
        before, _, after = texts[-1].value.rpartition(mark)
        put = [*([cst.FormattedStringText(before)] if before else []), *own, cst.FormattedStringText(mark + after)]
        return updated.with_changes(parts=[*updated.parts[:at], *put, *updated.parts[at + 1 :]])

    draft.need(*uuid.imports)
    draft.replace(mixed, becoming)
    return True


def _is_given(mixed: cst.FormattedString, domain: cst.FormattedStringText, function: cst.FunctionDef) -> bool:
    """Whether all that stands before the domain of an address is made of what a function is given."""
    before = mixed.parts[: mixed.parts.index(domain)]
    if domain.value.partition("@")[0] or any(isinstance(part, cst.FormattedStringText) for part in before):
        return False
    if domain is not mixed.parts[-1]:
        return True  # Even the domain is: it belongs to what works on addresses.
    given = {parameter.name.value for parameter in function.params.params}
    return bool(given & {name for part in before for name in names_in(part)})


def _is_written_elsewhere(mixed: cst.FormattedString, function: cst.FunctionDef) -> bool:
    """Whether the end of an f-string, a name after a slash, stands in another literal of the function."""
    last = mixed.parts[-1] if mixed.parts else None
    name = last.value.rpartition("/")[2] if isinstance(last, cst.FormattedStringText) else ""
    if len(name) < _LONG_ENOUGH:
        return False
    texts = m.findall(function.body, m.SimpleString() | m.FormattedStringText())
    return any(name in each.value for each in texts if each not in mixed.parts)  # type: ignore[attr-defined]


_LONG_ENOUGH = 5
