"""SM503."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.rule import Example, Finding, finding, rule
from smelltest.link.questions.flows import Flow, fields
from smelltest.link.suite import Suite

_FREE_TEXT = frozenset(
    {
        "address",
        "author",
        "bio",
        "body",
        "caption",
        "city",
        "comment",
        "company",
        "content",
        "description",
        "display_name",
        "first_name",
        "full_name",
        "fullname",
        "headline",
        "label",
        "last_name",
        "message",
        "name",
        "note",
        "street",
        "subject",
        "summary",
        "surname",
        "text",
        "title",
    }
)
_ENOUGH = 5
"""A suite that sends fewer texts has other gaps."""


@rule(
    "SM503",
    scope="suite",
    default=False,
    bad=[
        Example(
            """
            import requests

            SHOP = "https://shop.test"

            def test_users():
                requests.post(f"{SHOP}/users", json={"first_name": "Ann", "last_name": "Miller", "city": "Bath"})
                                                                   ^^^^^ SM503 none of the 5 names and texts that this suite sends has a letter beyond ASCII
                requests.post(f"{SHOP}/articles", json={"title": "Kettles", "text": "How to boil water"})
            """
        )
    ],
    good=[
        """
        import requests

        SHOP = "https://shop.test"

        def test_users():
            requests.post(f"{SHOP}/users", json={"first_name": "José", "last_name": "Miller", "city": "Bath"})
            requests.post(f"{SHOP}/articles", json={"title": "Kettles", "text": "How to boil water"})
        """,
        Example(
            """
            import requests

            SHOP = "https://shop.test"

            def test_users():
                requests.post(f"{SHOP}/users", json={"first_name": "Ann", "last_name": "Miller", "city": "Bath"})
                requests.post(f"{SHOP}/articles", json={"title": "Kettles", "text": "How to boil water"})
            """,
            files={"tests/test_names.py": 'def test_names(api):\n    assert api.find("山田")\n'},
        ),
        """
        import requests

        def test_user():
            requests.post("https://shop.test/users", json={"first_name": "Ann", "last_name": "Miller"})
        """,
    ],
    known_as=["Happy Path"],
)
def ascii_only_text(suites: tuple[Suite, ...]) -> Iterator[Finding]:
    """Every name and text of the suite is ASCII.

    It finds suites that send names and texts, and not one "José", "Zoë" or "山田" among them: in no test, fixture
    or helper. It says so once, at the first of them.

    What breaks at the first real user is what nobody typed: a column that is too narrow in bytes, a header that is
    Latin-1, a sort order, a search that folds case, a file name.

        api.post("/users", json={"first_name": "Ann"})

    Let some of them be what people are called, best where names are made for all tests:

        api.post("/users", json={"first_name": "Zoë"})
        fake = Faker(["en_GB", "cs_CZ", "ja_JP"])

    It is silent for suites that send next to no texts, and for those that draw them from Hypothesis or from a
    Faker for other languages.
    """
    if any(_goes_beyond(suite) for suite in suites):
        return
    sent: dict[tuple[str, int, int], Flow] = {}
    for suite in suites:
        for test in suite.tests:
            for flow in fields(test, "create", "change"):
                if flow.key in _FREE_TEXT and any(map(str.isalpha, flow.text)):
                    sent.setdefault((flow.site.path, flow.site.at.line, flow.site.at.column), flow)
    if len(sent) >= _ENOUGH:
        first = sent[min(sent)]
        yield finding(
            first.site.path,
            first.site.at,
            f"none of the {len(sent)} names and texts that this suite sends has a letter beyond ASCII",
            advice="Call somebody José, Zoë or 山田, or let Faker make names of several languages.",
        )


def _goes_beyond(suite: Suite) -> bool:
    """Whether a file, or a conftest above it, has a text beyond ASCII, or names a language to make some in."""
    return any(
        not words.text.isascii() or words.text in _LANGUAGES
        for module in (suite.module, *suite.conftests)
        for words in module.words
    )


_LANGUAGES = frozenset(
    "ar_AA bg_BG cs_CZ da_DK de_DE el_GR es_ES es_MX fi_FI fr_FR he_IL hi_IN hu_HU hy_AM it_IT ja_JP ka_GE ko_KR"
    " lt_LT lv_LV nl_NL no_NO pl_PL pt_BR pt_PT ro_RO ru_RU sk_SK sl_SI sv_SE th_TH tr_TR uk_UA vi_VN zh_CN zh_TW".split()
)
