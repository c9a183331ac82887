"""SM108 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    """
    from functools import lru_cache
    from uuid import uuid4

    import requests


    @lru_cache
    def handle():
        return f"guest-{uuid4()}"
                        ^^^^^^^ SM108 …


    def add(**fields):
        r = requests.post("https://shop.test/guests", json=fields)
        requests.delete(f"https://shop.test/guests/{r.json()['id']}")


    def test_guest():
        add(handle=handle())
    """
]

SILENT = [
    """
    from functools import lru_cache
    from uuid import uuid4

    import requests


    @lru_cache
    def handle(number):
        return f"guest-{uuid4()}"


    def add(**fields):
        r = requests.post("https://shop.test/guests", json=fields)
        requests.delete(f"https://shop.test/guests/{r.json()['id']}")


    def test_guest():
        add(handle=handle(uuid4()))
    """
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM108", example)
