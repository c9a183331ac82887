"""Which literals mean the same, and what is written in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import cast

import libcst as cst

from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.strings import interpolated, pieces
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.walking import found

_LONG_ENOUGH = 5
"""A literal of so many characters is no accident inside a longer one."""


def uses_of(tree: Tree, where: cst.CSTNode, text: str, key: str = "") -> Iterator[cst.CSTNode]:
    """The literals of a function or module that are a text, and the longer ones that hold it, but for those that are keys.

    `key`: the field that the text is a value of, by which a plain word is told from the same one in another field.
    """
    inner = where.body if isinstance(where, cst.FunctionDef) else where
    part = part_of(text)
    for node in tree.strings(inner):
        value = node.evaluated_value if isinstance(node, cst.SimpleString) else node.value
        if not isinstance(value, str) or is_key(tree, node) or isinstance(tree.parent(node), cst.Expr):
            continue
        if value == text and isinstance(node, cst.SimpleString):
            if not _is_for_another(tree, node, text, key):
                yield node
        elif len(text) >= _LONG_ENOUGH and part.search(value) and (not text.isalpha() or _is_built(value)):
            yield node


def part_of(text: str) -> re.Pattern[str]:
    """The text in a longer one, and not in the middle of a longer word."""
    return re.compile(rf"(?<![\w.+-]){re.escape(text)}(?![\w-]|\.\w)")


def _is_built(value: str) -> bool:
    """Whether a text is put together for a machine, in which a word is a value and no word of a sentence."""
    return bool(re.search(r"[/={\[]", value)) or not re.search(r"\s", value)


def _is_for_another(tree: Tree, node: cst.SimpleString, text: str, key: str) -> bool:
    """Whether a plain word is given to something that goes by another name: a password that reads as the user's name."""
    parent = tree.parent(node)
    given = ""
    if isinstance(parent, cst.DictElement):
        given = str(parent.key.evaluated_value) if isinstance(parent.key, cst.SimpleString) else ""
    elif isinstance(parent, cst.Arg) and parent.keyword is not None:
        given = parent.keyword.value
    elif isinstance(parent, cst.Arg) and isinstance(above := tree.parent(parent), cst.Call):
        # The name from which an address is made may stay as it is.
        return (
            bool(key)
            and "mail" in tree.source(above.func)
            and "mail" not in key
            and re.fullmatch(r"\w+", text) is not None
        )
    elif isinstance(parent, cst.Assign) and len(parent.targets) == 1:
        given = tree.source(parent.targets[0].target).rpartition(".")[2]
    if re.search(r"pass|pwd|secret|(?:^|_)(?:base|prefix|stem)(?:_|$)", given, re.IGNORECASE):
        return True
    plain = re.fullmatch(r"[A-Za-z]{1,12}\d{0,3}", text) is not None
    return plain and bool(_OTHER.search(given)) and not _OTHER.search(key)


_OTHER = re.compile(
    r"role|type|kind|status|state|lang|locale|currency|country|color|category|unit|scope|method|action|descr|about"
    r"|comment|first|last|display|full|content|body|text|message|note|title|subject",
    re.IGNORECASE,
)


def is_key(tree: Tree, node: cst.CSTNode) -> bool:
    """Whether a literal is what something is looked up by, and no value."""
    parent = tree.parent(node)
    return isinstance(parent, cst.Index) or (isinstance(parent, cst.DictElement) and parent.key is node)


def put(draft: Draft, use: cst.CSTNode, text: str, name: str) -> None:
    """Write the name for the text, or into the longer text that holds it."""
    if not isinstance(use, (cst.SimpleString, cst.FormattedStringText)) or (
        isinstance(use, cst.SimpleString) and use.evaluated_value == text
    ):
        draft.replace(use, lambda _node, _so_far: cst.parse_expression(name))
    elif isinstance(use, cst.SimpleString):
        draft.replace(use, lambda node, _so_far: interpolated(node, part_of(text), name))
    else:
        draft.replace(
            use,
            lambda node, _so_far: cst.FlattenSentinel(pieces(cast(cst.FormattedStringText, node), part_of(text), name)),
        )


def write_name(draft: Draft, uses: Sequence[cst.CSTNode], name: str) -> None:
    """Write a name in the place of others."""
    for use in uses:
        draft.replace(use, lambda _node, _so_far: cst.Name(name))


def quoted_as(node: cst.CSTNode, expression: str) -> str:
    """An expression with the quotes that the literal has whose place it takes."""
    single = isinstance(node, cst.SimpleString) and node.quote == "'"
    return expression.replace('"', "'") if single and "'" not in expression else expression


def named(node: cst.CSTNode, name: str) -> Iterator[cst.Name]:
    """Where a name stands."""
    return (each for each in found(node, cst.Name) if each.value == name)
