"""SM402."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from smelltest.judge.remedies.remedy import Remedy, Replacement
from smelltest.judge.repeats import once_a_file
from smelltest.judge.rule import Example, Finding, finding, rule
from smelltest.link.knowledge.identities import ANY_IDENTITY, IDENTITIES, Identity, is_valid
from smelltest.link.knowledge.phones import Number, dialled, is_nobodys, is_of_same_kind, is_of_some_country
from smelltest.link.knowledge.published import IBANS, is_made_up, is_published_card
from smelltest.link.knowledge.verbs import words
from smelltest.link.texts.content import HOLE, Content, Passage

_MAYBE = re.compile(
    r"(?<![\w.-])(?!\d{4}-\d\d-\d\d)[+(]?\d(?:[ ./()-]{0,2}\d){6}"
    r"|\b[A-Z]{2}\d\d ?[A-Z\d]{4} ?\d|\b(?:[A-Z]{2} ?\d\d ?\d\d ?\d\d|[A-Z]{6}\d\d[A-Z]|[A-Z]{4,5}\d{4}|[XYZ]-?\d{7})"
)
_SOME_DIGITS = re.compile(r"\d(?:[ ./()-]{0,2}\d){3}")
_CODE = re.compile(r"[A-Z](?:[A-Z]\d\d ?[A-Z\d]{4} ?\d|[A-Z]{5}\d\d[A-Z])")
"""What begins with one set of characters is found sooner than the whole: one of these two is in all that it finds."""
_BEFORE, _AFTER = rf"(?<![\w.+{HOLE}-])", rf"(?![\w{HOLE}-]|\.\d)"
_IBAN = re.compile(rf"{_BEFORE}[A-Z]{{2}}\d\d(?: ?[A-Z\d]{{4}}){{2,7}}(?: ?[A-Z\d]{{1,3}})?{_AFTER}")
_CARD = re.compile(rf"{_BEFORE}\d(?:[ -]?\d){{11,18}}{_AFTER}")
_GROUPED = re.compile(r"\d{4}([ -])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?|\d{4}([ -])\d{6}\2\d{4,5}")
_NETWORK = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12,14}|3[47]\d{13}"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}|3(?:0[0-5]|[689]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}|5018\d{8,15}"
)
_OF_CARD = re.compile(r"\b(?:cards?|cc|pan|credit|debit|visa|mastercard|amex|payments?|pay|charge|checkout)\b")
_PHONE = re.compile(rf"(?<![\w+{HOLE}])\+\d(?:[ ()./-]{{0,2}}\d){{7,14}}{_AFTER}")
_LOCAL_PHONE = re.compile(rf"{_BEFORE}\(?\d(?:[ ()./-]{{0,2}}\d){{8,14}}{_AFTER}")
_OF_PHONE = re.compile(
    r"\b(?:(?:tele|mobile|cell)?phones?|tel|mobiles?|cell|fax|msisdn|whatsapp|sms|landline|telefono?|celular|handy)\b"
)
_NO_NUMBER_OF = re.compile(
    r"\b(?:id|ids|token|uuid|hash|key|ref|reference|order|invoice|sku|serial|isbn|imei|iccid|tracking|time\w*|at|date)$"
)
_LONG_TEXT = 1000
"""What is longer is a document, in which labels are not looked for beyond."""
_LABEL = re.compile(r"([A-Za-z][A-Za-z _-]{0,30}?)[\"'”]?\s*(?:[:=#]|\bis\b|\s)\s*[\"'“(]?$")
_CARD_NUMBER = "a valid payment card number that is not published for tests"


class Found(Struct, frozen=True):
    """A stretch of a passage that reads as somebody's number, and what it is."""

    start: int
    end: int
    kind: Literal["account", "card", "identity", "phone"]
    what: str


_PUBLISHED = {"account": "DE89370400440532013000", "card": "4242424242424242", "phone": "+12025550123"}
_ADVICE = {
    "account": "Write one that is published for tests, such as DE89 3704 0044 0532 0130 00.",
    "card": "Write one that is published for tests, such as 4242 4242 4242 4242.",
    "identity": "Make it in the test, or write one that nobody can have where its check does not matter.",
    "phone": "Write one that nobody has, such as +1 202 555 0123 or +44 7700 900123.",
}


@rule(
    "SM402",
    scope="content",
    fixable="unsafe",
    bad=[
        """
        def test_refund(client):
            client.post("/refunds", json={"iban": "DE80 9876 0000 0012 3409 87"})
                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM402 'DE80…87' is a valid IBAN, and may be somebody's
            client.post("/payments", json={"card": {"number": "4916000011112229"}})
                                                              ^^^^^^^^^^^^^^^^^^ SM402 '4916…29' is a valid payment card number that is not published for tests, and may be somebody's
            client.post("/payments", data=b"4916-0000-1111-2229")
                                          ^^^^^^^^^^^^^^^^^^^^^^ SM402 '4916…29' is a valid payment card number…
            client.call("+1 202-762-1401")
                        ^^^^^^^^^^^^^^^^^ SM402 '+1 2…01' is a phone number that can be dialled, and may be somebody's
        """,
        """
        import pytest

        SSN = "899-14-6729"
              ^^^^^^^^^^^^^ SM402 '899-…29' is a valid US social security number, and may be somebody's

        @pytest.mark.parametrize(("pesel", "valid"), [("01810507318", True), ("01810507319", False)])
                                                       ^^^^^^^^^^^^^ SM402 '0181…18' is a valid PESEL, and may be somebody's
        def test_pesel(client, pesel, valid):
            assert client.get("/check", params={"pesel": pesel}).json() == valid

        def test_codes(citizen):
            assert citizen.cpf == 10002000350
                                  ^^^^^^^^^^^ SM402 '1000…50' is a valid CPF, and may be somebody's
            assert citizen.parse("100.020.003-50, AB 31 41 59 C")
                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM402 '100.…50' is a valid CPF, and may be somebody's
            citizen.update(mobilePhone="(202) 762-1401", payload='{"national_insurance": "AB314159C"}')
                                       ^^^^^^^^^^^^^^^^ SM402 '(202…01' is a phone number that can be dialled, and may be somebody's
                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM402 'AB31…9C' is a valid UK national insurance number, and may be somebody's
        """,
        Example(
            """
            SHOP_PHONE = "2027621401"
                         ^^^^^^^^^^^^ SM402 '2027…01' is a phone number that can be dialled, and may be somebody's
            DESK_PHONE = "(202) 762-1407"
                         ^^^^^^^^^^^^^^^^ SM402 '(202…07' is a phone number that can be dialled, and may be somebody's


            def test_phones():
                assert SHOP_PHONE != DESK_PHONE
            """,
            fixed="""
            SHOP_PHONE = "2025550101"
            DESK_PHONE = "(202) 555-0107"


            def test_phones():
                assert SHOP_PHONE != DESK_PHONE
            """,
        ),
        Example(
            "def test_nothing(): ...",
            files={
                "tests/people.json": """
                [
                  {"ssn": "899-14-6729", "phone": "202-762-1401"},
                          ^^^^^^^^^^^^^ SM402 '899-…29' is a valid US social security number, and may be somebody's
                                                  ^^^^^^^^^^^^^^ SM402 '202-…01' is a phone number that can be dialled, and may be somebody's
                  {"ssn": "078-05-1120", "phone": "202-555-0143"}
                ]
                """,
                "tests/people.yaml": """
                people:
                  - iban: DE80987600000012340987   # of nobody
                          ^^^^^^^^^^^^^^^^^^^^^^ SM402 'DE80…87' is a valid IBAN, and may be somebody's
                  - iban: DE81987600000012340987
                """,
                "tests/people.csv": """
                name,mobile
                Ann,+12027621401
                    ^^^^^^^^^^^^ SM402 '+120…01' is a phone number that can be dialled, and may be somebody's
                Bob,+447700900123
                """,
            },
        ),
    ],
    good=[
        """
        def test_published(client):
            for card in ("4242424242424242", "4000 0025 0000 3155", "378282246310005", "5555-5555-5555-4444"):
                client.post("/payments", json={"card": card})
            client.post("/refunds", json={"iban": "DE89370400440532013000", "payer": "GB82 WEST 1234 5698 7654 32"})
        """,
        """
        def test_nobodys_phone(client):
            for phone in ("+1 202-555-0143", "(415) 555-0199", "+44 7700 900123", "020 7946 0123", "+61 491 570 156"):
                client.post("/users", json={"phone": phone})
            for phone in ("+49 30 23125 123", "+33 6 39 98 12 34", "+1 555 123 4567", "555-1234", "0123456789", "+1-816-555-1212"):
                client.post("/users", json={"phone": phone})
            client.post("/users", json={"phone": "+48123456789", "mobile": "9999999999"})
        """,
        """
        import pytest

        @pytest.mark.parametrize("number", ["4916000011112228", "DE81987600000012340987", "899-00-6729", "+49 1"])
        def test_invalid(client, number):
            fields = {"card": number, "iban": number, "ssn": number, "phone": number}
            assert client.post("/users", json=fields).status_code == 422
        """,
        """
        def test_made_up(client):
            client.post("/users", json={"ssn": "123-45-6789", "cpf": "111.111.111-11", "nino": "QQ123456C"})
            client.post("/users", json={"ssn": "111-22-3333", "ssn_temp": "219-09-9999"})
        """,
        """
        import uuid

        def test_other_numbers(client):
            client.get("/orders/4916000011112229?since=20240131123456&page=2024-01-31")
            client.post("/orders", json={"order_id": "4916000011112229", "ean": "4006381333931"})
            client.post("/orders", json={"card_id": 4916000011112229, "amount": 1600851112, "pesel_count": 12})
            client.post("/orders", json={"id": "01810507318", "ref": "899-14-6729", "phone_id": "+0012"})
            client.post("/orders", json={"key": str(uuid.UUID("49160000-1111-4222-8916-000011112229"))})
            client.post("/orders", json={"at": "2024-01-31T10:00:00.123456+02:00", "host": "123.123.123.123"})
        """,
    ],
)
def real_personal_data(content: Content) -> Iterator[Finding]:
    """A number is one that a person may have: of an account, a card, an identity document or a phone.

    It finds, in tests and in their JSON, YAML, CSV and SQL files, IBANs and payment cards whose check digits are
    right, national numbers (SSN, NINO, PESEL, CPF and some thirty others) that are valid, and phone numbers that can be
    dialled.

    What was copied from a customer stays in the history of the repository, on every laptop and in every log of a
    build. What was made up may still be somebody's: a payment that is tried, a text message that is sent from
    staging reaches a person.

        client.post("/payments", json={"card": "4916 0000 1111 2229"})

    Write a number that is published for tests:

        client.post("/payments", json={"card": "4242 4242 4242 4242"})

    It is silent for published numbers (test cards of payment services, the examples of the IBAN registry), for
    phone numbers that regulators keep free (555-0100 to 555-0199, 07700 900000 to 900999 and their like in other
    countries), for what was obviously made up (`123-45-6789`), and for digits that could be anything: those of a
    card or of a national number count only if they are written as such, or a key, a column, an argument or a
    label says so.
    """
    yield from once_a_file(content, _all(content))


def _all(content: Content) -> Iterator[Finding]:
    for passage in content.passages(_MAYBE, _SOME_DIGITS, _CODE):
        told = set()
        for found in _distinct(passage):
            site = passage.site(found.start)
            if site not in told:
                told.add(site)
                number = passage.text[found.start : found.end]
                yield finding(
                    site.path,
                    site.at,
                    f"'{_masked(number)}' is {found.what}, and may be somebody's",
                    confidence="certain",
                    test=passage.scope or None,
                    advice=_ADVICE[found.kind],
                    remedy=_remedy(passage, found),
                )


def _remedy(passage: Passage, found: Found) -> Remedy | None:
    """A number that is published for tests, where the literal holds the number and nothing else."""
    published = _PUBLISHED.get(found.kind)
    if published is None or not passage.is_plain or found.end - found.start != len(passage.text):
        return None
    told = _ANSWERED.search(" ".join(map(_spoken, (passage.scope, *passage.names))))
    if _is_known_to_sandbox(found, passage) or (found.kind == "card" and told):
        reason = "a sandbox may know the number, and answer to it as is expected here"
        return Remedy("display", f'write "{published}"', (), reason)
    written = _as_written(passage.text, found)
    if written is None:
        return Remedy(
            "display", f'write "{published}"', (), "none is known that is published for its country or network"
        )
    return Remedy(
        "unsafe",
        f'write "{written}"',
        (Replacement(passage.site(0).at, f'"{written}"'),),
        "a test may depend on the country, the bank or the network that the number belongs to",
    )


def _is_known_to_sandbox(found: Found, passage: Passage) -> bool:
    """Whether a number may be one that a sandbox of payments has, as it is written or by what it is sent as."""
    if found.kind == "phone":
        return any("msisdn" in _spoken(name).split() for name in passage.names)
    return _OF_SANDBOX.search(passage.text.replace(" ", "")) is not None


_ANSWERED = re.compile(
    r"\b(?:declined?|declines|refused|fail\w*|fraud\w*|insufficient|expired|stolen|lost|blocked|ineligible|3ds\w*|debit|prepaid)\b"
)
"""Words that say what a payment with a card comes to, or of which kind the card is."""


_OF_SANDBOX = re.compile(r"(\d)\1{6}")
"""So many equal digits has no number of a person's, but many a one that a sandbox knows: `5258640000000001`."""


def _as_written(text: str, found: Found) -> str | None:
    """A number that nobody has, written as one is: with its code or without it, its digits in the same groups."""
    if found.kind == "account":
        bare = text.replace(" ", "")
        own = _of_country(bare)
        return own if own is None or bare == text else " ".join(own[at : at + 4] for at in range(0, len(own), 4))
    digits = "".join(filter(str.isdigit, text))
    if found.kind == "card":
        published = next((many for begun, many in _CARDS if re.match(begun, digits)), ())
        own = published[int(digits[:-1]) % len(published)] if published else ""
        if len(own) != len(digits):
            return None
    else:
        number = dialled(text) if found.kind == "phone" else None
        free = _free(number) if number is not None and not is_of_some_country(text) else ""
        if number is None or not free or not digits.endswith(number.national):
            return None
        if not is_of_same_kind(number, number._replace(national=free)):
            return None
        own = digits.removesuffix(number.national) + free
    left = iter(own)
    return "".join(next(left) if each.isdigit() else each for each in text)


def _of_country(number: str) -> str | None:
    """The example of a country's IBAN that is best known, or else the first; None where none is published."""
    known = [one for one in sorted(IBANS) if one[:2] == number[:2] and len(one) == len(number)]
    return _PUBLISHED["account"] if _PUBLISHED["account"] in known else next(iter(known), None)


def _free(number: Number) -> str:
    """A number that regulators keep free, of the same country; two that differ at their end still do, as a rule."""
    national = number.national
    many = {"1": 10, "44": 10, "33": 9, "61": 9}.get(number.country)
    if len(national) != many:
        return ""
    kept = {"1": f"{national[:3]}55501{national[-2:]}", "44": f"7700900{national[-3:]}", "33": f"63998{national[-4:]}"}
    return kept.get(number.country, "491570156")


_CARDS = (
    ("4", ("4242424242424242", "4111111111111111", "4012888888881881")),
    ("5[1-5]|2[2-7]", ("5555555555554444", "5105105105105100")),
    ("3[47]", ("378282246310005", "371449635398431")),
    ("62", ("6200000000000005", "6200000000000047")),
    ("6011|65", ("6011111111111117",)),
    ("35", ("3566002020360505",)),
    ("30|36|38", ("30569309025904",)),
)
"""Numbers of cards that are published for tests, by how those of their network begin."""


def _distinct(passage: Passage) -> Iterator[Found]:
    """What is found in a passage, each stretch of it taken for one thing."""
    end = 0
    every = (*_ibans(passage), *_identities(passage), *_cards(passage), *_phones(passage))
    for found in sorted(every, key=lambda one: one.start):
        if found.start >= end:
            end = found.end
            yield found


def _ibans(passage: Passage) -> Iterator[Found]:
    for match in _IBAN.finditer(passage.text):
        number = match[0].replace(" ", "")
        if number not in IBANS and not is_made_up(number[4:]) and _is_iban(number):
            yield Found(match.start(), match.end(), "account", "a valid IBAN")


def _is_iban(number: str) -> bool:
    from stdnum import iban

    return iban.is_valid(number)


def _cards(passage: Passage) -> Iterator[Found]:
    for match in _CARD.finditer(passage.text):
        number = "".join(filter(str.isdigit, match[0]))
        plain = number == match[0]
        if (
            _NETWORK.fullmatch(number)
            and not is_published_card(number)
            and not is_made_up(number)
            and (_OF_CARD.search(_given_to(passage, match.start())) if plain else _GROUPED.fullmatch(match[0]))
            and not _NO_NUMBER_OF.search(_given_to(passage, match.start()).partition(";")[0])
            and _is_card(number)
        ):
            yield Found(match.start(), match.end(), "card", _CARD_NUMBER)


def _is_card(number: str) -> bool:
    from stdnum import luhn

    return luhn.is_valid(number)


def _identities(passage: Passage) -> Iterator[Found]:
    for identity, match in _candidates(passage):
        if not is_made_up(match[0]) and is_valid(identity, match[0]):
            yield Found(match.start(), match.end(), "identity", f"a valid {identity.label}")


def _candidates(passage: Passage) -> Iterator[tuple[Identity, re.Match[str]]]:
    """What is written as a national number is, where nothing else is written so or a name tells."""
    heard = f"{passage.text[:_LONG_TEXT].replace('_', ' ').lower()}; {_given_to(passage, 0)}"
    if not (_ANY_SHAPE.search(passage.text) or _ANY_NAME.search(heard)):
        return
    for identity in IDENTITIES:
        for match in _WRITTEN[identity.label].finditer(passage.text):
            given = _given_to(passage, match.start())
            shaped = identity.shape is not None and identity.shape.fullmatch(match[0])
            named = identity.named.search(given) or (identity.strong and ANY_IDENTITY.search(given))
            if named or (shaped and not _NO_NUMBER_OF.search(given.partition(";")[0])):
                yield identity, match


def _phones(passage: Passage) -> Iterator[Found]:
    yield from _dialled(passage, _PHONE)
    if _OF_PHONE.search(_given_to(passage, len(passage.text))):
        yield from _dialled(passage, _LOCAL_PHONE)


def _dialled(passage: Passage, written: re.Pattern[str]) -> Iterator[Found]:
    for match in written.finditer(passage.text):
        number = dialled(match[0])
        if number is not None and not is_made_up(number.national) and not is_nobodys(number):
            yield Found(match.start(), match.end(), "phone", "a phone number that can be dialled")


def _given_to(passage: Passage, index: int) -> str:
    """What the literal goes by, in words: the label in front of a stretch of it, and its names."""
    label = _LABEL.search(passage.text, max(0, index - 40), index)
    return "; ".join(map(_spoken, (*((label[1],) if label else ()), *passage.names)))


def _spoken(name: str) -> str:
    return " ".join(words(name))


def _masked(number: str) -> str:
    """A number as it may be shown in the logs of a build: its beginning and its end."""
    return f"{number[:4]}…{number[-2:]}"


_ANY_SHAPE = re.compile("|".join(identity.shape.pattern for identity in IDENTITIES if identity.shape))
_ANY_NAME = re.compile("|".join((ANY_IDENTITY.pattern, *(identity.named.pattern for identity in IDENTITIES))))
_WRITTEN = {
    identity.label: re.compile(
        rf"{_BEFORE}(?:{'|'.join(form.pattern for form in (identity.shape, identity.plain) if form)}){_AFTER}"
    )
    for identity in IDENTITIES
}
