"""Every setting has a say: for each, a small suite of which it changes what is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from smelltest.edge.healing import differences, heal
from smelltest.edge.run import Request, check
from smelltest.edge.settings import Options
from smelltest.settings.schema import schema
from smelltest.settings.tables import EXTENDABLE, Settings

Folder = Callable[[Mapping[str, "str | bytes"]], Path]


class Case(Struct, frozen=True):
    """Code of a test, or the files of a suite, and the codes that are found in it before and after a setting."""

    setting: str
    code: str | Mapping[str, str]
    before: str
    after: str
    select: str = "ALL"


POST = "requests.post('https://shop.test/{}', json={})"
EMAIL = f"def test_a():\n    {POST.format('users', repr({'email': 'ann@example.com'}))}\n"
LEAK = f"def test_a():\n    {POST.format('carts', repr({'size': 3}))}\n"
FIXED = LEAK.replace("def test_a()", "def test_a(janitor)")

CASES = {
    "select": Case('select = ["SM201"]', EMAIL, "SM102 SM201", "SM201"),
    "extend-select": Case('extend-select = ["SM207"]', EMAIL, "SM102 SM201", "SM102 SM201 SM207", select=""),
    "ignore": Case('ignore = ["cleanup"]', EMAIL, "SM102 SM201", "SM102", select=""),
    "per-file-ignores": Case('per-file-ignores = {"tests/*" = ["SM2"]}', EMAIL, "SM102 SM201", "SM102", select=""),
    "extend-per-file-ignores": Case(
        'extend-per-file-ignores = {"test_a.py" = ["SM2"]}', EMAIL, "SM102 SM201", "SM102", select=""
    ),
    "exclude": Case('exclude = ["tests"]', LEAK, "SM201", ""),
    "extend-exclude": Case('extend-exclude = ["test_a.py"]', LEAK, "SM201", ""),
    "test-files": Case('test-files = ["checks/*.py"]', {"checks/users.py": LEAK}, "", "SM201"),
    "min-confidence": Case('min-confidence = "named"', "def test_a(client):\n    client.create_user(4)\n", "", "SM201"),
    "unique-fields": Case(
        'unique-fields = ["badge"]', f"def test_a():\n    {POST.format('users', repr({'badge': 'b'}))}\n", "", "SM103"
    ),
    "extend-unique-fields": Case(
        'extend-unique-fields = ["badge"]',
        f"def test_a():\n    {POST.format('users', repr({'badge': 'b', 'login': 'ann'}))}\n",
        "SM103",
        "SM103 SM103",
    ),
    "named-resources": Case(
        'named-resources = ["basket"]',
        f"def test_a():\n    {POST.format('baskets', repr({'name': 'b'}))}\n",
        "",
        "SM103",
    ),
    "extend-named-resources": Case(
        'extend-named-resources = ["basket"]',
        f"def test_a():\n    {POST.format('baskets', repr({'name': 'b'}))}\n",
        "",
        "SM103",
    ),
    "invariant-fields": Case(
        'invariant-fields = ["plan"]', f"def test_a():\n    {POST.format('users', repr({'plan_id': 7}))}\n", "SM101", ""
    ),
    "extend-invariant-fields": Case(
        'extend-invariant-fields = ["plan"]',
        f"def test_a():\n    {POST.format('users', repr({'plan_id': 7}))}\n",
        "SM101",
        "",
    ),
    "reference-resources": Case(
        'reference-resources = ["plans"]',
        "def test_a():\n    assert requests.get('https://shop.test/plans/7').ok\n",
        "SM101",
        "",
    ),
    "extend-reference-resources": Case(
        'extend-reference-resources = ["plans"]',
        "def test_a():\n    assert requests.get('https://shop.test/plans/7').ok\n",
        "SM101",
        "",
    ),
    "read-only-posts": Case('read-only-posts = ["carts"]', LEAK, "SM201", ""),
    "extend-read-only-posts": Case('extend-read-only-posts = ["car*"]', LEAK, "SM201", ""),
    "fake-hosts": Case('fake-hosts = ["shop.test"]', LEAK, "SM201", ""),
    "extend-fake-hosts": Case('extend-fake-hosts = ["*.test"]', LEAK, "SM201", ""),
    "production-hosts": Case('production-hosts = ["shop.test"]', LEAK, "", "SM403"),
    "extend-production-hosts": Case('extend-production-hosts = ["*.test"]', LEAK, "", "SM403"),
    "own-domains": Case('own-domains = ["bluepeak.com"]', EMAIL.replace("example", "bluepeak"), "SM401", ""),
    "extend-own-domains": Case('extend-own-domains = ["blue*.com"]', EMAIL.replace("example", "bluepeak"), "SM401", ""),
    "sweep-prefix": Case('sweep-prefix = ["ann"]', EMAIL, "SM207", ""),
    "extend-sweep-prefix": Case('extend-sweep-prefix = ["ann"]', EMAIL, "SM207", ""),
    "clients.names": Case('clients = {names = ["shop"]}', "def test_a(shop):\n    shop.create_user(4)\n", "", "SM201"),
    "clients.write": Case(
        'clients = {write = ["shop_admin.provision"]}',
        "from shop_admin import provision\n\n\ndef test_a():\n    provision('acme')\n",
        "",
        "SM201",
    ),
    "clients.cleanup": Case(
        'clients = {cleanup = ["shop_admin.put_away"]}',
        "from shop_admin import put_away\n\n\n"
        "def test_a():\n    cart = requests.post('https://shop.test/carts').json()\n"
        "    try:\n        assert cart['size'] == 0\n    finally:\n        put_away(cart['size'])\n",
        "SM201",
        "",
    ),
    "clients.read": Case(
        'clients = {read = ["browse"]}',
        "def browse(shelf):\n    return requests.post('https://shop.test/shelves', json=shelf)\n\n\n"
        "def test_a():\n    assert browse({'floor': 3}).ok\n",
        "SM201",
        "",
    ),
    "isolation.fixtures": Case('isolation = {fixtures = ["janitor"]}', FIXED, "SM201", ""),
    "isolation.base-classes": Case(
        'isolation = {base-classes = ["ShopTest"]}',
        "from shop_testing import ShopTest\n\n\nclass TestA(ShopTest):\n    def test_a(self):\n"
        "        requests.post('https://shop.test/carts', json={})\n",
        "SM201",
        "",
    ),
    "isolation.markers": Case(
        'isolation = {markers = ["offline"]}', f"import pytest\n\n\n@pytest.mark.offline\n{LEAK}", "SM201", ""
    ),
    "cleanup.fixtures": Case('cleanup = {fixtures = ["janitor"]}', FIXED, "SM201", ""),
    "factories": Case(
        'factories = {cart = "shop_testing.a_cart"}',
        "from shop_testing import a_cart\n\n\ndef test_a():\n    assert a_cart(size=3)\n",
        "",
        "SM201",
    ),
}


def found(root: Path, select: str) -> str:
    values = {"select": select.split()} if select else {}
    result = check(Request(options=Options(values=values)), root)
    assert not result.troubles
    return " ".join(sorted(one.code for one in result.findings))


@pytest.mark.parametrize("key", CASES)
def test_a_setting_changes_what_is_found(folder: Folder, key: str) -> None:
    case = CASES[key]
    files = {"tests/test_a.py": case.code} if isinstance(case.code, str) else case.code
    files = {path: f"import requests\n{code}" for path, code in files.items()}
    at_stake = {*case.before.split(), *case.after.split()}
    select = " ".join(at_stake) if case.select and key != "select" else ""
    before = found(folder(files), select)
    after = found(folder({**files, "pyproject.toml": f"[tool.smelltest]\n{case.setting}\n"}), select)
    assert (before, after) == (case.before, case.after)


LOGIN = EMAIL.replace("'email': 'ann@example.com'", "'login': 'ann'")
KEY = EMAIL.replace("'email': 'ann@example.com'", "'idempotency_key': 'f47ac10b-58cc-4372-a567-0e02b2c3d479'")
TIDIED = """def test_a():
    user = requests.post('https://shop.test/users', json={'size': 3}).json()
    requests.delete(f"https://shop.test/users/{user['id']}")


def test_b():
    user = requests.post('https://shop.test/users', json={'size': 3}).json()
    assert user['size']
"""

UPLOAD = """def test_a():
    requests.post('https://shop.test/photos', files={'photo': ('cat.png', b'x')})
"""

FIXES = {
    "helpers.email": ('helpers = {email = "support.address"}', EMAIL, "uuid4()", "address()"),
    "helpers.name": ('helpers = {name = "support.title"}', LOGIN, "uuid4()", "title()"),
    "helpers.key": ('helpers = {key = "support.key"}', KEY, "uuid4()", "key()"),
    "helpers.file-name": ('helpers = {file-name = "support.file_name"}', UPLOAD, "uuid4()", "file_name()"),
    "cleanup.style": ('cleanup = {style = "finalizer"}\nfix = {extend-safe = ["SM201"]}', TIDIED, "", "addfinalizer("),
    "fix.extend-safe": ('fix = {extend-safe = ["SM201"]}', TIDIED, "", "finally:"),
    "fix.extend-unsafe": ('fix = {extend-unsafe = ["literal-email"]}', EMAIL, "uuid4()", ""),
    "fix.unfixable": ('fix = {unfixable = ["uniqueness"]}', EMAIL, "uuid4()", ""),
}
"""By a setting: how it is written, code, and what the safe fixes write without it and with it."""


@pytest.mark.parametrize("key", FIXES)
def test_a_setting_changes_what_fixes_write(folder: Folder, key: str) -> None:
    setting, code, before, after = FIXES[key]
    files = {"tests/test_a.py": f"import requests\n\n\n{code}"}
    for text, expected in (("", before), (setting, after)):
        root = folder({**files, "pyproject.toml": f"[tool.smelltest]\n{text}\n"})
        written = differences(heal(Request(), root, frozenset({"safe"})), root)
        assert expected in written
        assert bool(written) is bool(expected)


NOT_YET = {"baseline": "nothing records a baseline"}
"""Settings that are accepted and have no say so far, and why."""


def test_no_setting_is_forgotten() -> None:
    assert {*CASES, *FIXES, *NOT_YET} == set(_keys(msgspec.structs.fields(Settings), "")) | {
        f"extend-{key}" for key in EXTENDABLE
    }


def test_what_has_no_effect_says_so() -> None:
    for key in NOT_YET:
        table, _, name = key.rpartition(".")
        definition = schema()["$defs"][table.capitalize() or "Settings"]["properties"][name]
        assert "Has no effect yet" in definition["description"]


def _keys(fields: tuple[Any, ...], path: str) -> Iterator[str]:
    for field in fields:
        is_table = isinstance(field.type, type) and issubclass(field.type, Struct)
        name = f"{path}{field.encode_name}"
        yield from _keys(msgspec.structs.fields(field.type), f"{name}.") if is_table else (name,)
