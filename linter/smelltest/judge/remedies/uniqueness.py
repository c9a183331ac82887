"""Remedies that make a value unique: what of it a person still reads, and of which shape it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from smelltest.judge.remedies.constants import Constant, constant_at
from smelltest.judge.remedies.own_records import looked_up_by_constant
from smelltest.judge.remedies.remedy import Form, Override, OwnFolder, OwnRecord, Prefix, Remedy, Uniqueness, ValueKind
from smelltest.link.knowledge.domains import above, is_published, is_special, registered
from smelltest.link.knowledge.fields import caller_key
from smelltest.link.knowledge.verbs import words
from smelltest.link.play.addresses import is_id
from smelltest.link.questions.flows import Flow
from smelltest.link.questions.records import effects, kin
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Effect, sources
from smelltest.link.values import Joined, Literal, Made, Site, Value, atoms, text_of
from smelltest.read.facts import Place
from smelltest.read.gherkin import is_feature

_PATTERNED = re.compile(
    r"(?:^|_)(?:phone|tel|telephone|mobile|cell|fax|msisdn|ean\d*|gtin\d*|upc|isbn\d*|issn|barcode|iban|bic|swift|vin|plate|imei|iccid"
    r"|vat|tax|tin|ssn|nino|pesel|nip|cpf|cnpj|zip|zipcode|postcode|postal|ip|mac|url|uri|color|colour|crontab|regex|pattern)(?:_|$)"
)
"""Fields of which a system knows how a value is built: check digits, countries, lengths."""
_TIGHT = re.compile(
    r"(?:^|_)(?:username|user_name|login|handle|nickname|sku|code|coupon|voucher|serial|serial_number)$"
)
"""Fields in which often only letters and digits may stand."""
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HOST = re.compile(r"[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)+")
_ENCODED = re.compile(r"[A-Za-z0-9+/]{2,}={1,2}")
"""What is encoded in base 64: only another such text can stand in its place."""
_LONGEST_STEM = 32


def own_value(
    site: Site, kind: ValueKind, text: str, key: str, own_domains: Sequence[str] = (), *, free: bool = False
) -> Remedy | None:
    """A value that is unique in each run, for a literal that goes by a key; None where its shape is not ours to choose.

    `free`: the system is seen to take values of other shapes.
    """
    step = _shaped(site.at, kind, text, key, own_domains, free=free)
    return None if step is None else Remedy("safe", "make the value unique", (step,))


def renewed(
    test: Test, suite: Suite, flow: Flow, kind: ValueKind, key: str = "", own_domains: Sequence[str] = ()
) -> Remedy | None:
    """A value that is unique in each run for what is sent, made where the literal stands, or else where it is sent.

    There is none where the literal names what runs mean to share.
    """
    lookups = tuple(looked_up_by_constant(suite, flow))
    shared = (
        _shared(test, suite, flow)
        or _repeated(flow, kind)
        or _of_fake(test, flow, kind)
        or looked_for(suite, flow, lookups)
    )
    if shared:
        return Remedy("display", "make the value unique", (), shared)
    if is_feature(flow.site.path):
        return Remedy("display", "make the value unique", (), "the scenario says what the step is to send")
    if not flow.site.path.endswith(".py"):
        return _overridden(suite, flow, kind, own_domains)
    elsewhere = flow.site.path not in {suite.module.path, flow.effect.site.path}
    constant = constant_at(suite, flow.site) if elsewhere else None
    if constant is not None:
        return _overridden(suite, flow, kind, own_domains, constant)
    free = kind == "name" and _is_free(suite, flow)
    remedy = own_value(flow.site, kind, flow.text, key or flow.key, own_domains, free=free)
    if remedy is None or not lookups:
        return remedy
    return Remedy("unsafe", remedy.message, (*lookups, *remedy.steps), "a test looks for a record of its own instead")


def looked_for(suite: Suite, flow: Flow, lookups: Sequence[OwnRecord] = ()) -> str:
    """Why a constant is to stay the same in all tests of a file: one only asks for what another makes by it.

    `lookups`: the requests that come to ask for a record of their own.
    """
    in_file = not flow.site.path.endswith(".py")
    if not in_file and constant_at(suite, flow.site) is None:
        return ""
    own = {step.call for step in lookups}
    kinds = ("create", "change", "read", "delete") if in_file else ("create", "change", "read")
    for test in suite.tests:
        asking = [one for one in effects(test, *kinds) if _speaks_of(one, flow.site)]
        told = {one.kind for one in asking}
        asks = bool(told) and "create" not in told if in_file else told == {"read"}
        if asks and any(one.site.at not in own for one in asking):
            return f"{test.name} looks for what another test makes by it"
    return ""


def _is_free(suite: Suite, flow: Flow) -> bool:
    """Whether tests send a field in several shapes, or of a UUID, and are not refused: `LD21 AAA` and `SCRAP 1`."""
    name = re.sub(r"\W+", "_", flow.key).strip("_").lower()
    if not _PATTERNED.search(name) or not re.search(r"[A-Za-z]", flow.text):
        return False
    given = (one.fields.get(flow.key) for test in suite.tests for one in effects(test, "create"))
    sent = [value for value in given if value is not None]
    if any(isinstance(atom, Made) and atom.kind == "uuid" for value in sent for atom in atoms(value)):
        return True
    shapes = {re.sub(r"\d", "9", re.sub(r"[A-Za-z]", "A", text)) for value in sent if (text := text_of(value))}
    return len(shapes) > 1


def _shared(test: Test, suite: Suite, flow: Flow) -> str:
    """Why a value names a record that a test does not mean to have for itself; empty if nothing says so."""
    sent = flow.effect
    before = [one for one in effects(test, "create", "read") if one.order < sent.order]
    if (_is_of_account(sent) or _is_login(sent)) and not any(_speaks_of(one, flow.site) for one in before):
        return "it is of an account that is there already"
    if sent.kind == "change":
        if _puts_back(test, flow):
            return "it may put back what the record had before"
        addressed = _addresses(sent) or _is_replaced(suite, flow)
        if addressed and not any(_speaks_of(one, flow.site) for one in before):
            return "it says which record is changed"
        found = [one.kind for one in before if _speaks_of(one, flow.site)]
        return "what it names is looked up, and the test has not made it" if found and "create" not in found else ""
    if sent.kind == "create" and sent.guard.conditional and sent.resource is not None:
        looked = (one for one in before if one.kind == "read" and one.resource is not None)
        if any(kin(one.resource or "", sent.resource) for one in looked):
            return "it is made only where it is not there yet, so that runs share it"
    return ""


def _is_of_account(sent: Effect) -> bool:
    """Whether a request is about an account that somebody has: `POST /signup/resend-code`."""
    texts = [text_of(segment) for segment in sent.segments]
    return bool(texts) and not _OF_ACCOUNT.isdisjoint(words(texts[-1] or ""))


def _is_login(sent: Effect) -> bool:
    """Whether a fixture or helper that is named for what a login gives sends a password, to what makes no account."""
    named = sent.callers[-1].rpartition("::")[2] if sent.callers else ""
    asked = {word for segment in sent.segments for word in words(text_of(segment) or "")}
    return (
        any("password" in key.lower() for key, _ in sent.fields.entries)
        and not _LOGGING_IN.isdisjoint(words(named))
        and asked.isdisjoint(_SIGNING_UP)
        and _SIGNING_UP.isdisjoint(words(named))
        and not named.startswith("test")
    )


_LOGGING_IN = frozenset("token jwt jvt login signin auth authenticate authorization credentials".split())
_SIGNING_UP = frozenset(
    "register registration registered signup sign users user accounts account customers customer members member"
    " create created new people clients".split()
)
_OF_ACCOUNT = frozenset(
    "resend forgot forgotten recover recovery verify verification confirm confirmation reset".split()
)


def _addresses(sent: Effect) -> bool:
    """Whether a change does not say in its path of what it is: `POST /change-password`."""
    return sent.access.kind == "http" and sent.verb == "POST" and not any(map(is_id, sent.segments))


def _is_replaced(suite: Suite, flow: Flow) -> bool:
    """Whether what is changed stands in a collection, and only what is sent says which it is: `PUT /users` beside
    `POST /users`, or beside `GET /users?name=…`.
    """
    sent = flow.effect
    if sent.access.kind != "http" or sent.verb not in {"PUT", "PATCH"} or any(map(is_id, sent.segments)):
        return False
    path = tuple(map(text_of, sent.segments))
    return None not in path and any(
        tuple(map(text_of, one.segments)) == path and (one.kind == "create" or one.query.get(flow.key) is not None)
        for test in suite.tests
        for one in effects(test, "create", "read", "delete")
    )


def _puts_back(test: Test, flow: Flow) -> bool:
    """Whether a change of a record that the test has not made is the last of several of one field."""
    sent = flow.effect
    if any(source.kind == "create" for value in (*sent.segments, *sent.arguments) for source in sources(value)):
        return False
    alike = [
        one.order
        for one in effects(test, "change")
        if (one.verb, one.resource) == (sent.verb, sent.resource) and one.fields.get(flow.key) is not None
    ]
    return len(alike) > 1 and sent.order == max(alike)


def _repeated(flow: Flow, kind: ValueKind) -> str:
    """Why several records may well have the same value; empty if nothing says so."""
    if kind == "email" and (_CONTACTS & set(words(flow.key)) or _CONTACTS & {key.lower() for key in flow.around}):
        return "it is whom to write to, which may be the same for several"
    if kind == "name" and flow.key in _LOGINS and {key for key, _ in flow.effect.fields.entries} & _SERVERS:
        return "it is by what one logs in at a server"
    return ""


def _of_fake(test: Test, flow: Flow, kind: ValueKind) -> str:
    """Why only this address will do: it is one of those that a public fake knows; empty if nothing says so."""
    domain = flow.text.rpartition("@")[2].lower()
    if kind == "email" and any(fnmatchcase(domain, pattern) for pattern in test.settings.fake_hosts):
        return "it is one of those that the public fake knows"
    return ""


_CONTACTS = frozenset(
    "from to cc bcc reply sender senders recipient recipients soa contact contacts support notification alert".split()
)
"""Words of fields in which it stands to whom something is sent, or who is to be asked."""
_LOGINS = frozenset({"username", "user_name", "login", "user"})
_SERVERS = frozenset({"host", "hostname", "port", "server", "proxy", "smtp_host"})


def _speaks_of(effect: Effect, site: Site) -> bool:
    values = (*effect.segments, *effect.arguments, effect.query, effect.fields)
    return any(isinstance(atom, Literal) and atom.site == site for value in values for atom in atoms(value))


def _overridden(
    suite: Suite, flow: Flow, kind: ValueKind, own_domains: Sequence[str], constant: Constant | None = None
) -> Remedy | None:
    """A unique value where data of a file or of another module is sent, which stays as it is."""
    whole = constant is not None and constant.whole
    if not whole and flow.key not in dict(flow.effect.fields.entries):
        return None
    field, name = "" if whole else flow.key, constant.name if constant is not None else ""
    path = flow.effect.site.path
    calls = [flow.effect.site.at]
    if constant is not None:
        sending = (one for test in suite.tests for one in effects(test, "create", "change") if _sends(one, flow.site))
        calls.extend(one.site.at for one in sending if one.site.path == path)
    free = kind == "name" and _is_free(suite, flow)
    values = [(at, _shaped(at, kind, flow.text, flow.key, own_domains, free=free)) for at in dict.fromkeys(calls)]
    steps = tuple(Override(at, field, value, name) for at, value in values if value is not None)
    reason = (
        "what is sent is no longer what the file says" if constant is None else "what is sent is no longer all alike"
    )
    return Remedy("unsafe", "send a value that is unique", steps, reason, path) if steps else None


def _sends(effect: Effect, site: Site) -> bool:
    """Whether an effect sends what is written at a place."""
    return any(
        isinstance(atom, Literal) and atom.site == site for _, value in effect.fields.entries for atom in atoms(value)
    )


def swept(site: Site, prefix: str) -> Remedy:
    """A name that the sweep knows as a test's."""
    return Remedy("safe", "begin the name with the prefix", (Prefix(site.at, prefix),))


def in_own_folder(site: Site) -> Remedy:
    """A folder for the test alone to write its file into."""
    reason = "the file stands in another folder: what else looks for it at its old place finds it no more"
    return Remedy("unsafe", "write the file into tmp_path", (OwnFolder(site.at),), reason)


def _shaped(
    at: Place, kind: ValueKind, text: str, key: str, own_domains: Sequence[str], *, free: bool = False
) -> Uniqueness | None:
    name = re.sub(r"\W+", "_", key).strip("_").lower()
    if kind == "email":
        local, _, domain = text.rpartition("@")
        kept = is_published(domain) or is_special(domain) or any(one in own_domains for one in above(domain.lower()))
        return Uniqueness(at, kind, _word(local), f"@{domain if kept else 'example.com'}", text=text)
    if kind == "file-name":
        ending = re.search(r"(?<=[^/])(?:\.tar)?\.[A-Za-z0-9]{1,10}$", text)
        stem, tail = (text[: ending.start()], ending[0]) if ending is not None else (text, "")
        return Uniqueness(at, kind, _plain(stem) or "file", tail, text=text)
    if _UUID.fullmatch(text):
        return Uniqueness(at, kind, "", name=name, text=text)
    if not re.search(r"[A-Za-z]", text):
        # Digits say of a shape that it is of digits; how many there may be is known of hardly any.
        if kind != "key" or _PATTERNED.search(name):
            return None
        return Uniqueness(at, kind, "", name=name, text=text, form="digits")
    if _PATTERNED.search(name) and not (free or _is_our_own(name, text)):
        return None
    if "://" in text or text.startswith("<") or _ENCODED.fullmatch(text) or (name == "domain" and "." not in text):
        return None  # A domain that has no dot is no address: only the system knows what it means.
    form: Form = "long" if kind == "key" and caller_key(key) else "short"
    if _HOST.fullmatch(text) and not _TIGHT.search(name):
        stem, rest = _below(text)
        return Uniqueness(at, kind, stem, f".{rest}", name, text, form)
    stem = _plain(re.sub(r"[-_ .:#/]*\d+$", "", text))
    if not re.search(r"[A-Za-z]", stem):
        stem = "test"
    upper = len(stem) > 1 and stem.isupper()
    return Uniqueness(at, kind, stem, "", name, text, form, _separator(text, name, form), upper)


def _below(host: str) -> tuple[str, str]:
    """The first part of a host's name, which becomes unique, and what stays; that which is kept free for tests stays.

    Beside such a one there may be a stranger's: `example-1.com`.
    """
    if is_published(host) and registered(host.lower()) == host.lower():
        return "test", host
    stem, _, rest = host.partition(".")
    return stem, rest


def _is_our_own(name: str, text: str) -> bool:
    """Whether what should have a check digit is seen to have none: a barcode with letters in it, a VIN-0001."""
    if re.search(r"(?:^|_)(?:barcode|ean\d*|gtin\d*|upc)$", name):
        return re.search("[A-Za-z]", text) is not None
    return _CHECKED.search(name) is not None and _COUNTED.fullmatch(text) is not None


_CHECKED = re.compile(r"(?:^|_)(?:isbn\d*|issn|iban|vin|imei|vat|tax|tin)(?:_|$)")
_COUNTED = re.compile(r"[A-Za-z]{1,5}-\d{1,4}")
"""What somebody has numbered by hand."""


def _separator(text: str, name: str, form: Form) -> str:
    """What stands between the readable part and the unique one: something that the literal has shown to be allowed."""
    for mark in ("-", "_", " ", ".", ":"):
        if mark in text.strip():
            return mark
    return "" if _TIGHT.search(name) and form == "short" else "-"


def _word(local: str) -> str:
    """The readable beginning of the local part of an address."""
    found = re.match(r"[A-Za-z]+(?:[._-][A-Za-z]+)*", local)
    return found[0][:_LONGEST_STEM].rstrip("._-") if found is not None else "test"


def _plain(text: str) -> str:
    """A text as it can stand in an f-string as it is: up to what cannot, and no longer than can be read."""
    found = re.match(r"[^\"'\\{}\n\t%]*", text)
    kept = found[0] if found is not None else ""
    if len(kept) > _LONGEST_STEM:
        kept = re.sub(r"[-_ ./][^-_ ./]*$", "", kept[:_LONGEST_STEM])
    return kept.rstrip("-_ .:#/")


_ADDRESSES = frozenset({"email", "safe_email", "free_email", "company_email", "ascii_email", "ascii_safe_email"})
_WORDS = {"user_name": "user", "slug": "test", "word": "test", "domain_word": "test", "pystr": "test", "lexify": "test"}


def strengthened(value: Value, made: Made, key: str) -> Remedy | None:
    """A UUID in the place of what can collide, where it is text."""
    if made.kind == "count":
        return None
    reason = "whatever counts on the shape of the value, a number or a date, no longer gets it"
    method = made.how.replace("()", "").rpartition(".")[2]
    if made.kind == "faker" and value == made:
        if method in _ADDRESSES:
            step = Uniqueness(made.site.at, "email", "test", "@example.com")
        elif method in _WORDS and not _PATTERNED.search(key):
            apart = "" if method == "user_name" or _TIGHT.search(key) else "-"
            step = Uniqueness(made.site.at, "name", _WORDS[method], name=key, form="short", separator=apart)
        else:
            return None
        return Remedy("unsafe", "make it of a UUID", (step,), reason)
    if not isinstance(value, Joined) or _PATTERNED.search(key) or _is_number(value, key):
        return None
    if made.site != _weakest(value):
        return None
    return Remedy("unsafe", "make it of a UUID", (Uniqueness(made.site.at, "key"),), reason)


def _weakest(value: Joined) -> Site | None:
    """Of several parts of a value that can collide, the one that a UUID takes the place of: one is enough.

    What people read, a name of Faker's, stays; and so does what stands before another such part, and the domain.
    """
    weak: list[Made] = []
    for atom in atoms(value):
        if weak and "@" in (text_of(atom) or ""):
            break
        if isinstance(atom, Made) and not atom.unique and atom.kind != "count":
            weak.append(atom)
    return max(enumerate(weak), key=lambda one: (one[1].kind != "faker", one[0]))[1].site if weak else None


def _is_number(value: Joined, key: str) -> bool:
    """Whether a text is one of digits alone, and stands where a system may well want a number: `"900" + str(randint(…))`."""
    written = "".join(str(atom.value) for atom in atoms(value) if isinstance(atom, Literal))
    return re.search(r"[A-Za-z]", written) is None and (written.isdigit() or _NUMBERED.search(key) is not None)


_NUMBERED = re.compile(r"(?:^|_)(?:id|pk|no|num|number)$")
