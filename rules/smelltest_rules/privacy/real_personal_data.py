"""SM402."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from smelltest.judge.rule import Example, Finding, finding, rule
from smelltest.link.content import HOLE, Content, Passage
from smelltest.link.knowledge.identities import ANY_IDENTITY, IDENTITIES, Identity, is_valid
from smelltest.link.knowledge.phones import dialled, is_nobodys
from smelltest.link.knowledge.published import CARDS, IBANS, is_made_up
from smelltest.link.knowledge.verbs import words

_MAYBE = re.compile(r"\d(?:[ ./()-]{0,2}\d){5}|[A-Z]{6}\d\d[A-Z]\d\d[A-Z]")
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
_LABEL = re.compile(r"([A-Za-z][A-Za-z _-]{0,30}?)[\"'”]?\s*(?:[:=#]|\bis\b|\s)\s*[\"'“(]?$")


class Found(Struct, frozen=True):
    """A stretch of a passage that reads as somebody's number, and what it is."""

    start: int
    end: int
    what: str


@rule(
    "SM402",
    scope="content",
)
def real_personal_data(content: Content) -> Iterator[Finding]:
    """A number is one that a person may have: an account, a card, a national number or a phone."""
    for passage in content.passages(_MAYBE):
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
                    advice="Use a number that is published for tests.",
                )


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
            yield Found(match.start(), match.end(), "a valid IBAN")


def _is_iban(number: str) -> bool:
    from stdnum import iban

    return iban.is_valid(number)


def _cards(passage: Passage) -> Iterator[Found]:
    for match in _CARD.finditer(passage.text):
        number = "".join(filter(str.isdigit, match[0]))
        plain = number == match[0]
        if (
            _NETWORK.fullmatch(number)
            and number not in CARDS
            and not is_made_up(number)
            and (_OF_CARD.search(_given_to(passage, match.start())) if plain else _GROUPED.fullmatch(match[0]))
            and not _NO_NUMBER_OF.search(_spoken(passage.names[0]) if passage.names else "")
            and _is_card(number)
        ):
            yield Found(match.start(), match.end(), "a valid payment card number that is not published for tests")


def _is_card(number: str) -> bool:
    from stdnum import luhn

    return luhn.is_valid(number)


def _identities(passage: Passage) -> Iterator[Found]:
    for identity, match in _candidates(passage):
        if not is_made_up(match[0]) and is_valid(identity, match[0]):
            yield Found(match.start(), match.end(), f"a valid {identity.label}")


def _candidates(passage: Passage) -> Iterator[tuple[Identity, re.Match[str]]]:
    """What is written as a national number is, where nothing else is written so or a name tells."""
    for identity in IDENTITIES:
        for match in _WRITTEN[identity.label].finditer(passage.text):
            given = _given_to(passage, match.start())
            shaped = identity.shape is not None and identity.shape.fullmatch(match[0])
            named = identity.named.search(given) or (identity.strong and ANY_IDENTITY.search(given))
            if named or (shaped and not _NO_NUMBER_OF.search(given)):
                yield identity, match


def _phones(passage: Passage) -> Iterator[Found]:
    yield from _dialled(passage, _PHONE)
    if _OF_PHONE.search(_given_to(passage, len(passage.text))):
        yield from _dialled(passage, _LOCAL_PHONE)


def _dialled(passage: Passage, written: re.Pattern[str]) -> Iterator[Found]:
    for match in written.finditer(passage.text):
        number = None if is_made_up(match[0]) else dialled(match[0])
        if number is not None and not is_nobodys(number):
            yield Found(match.start(), match.end(), "a phone number that can be dialled")


def _given_to(passage: Passage, index: int) -> str:
    """What the literal goes by, in words: the label in front of a stretch of it, and its names."""
    label = _LABEL.search(passage.text, max(0, index - 40), index)
    return "; ".join(map(_spoken, (*((label[1],) if label else ()), *passage.names)))


def _spoken(name: str) -> str:
    return " ".join(words(name))


def _masked(number: str) -> str:
    """A number as it may be shown in the logs of a build: its beginning and its end."""
    return f"{number[:4]}…{number[-2:]}"


_WRITTEN = {
    identity.label: re.compile(
        rf"{_BEFORE}(?:{'|'.join(form.pattern for form in (identity.shape, identity.plain) if form)}){_AFTER}"
    )
    for identity in IDENTITIES
}
