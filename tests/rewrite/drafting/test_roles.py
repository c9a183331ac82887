"""Which functions ask for fixtures."""

from __future__ import annotations

import libcst as cst
import pytest

from smelltest.rewrite.drafting.roles import takes_fixtures
from smelltest.rewrite.drafting.tree import Tree


@pytest.mark.parametrize(
    ("decorator", "parameters", "asks"),
    [('@mock.patch("shop.clock")\n    ', "self, clock", False), ("", "self, tmp_path", True), ("", "self", False)],
)
def test_a_method_of_a_class_that_asserts_as_unittest_does(decorator: str, parameters: str, asks: bool) -> None:
    tree = Tree(f"class TestShop(Base):\n    {decorator}def test_a({parameters}):\n        self.assertTrue(1)\n")
    function = next(each for each in tree.functions() if isinstance(each, cst.FunctionDef))
    assert takes_fixtures(tree, function) is asks
