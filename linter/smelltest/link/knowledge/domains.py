"""Which domains are there for tests and examples alone, and which are somebody's."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PUBLISHED = _words("""
    example.com example.net example.org example.edu example.jp example.co.jp example.ne.jp example.or.jp
    example.ac.jp contoso.com contoso.org fabrikam.com adatum.com northwindtraders.com
    adventure-works.com litware.com litwareinc.com tailspintoys.com wingtiptoys.com woodgrovebank.com
    proseware.com fourthcoffee.com planetexpress.com reqres.in dummyjson.com april.biz melissa.tv
    yesenia.net kory.org annie.ca jasper.info billy.biz rosamond.me dana.io karina.biz
""")
"""There to be written in examples: by RFC 2606, by other registries, for the companies in Microsoft's
documentation, the crew of the OpenLDAP image that is made for tests, the people that public fakes know."""

_WITHOUT_MAILBOX = _words("""
    gserviceaccount.com
    users.noreply.github.com noreply.github.com users.noreply.gitlab.com
""")
"""Names of machines, and of people who take no mail, in the shape of addresses."""

MAIL_PROVIDERS = _words("""
    126.com 163.com aol.com bk.ru gmail.com gmx.com gmx.de gmx.net googlemail.com hotmail.com icloud.com inbox.ru
    list.ru live.com mail.com mail.ru me.com msn.com outlook.com proton.me protonmail.com qq.com rambler.ru web.de
    ya.ru yahoo.com yandex.com yandex.ru ymail.com
""")
"""Where everybody may have a mailbox: as a text of its own such a domain is the end of an address."""

_GENERIC = _words("""
    com net org edu gov mil int info biz name pro aero coop museum jobs mobi travel tel asia cat post
    xxx academy agency ai app art auction audio auto baby band bank bar beer berlin best bet bike bingo
    bio blog boutique build builders business buzz cab cafe cam camera camp capital cards care careers
    cars casa cash casino catering center ceo chat cheap christmas church city claims cleaning click
    clinic clothing cloud club coach codes coffee college community company computer condos construction
    consulting contact contractors cooking cool country coupons courses credit cruises dance date dating
    deals delivery democrat dental design dev diamonds diet digital direct directory discount doctor dog
    domains download earth education email energy engineer engineering enterprises equipment estate eus
    events exchange expert exposed express fail faith family fan farm fashion finance financial fish fit
    fitness flights florist flowers football forsale foundation fun fund furniture futbol fyi gallery
    game games garden gay gift gifts gives glass global gmbh gold golf graphics gratis green gripe group
    guide guitars guru hamburg haus health healthcare help hiphop hockey holdings holiday homes horse
    hospital host hosting house how immo inc industries ink institute insure international investments
    ist jewelry kaufen kim kitchen koeln kyoto land law lawyer lease legal lgbt life lighting limited
    limo link live llc loan loans lol london love ltd luxe luxury maison management market marketing
    markets mba media memorial men menu moda moe moscow mortgage nagoya network new news ngo ninja nyc
    observer okinawa ong online ooo organic osaka page paris partners parts party pet photo photography
    photos pics pictures pink pizza place plumbing plus poker press productions properties property pub
    qpon quebec racing realty recipes red rehab reise reisen rent rentals repair report republican rest
    restaurant review reviews rip rocks run sale salon school schule science security services sexy
    shiksha shoes shop shopping show site ski soccer social software solar solutions soy space sport
    spot store stream studio study style sucks supplies supply support surf surgery swiss sydney systems
    tattoo tax taxi team tech technology tennis theater tienda tips tires today tokyo tools top tours
    town toys trade trading training tube university uno vacations vegas ventures vet viajes video
    villas vip vision vodka vote voting voyage wales wang watch webcam website wedding wien wiki win
    wine work works world wtf xyz yachts yoga zone
""")
_COUNTRIES = _words("""
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw
    by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et
    eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id
    ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu
    lv ly ma mc me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr
    nu nz om pa pe pf pg ph pk pl pm pn pr pt pw qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr
    ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg
    vi vn vu wf ws ye yt za zm zw
""")
"""Without those that seldom end more than the names of files: `md`, `ps`, `py`."""

_SECOND_LEVEL = _words("""
    ac co com edu gob gov gouv ltd mil ne net nom or org plc sch
""")
"""Below a country, these are no name of their own: `example.co.uk`."""

_LABEL = re.compile(r"[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?")
_NUMBER = re.compile(r"v?\d+")


def is_registrable(domain: str) -> bool:
    """Whether somebody can own a domain and take mail there: it is well-formed, below a public suffix."""
    labels = domain.lower().split(".")
    public = labels[-1] in _GENERIC or labels[-1] in _COUNTRIES or labels[-1].startswith("xn--")
    numbers = [label for label in labels[:-1] if _NUMBER.fullmatch(label)]
    return len(labels) > 1 and public and len(numbers) < 2 and all(_LABEL.fullmatch(label) for label in labels)


def is_published(domain: str) -> bool:
    """Whether a domain, or one above it, is there to be written in examples and tests."""
    return _is_below(domain.lower(), _PUBLISHED)


def is_special(domain: str) -> bool:
    """Whether a domain is below a name that is reserved for tests and examples: `shop.test`."""
    labels = domain.lower().split(".")
    return len(labels) > 1 and labels[-1] in _SPECIAL


_SPECIAL = frozenset({"test", "example", "invalid", "localhost"})
"""By RFC 2606 and 6761."""


def takes_no_mail(domain: str) -> bool:
    """Whether what reads as an address at a domain is the name of an account that has no mailbox."""
    return _is_below(domain.lower(), _WITHOUT_MAILBOX) or "unverified" in domain.lower().split(".")


def registered(domain: str) -> str:
    """The part of a domain that somebody registered: `shop.co.uk` of `www.shop.co.uk`."""
    labels = domain.split(".")
    deep = len(labels) > 2 and labels[-1] in _COUNTRIES and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if deep else -2 :])


def above(domain: str) -> tuple[str, ...]:
    """A domain and those above it."""
    labels = domain.split(".")
    return tuple(".".join(labels[index:]) for index in range(len(labels)))


def _is_below(domain: str, known: frozenset[str]) -> bool:
    return any(name in known for name in above(domain))
