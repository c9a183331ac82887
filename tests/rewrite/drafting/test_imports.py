"""Imports that a file comes to need stand where a person would have put them."""

from __future__ import annotations

import libcst as cst
import pytest

from smelltest.rewrite.drafting.imports import importing


def imports(text: str, *names: str) -> str:
    code = "\n".join(text.split("|"))
    return "|".join(importing(cst.parse_module(code), names, lambda name: name.startswith("shop")).code.split("\n"))


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        (
            "import os||from shop.app import app||app",
            "pytest",
            "import os||import pytest||from shop.app import app||app",
        ),
        ("from shop.app import app||app", "pytest", "import pytest||from shop.app import app||app"),
        ("import os|from shop.app import app", "pytest", "import os|import pytest|from shop.app import app"),
        ("from . import helpers", "pytest", "import pytest||from . import helpers"),
        ("import os||x = 1", "pytest", "import os||import pytest||x = 1"),
        ("import requests||x = 1", "pytest", "import pytest|import requests||x = 1"),
        ("import httpx||x = 1", "pytest", "import httpx|import pytest||x = 1"),
        (
            "from httpx import get||from shop import a",
            "pytest",
            "import pytest|from httpx import get||from shop import a",
        ),
        ("import pytest||x = 1", "pytest", "import pytest||x = 1"),
        ("import requests||x = 1", "uuid.uuid4", "from uuid import uuid4||import requests||x = 1"),
        ("import sys||import requests", "uuid.uuid4", "import sys|from uuid import uuid4||import requests"),
        ("from shop import a||x = 1", "shop.tidy.delete", "from shop import a|from shop.tidy import delete||x = 1"),
        ("import requests||x = 1", "shop.tidy.delete", "import requests||from shop.tidy import delete||x = 1"),
        ("from shop.tidy import add||x", "shop.tidy.delete", "from shop.tidy import add, delete||x"),
        ("from __future__ import annotations||x", "pytest", "from __future__ import annotations||import pytest||x"),
        ("x = 1", "pytest", "import pytest||x = 1"),
    ],
)
def test_an_import_joins_its_group(before: str, name: str, after: str) -> None:
    assert imports(before, name) == after


def test_what_is_said_above_imports_stays_above_them() -> None:
    text = "# Licence|import requests|# ours|from shop import a"
    assert imports(text, "uuid.uuid4") == "# Licence|from uuid import uuid4|import requests|# ours|from shop import a"
