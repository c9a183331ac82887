"""SM401."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from smelltest.judge.evidence import quoted
from smelltest.judge.remedy import Remedy, Replacement
from smelltest.judge.repeats import once_a_file
from smelltest.judge.rule import Example, Finding, Note, finding, rule
from smelltest.link.content import HOLE, Content, Passage
from smelltest.link.knowledge.domains import above, is_published, is_registrable, registered, takes_no_mail
from smelltest.link.values import Site

_MAYBE = re.compile(r"(?:@|%40)(?!(?:[\w-]+\.)*example\.(?:com|net|org)\b)")
_LOCAL = rf"[\w.+%{{}}{HOLE}-]"
_ADDRESS = re.compile(rf"(?<!{_LOCAL})({_LOCAL}{{1,64}})(?:@|%40)((?:[\w{HOLE}-]+\.)+[^\W\d_][\w-]*)(?![\w@])")
_TOKEN = re.compile(r"[^\s\"'<>(),;]*$")
_USERINFO = re.compile(r"://[^/?#]*$")
_OTHER_SCHEME = re.compile(r"\b(?:sips?|xmpp|acct|ssh|git):$", re.IGNORECASE)
_REMOTE = re.compile(r":(?:\d+\b|[\w~./-]*(?:/|\.git\b))")
_MESSAGE_ID = re.compile(r"^\W*(?:message-id|in-reply-to|references|content-id)\W", re.IGNORECASE)
_MADE_ID = re.compile(r"\d{8}|[A-Z]{16}")
"""What archives of mailing lists have in their URLs."""
_ABOUT_THE_CODE = frozenset({"__author__", "__contact__", "__credits__", "__email__", "__maintainer__"})


@rule(
    "SM401",
    scope="content",
    fixable="safe",
    bad=[
        """
        def test_sign_up(client):
            client.post("/users", json={"email": "dave.miller@bluepeakcoffee.com"})
                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM401 'dave.miller@bluepeakcoffee.com' is at a domain that is not reserved for tests: mail sent there reaches a stranger
        """,
        """
        def test_concatenated(name):
            assert invite(f"{name}@gmail.com")
                          ^^^^^^^^^^^^^^^^^^^ SM401 '…@gmail.com' is at a domain that is not reserved for tests: …
            assert invite("bob" + "@gmail.com")
                                  ^^^^^^^^^^^^ SM401 'bob@gmail.com' is at a domain that is not reserved for tests: …
            assert invite("{}@gmail.com".format(name))
                          ^^^^^^^^^^^^^^ SM401 '…@gmail.com' is at a domain that is not reserved for tests: …
            assert invite("@".join(["bob", "gmail.com"]))
                                           ^^^^^^^^^^^ SM401 'bob@gmail.com' is at a domain that is not reserved for tests: …
        """,
        """
        DOMAIN = "bluepeakcoffee.com"
                 ^^^^^^^^^^^^^^^^^^^^ SM401 '…@bluepeakcoffee.com' is at a domain that is not reserved for tests: …

        def test_with_constant(client, name):
            client.post("/users", json={"email": f"{name}@{DOMAIN}"})
            client.post("/users", json={"email": f"{name}@{DOMAIN}"})
        """,
        """
        import responses

        @responses.activate
        def test_mocked():
            responses.add("GET", "https://api.example.com/users", body=b'[{"email": "ann@test.com"}]')
                                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM401 'ann@test.com' is at a domain that is not reserved for tests: …
            assert search("https://api.example.com/users?email=ann%40test.com&page=1")
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM401 'ann%40test.com' is at a domain that is not reserved for tests: …
            assert delete("/users/ann@test.com/sessions", "mailto:müller@straße.de")
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM401 'ann@test.com' is at a domain that is not reserved for tests: …
                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^ SM401 'müller@straße.de' is at a domain that is not reserved for tests: …
        """,
        """
        PEOPLE = \"\"\"
                 ^^^ SM401 'ann@gmail.com' and 2 more are at domains that are not reserved for tests: mail sent there reaches strangers
        name,email
        Ann,ann@gmail.com
        Bob,bob@gmail.com
        Zoe,zoe@bluepeakcoffee.com
        Max,max@example.com
        \"\"\"
        """,
        """
        from django.test import TestCase


        class SignUpTest(TestCase):
            def test_sign_up(self):
                self.client.post("/users", {"email": "dave.miller@bluepeakcoffee.com"})
                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM401 'dave.miller@bluepeakcoffee.com' is at a domain that is not reserved for tests: mail sent there reaches a stranger
        """,
    ],
    good=[
        """
        def test_reserved(client, name):
            for email in ("ann@example.com", "ann@mail.example.org", "ann@shop.test", "ann@shop.example"):
                client.post("/users", json={"email": email})
            client.post("/users", json={"email": "ann@nowhere.invalid", "copy": "root@localhost"})
            client.post("/users", json={"email": f"{name}@example.net", "copy": f"{name}@{name}.example.com"})
            client.post("/users", json={"email": "ann@mail.local", "copy": f"{name}@{client.domain}"})
        """,
        '''
        """Write to support@bluepeakcoffee.com if this fails."""

        __author__ = "Ann Miller <ann@bluepeakcoffee.com>"

        def test_documented():
            """Reported by ann@bluepeakcoffee.com; see :mailto:`bob@bluepeakcoffee.com`."""
            "and by zoe@bluepeakcoffee.com"
        ''',
        """
        def test_addresses_of_other_things(run, client):
            run("git clone git@github.com:acme/shop.git")
            run("scp report.csv deploy@web1.bluepeakcoffee.com:/srv/reports/")
            run("psql postgresql://shop:secret@db.bluepeakcoffee.com:5432/shop")
            run("curl https://ann@bluepeakcoffee.com/feed")
            run("sip:ann@bluepeakcoffee.com")
            run("npm install @acme/pkg.json react@18.2.0 left-pad@1.2.com")
            run("systemctl restart worker@7.service backup@daily.timer")
        """,
        """
        def test_no_address(text, client):
            assert "@pytest.mark.asyncio" in text
            assert "thanks @luna.lovegood and @john.me" in text
            assert "profile@2x.png" in text and "report@final.py" in text
            assert client.find("@bob@mastodon.social") is None
            assert client.email.endswith("@gmail.com")
            assert client.rules == ["*@gmail.com"]
        """,
        """
        import pytest

        @pytest.mark.parametrize("email", [
            "no-domain@", "@gmail.com", "a@b@gmail.com", "dot..dot@gmail.com", ".ann@gmail.com", "ann@gmail",
            "ann@gmail..com", "ann@-gmail.com", "ann@gmail.comm", "ann@111.222.333.44444",
        ])
        def test_malformed(client, email):
            assert client.post("/users", json={"email": email}).status_code == 422
        """,
        """
        def test_identities(client):
            client.login("loader@shop-1234.iam.gserviceaccount.com")
            client.commit(author="1234+ann@users.noreply.github.com")
            client.deliver("Message-ID: <1234.5678@mail.gmail.com>")
            client.cite("https://lists.example.com/?m=4.2.0.58.20000620193604.009@mail.gmail.com")
        """,
        Example(
            """
            def test_own_domain(client):
                client.post("/users", json={"email": "ann@qa.bluepeakcoffee.com"})
                client.post("/users", json={"email": "ann@test-7.bluepeak.io"})
            """,
            settings={"own-domains": ["bluepeakcoffee.com", "test-*.bluepeak.io"]},
        ),
    ],
    settings="own-domains",
)
def real_email_domain(content: Content) -> Iterator[Finding]:
    """An email address is at a domain that a stranger may own.

    It finds addresses in every literal of the tests and their data, isolated tests included: whole ones, and
    those that are put together by an f-string, `+`, `%`, `format` or `join`, where it points at the literal that
    holds the domain.

    Sooner or later a test runs where mail is really sent: against staging, with a queue that was not mocked,
    with a dump that was loaded elsewhere. Then `ann@gmail.com` gets it. `test.com`, `email.com` and `domain.com`
    belong to somebody, too.

        client.post("/users", json={"email": "dave.miller@bluepeakcoffee.com"})

    Write a domain that is reserved for this:

        client.post("/users", json={"email": "dave.miller@example.com"})

    Reserved are `example.com`, `example.net`, `example.org` and all below `.test`, `.example`, `.invalid` and
    `.localhost` (RFC 2606, RFC 6761).

    It is silent for what is no address that mail is sent to (SSH remotes, the user of a URL, handles, package
    versions, systemd units, service accounts), for malformed addresses, and for docstrings.

    The setting `own-domains` names domains at which you receive the mail of tests yourself, with those below
    them; `*` stands for any part.

    `--fix` puts `example.com` in the place of the domain where the address is a field of what a test sends. Where it
    is looked for or compared, that is proposed only: what it is compared with may hold the old address.
    """
    yield from once_a_file(content, _all(content))


def _all(content: Content) -> Iterator[Finding]:
    for passage in content.passages(_MAYBE):
        found = [match for match in _ADDRESS.finditer(passage.text) if _is_strangers(match, passage, content)]
        for site in dict.fromkeys(passage.site(match.end() - 1) for match in found):
            here = [match for match in found if passage.site(match.end() - 1) == site]
            yield finding(
                site.path,
                site.at,
                _message([match[0] for match in here]),
                confidence="certain",
                test=passage.scope or None,
                evidence=[
                    Note("it is put together with what stands here", part.site.path, part.site.at)
                    for part in passage.parts
                    if part.site != site
                ],
                advice="Use example.com, or a name below .test or .example (RFC 2606); list a domain of your own in own-domains.",
                remedy=_remedy(passage, site, here),
            )


def _remedy(passage: Passage, site: Site, found: list[re.Match[str]]) -> Remedy | None:
    """The literal with `example.com` in it, where it is a plain one that stands alone."""
    text = passage.text
    if not passage.is_plain:
        return None
    for match in reversed(found):
        text = f"{text[: match.start(2)]}example.com{text[match.end(2) :]}"
    replacement = Replacement(site.at, f'"{text}"')
    sent = _is_only_sent(passage)
    reason = None if sent else "what it is compared with, or looked up in, may hold the old address"
    return Remedy("safe" if sent else "display", f'write "{text}"', (replacement,), reason)


def _is_only_sent(passage: Passage) -> bool:
    """Whether an address is a field of what a test makes, rather than asked for or compared."""
    names = frozenset(passage.names)
    return (
        bool(passage.names)
        and "mail" in passage.names[0].lower()
        and not names & {"params", "query", "get", "filter", "search", "find"}
        and ("json" not in names or bool(names & {"post", "put", "patch", "request"}))
    )


def _is_strangers(match: re.Match[str], passage: Passage, content: Content) -> bool:
    """Whether a match is an address that somebody unknown may read."""
    local, domain = match[1], match[2].lower()
    return (
        HOLE not in registered(domain)
        and is_registrable(domain.replace(HOLE, "x"))
        and not is_published(domain)
        and not takes_no_mail(domain)
        and not any(fnmatchcase(name, own) for own in content.settings.own_domains for name in above(domain))
        and _is_mailbox(local)
        and not _is_something_else(passage.text[: match.start()], local, passage.text[match.end() :])
        and not _ABOUT_THE_CODE.intersection(passage.names)
    )


def _is_mailbox(local: str) -> bool:
    """Whether mail can be addressed to it: it has a letter, no stray dots, and is not the user of a git server."""
    letters = any(letter.isalnum() or letter in f"{HOLE}{{" for letter in local)
    return letters and ".." not in local and local[0] != "." and local[-1] != "." and local != "git"


def _is_something_else(before: str, local: str, after: str) -> bool:
    """Whether what stands around an address makes it the user of a host, a handle or the id of a message."""
    found = _TOKEN.search(before)
    token = found[0] if found else ""
    return (
        token.endswith("@")
        or _USERINFO.search(token) is not None
        or _OTHER_SCHEME.search(token) is not None
        or _REMOTE.match(after) is not None
        or (after.startswith("/") and "/" not in token)
        or ("://" in token and _MADE_ID.search(local) is not None)
        or _MESSAGE_ID.match(before.rpartition("\n")[2]) is not None
    )


def _message(addresses: list[str]) -> str:
    first = quoted(addresses[0].replace(HOLE, "…"))
    more = len(set(addresses)) - 1
    if more:
        return (
            f"{first} and {more} more are at domains that are not reserved for tests: mail sent there reaches strangers"
        )
    return f"{first} is at a domain that is not reserved for tests: mail sent there reaches a stranger"
