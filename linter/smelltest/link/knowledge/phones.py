"""Phone numbers: which can be dialled, and which nobody has, as they are kept for films and tests."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NOBODYS = re.compile(
    r"""
      1 \d{3} 555 01\d{2}                                            # North America
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


def dialled(written: str) -> str | None:
    """The number, in digits with its country's code, that is dialled where `written` is; None if there is none.

    One without a country's code is taken for one of the countries whose way of writing it follows.
    """
    # It takes a tenth of a second to import, which most runs never need.
    from phonenumbers import NumberParseException, is_valid_number, parse

    for text, region in _readings(written):
        try:
            number = parse(text, region)
        except NumberParseException:
            continue
        if is_valid_number(number):
            return f"{number.country_code}{number.national_number}"
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
    elif digits.startswith("0"):
        yield from ((written, region) for region in ("GB", "DE", "FR"))
    elif len(digits) >= _WITH_COUNTRY:
        yield f"+{digits}", None


_AMERICAN = re.compile(r"(?:1[ .-]?)?\(?[2-9]\d\d\)?[ .-]?[2-9]\d\d[ .-]?\d{4}")
_WITH_COUNTRY = 11
"""Numbers of so many digits begin with the code of a country, if not with a zero."""


def is_nobodys(number: str) -> bool:
    """Whether a number, in digits with its country's code, is kept for films, books and tests."""
    return _NOBODYS.fullmatch(number) is not None
