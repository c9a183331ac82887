"""Payloads that are written as text."""

import pytest

from smelltest.link.play.payloads import parsed
from smelltest.link.values import Items, Joined, Literal, Made, Pairs, Site, Value
from smelltest.read.facts import Place

SITE = Site("tests/test_a.py", Place(1, 1, 1, 9))
UUID = Made("uuid", True, "uuid.uuid4", SITE)


def text(value: str) -> Literal:
    return Literal(value, SITE)


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (text('{"email": "a@example.com"}'), Pairs((("email", text("a@example.com")),))),
        (text('[{"id": 1}]'), Items((Pairs((("id", Literal(1, SITE)),)),))),
        (text("name=x&email=a%40b.c"), Pairs((("name", text("x")), ("email", text("a%40b.c"))))),
        (Joined((text('{"slug": "'), UUID, text('"}'))), Pairs((("slug", UUID),))),
        (Joined((text('{"id": '), UUID, text("}"))), Pairs((("id", UUID),))),
        (Joined((text("slug="), UUID)), Pairs((("slug", UUID),))),
    ],
)
def test_a_text_says_what_its_fields_are(payload: Value, said: Value) -> None:
    assert parsed(payload) == said


def test_what_is_put_into_a_text_of_json_stays_known() -> None:
    said = parsed(Joined((text('{"slug": "a-'), UUID, text('"}'))))
    assert isinstance(said, Pairs)
    assert said.get("slug") == Joined((text("a-"), UUID), SITE)


@pytest.mark.parametrize("payload", [text("hello"), text("{not json}"), text("a = b"), text("1=1"), UUID])
def test_other_text_says_nothing(payload: Value) -> None:
    assert parsed(payload) is None
