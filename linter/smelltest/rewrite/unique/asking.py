"""Values of a fixture's record that other files write out as well: those ask a fixture for them from then on."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from smelltest.rewrite.drafting.draft import Asked, Common, Draft
from smelltest.rewrite.drafting.manner import Manner
from smelltest.rewrite.drafting.roles import is_fixture, takes_fixtures, used_fixtures
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.unique.uses import put, uses_of


def asks(text: str, wanted: Sequence[Asked], manner: Manner) -> str | None:
    """A file that asks fixtures for values which it has written out; None where it cannot, as it is if it need not."""
    if not any(one.text in text for one in wanted):
        return text
    tree = Tree(text)
    draft = Draft(tree, manner, Common())
    for one in wanted:
        if one.text in text and not _ask(one, draft):
            return None
    return text if draft.is_empty else draft.text()


def _ask(one: Asked, draft: Draft) -> bool:
    tree = draft.tree
    for use in uses_of(tree, tree.module, one.text, one.key):
        function = tree.function(use)
        if function is None or tree.nearest(use, cst.Decorator) is not None:
            return False
        if tree.nearest(function, cst.FunctionDef) is not None or not takes_fixtures(tree, function):
            return False
        asked = {parameter.name.value for parameter in function.params.params}
        if one.value in tree.variables(function) - asked:
            return False
        wanted = asked | used_fixtures(tree, function)
        if one.fixture not in wanted and not any(one.fixture in draft.manner.beneath(name) for name in wanted):
            if one.lasting:
                return False  # What lasts is there for tests that do not ask for it, too.
            continue
        if isinstance(tree.parent(use), cst.ConcatenatedString) or is_fixture(function):
            return False
        put(draft, use, one.text, one.value)
        draft.parameter(function, one.value)
    return True
