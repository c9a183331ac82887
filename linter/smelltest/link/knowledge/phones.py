"""Phone numbers: which can be dialled, and which nobody has, as they are kept for films and tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_NOBODYS = re.compile(
    r"""
      1 \d{3} 555 (?: 01\d{2} | 1212 )                                # North America; 1212 is its directory assistance
    | 1 500 555 \d{4}                                                # magic numbers of a text message service
    | 44 (?: 1(?:1[3-8]|[2-6]1) 4960 | 191 4980 | 20 7946 0 | 28 9649 6 | 29 2018 0 | 1632 960
           | 7700 900 | 8081 570 | 909 8790 | 3069 990 ) \d{3}       # Ofcom
    | 49 (?: 30 23125 | 69 90009 | 40 66969 | 221 4710 | 89 99998 ) \d{3}
    | 49 (?: 171 39200 \d{2} | 172 99\d{5} | 152 28(?:817386|895456) | 152 54599371
           | 174 9(?:091317|464308) | 176 040690\d{2} )              # Bundesnetzagentur
    | 33 (?: 1 9900 | 2 6191 | 3 5301 | 4 6571 | 5 3649 | 6 3998 ) \d{4}   # ARCEP
    | 61 (?: [2378] (?:5550|7010) \d{4} | 491 57\d{4} | 1800 (?:160401|975\d{3}) | 1300 975\d{3} )
    | 46 (?: 31 39006\d{2} | 40 62804\d{2} | 8 46500[4-9]?\d{2} | 980 3192\d{2} | 70 17406\d{2} )
    | 353 20 91\d{5}
    """,
    re.VERBOSE,
)


class Number(NamedTuple):
    """A number that can be dialled."""

    country: str
    national: str


_FAKES = frozenset(
    (
        "17707368031",
        "14631234447",
        "14931709623",
        "12549541289",
        "14779358478",
        "12100676132",
        "15864936943",
        "17759766794",
    )
)
"""Of the people of JSONPlaceholder."""


def dialled(written: str) -> Number | None:
    """The number that is dialled where `written` is, or None if there is no such number.

    One without a country's code is taken for one of the countries whose way of writing it follows.
    """
    # It takes a tenth of a second to import, which most runs never need.
    from phonenumbers import NumberParseException, is_valid_number, parse

    for text, region in _readings(written):
        try:
            number = parse(text, region)
        except NumberParseException:
            continue
        read = Number(str(number.country_code), str(number.national_number))
        if is_valid_number(number) or is_nobodys(read):
            return read
    return None


def _readings(written: str) -> Iterator[tuple[str, str | None]]:
    """What a written number may mean, each with the country in which it is dialled."""
    digits = "".join(filter(str.isdigit, written))
    if written.startswith("+"):
        yield written, None
    elif digits.startswith("00"):
        yield f"+{digits[2:]}", None
    elif _AMERICAN.fullmatch(written):
        yield written, "US"
    elif digits.startswith("0") and not _AMERICAN_GROUPS.fullmatch(written):
        yield from ((written, region) for region in ("GB", "DE", "FR"))
    elif len(digits) >= _WITH_COUNTRY:
        yield f"+{digits}", None


_AMERICAN = re.compile(r"(?:1[ .-]?)?\(?[2-9]\d\d\)?[ .-]?[2-9]\d\d[ .-]?\d{4}")
_AMERICAN_GROUPS = re.compile(r"\d{3}-\d{3}-\d{4}")
_WITH_COUNTRY = 11
"""Numbers of so many digits begin with the code of a country, if not with a zero."""


def is_of_some_country(written: str) -> bool:
    """Whether a number is written as it is dialled inside of a country, and nothing but its shape tells of which.

    Eleven digits may be a mobile number of China's as well as an American one with its code.
    """
    digits = "".join(filter(str.isdigit, written))
    if digits == written and re.fullmatch(r"1[3-9]\d{9}", digits):
        return True
    return digits.startswith("0") and not digits.startswith("00") and not written.startswith("+")


def is_of_same_kind(one: Number, other: Number) -> bool:
    """Whether what checks numbers takes one for another: those of both are given out, and to such a line.

    British mobile numbers that are kept for films are never given out, so that libphonenumber calls them invalid.
    """
    from phonenumbers import is_valid_number, number_type, parse

    mine, yours = (parse(f"+{each.country}{each.national}") for each in (one, other))
    return is_valid_number(yours) and number_type(mine) == number_type(yours)


def is_nobodys(number: Number) -> bool:
    """Whether a number is kept for films, books and tests, or what a public fake answers with."""
    digits = number.country + number.national
    return _NOBODYS.fullmatch(digits) is not None or digits in _FAKES
