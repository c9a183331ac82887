"""SM401."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from smelltest.judge.evidence import quoted
from smelltest.judge.remedies.addresses import ADDRESS, Replacements
from smelltest.judge.repeats import once_a_file
from smelltest.judge.rule import Example, Finding, Note, finding, rule
from smelltest.link.knowledge.domains import (
    MAIL_PROVIDERS,
    above,
    is_published,
    is_registrable,
    registered,
    takes_no_mail,
)
from smelltest.link.texts.content import HOLE, Content, Passage

_ALONE = "|".join(map(re.escape, sorted(MAIL_PROVIDERS)))
_MAYBE = re.compile(
    rf"(?:@|%40)(?!(?:[\w-]+\.)*example\.(?:com|net|org)\b)(?=[\w-]*(?:[.{{%\0{HOLE}]|$))|\0(?:{_ALONE})(?=\0|$)"
)
"""What may be an address: what follows begins a domain, whose rest may stand in another literal; or a provider's alone, beside others."""
_TOKEN = re.compile(r"[^\s\"'<>(),;]*$")
_USERINFO = re.compile(r"://[^/?#]*$")
_OTHER_SCHEME = re.compile(r"\b(?:sips?|xmpp|acct|ssh|git):$", re.IGNORECASE)
_REMOTE = re.compile(r":(?:\d+\b|[\w~./-]*(?:/|\.git\b))")
_MESSAGE_ID = re.compile(r"^\W*(?:message-id|in-reply-to|references|content-id)\W", re.IGNORECASE)
_MADE_ID = re.compile(r"\d{8}|[A-Z]{16}")
"""What archives of mailing lists have in their URLs."""
_BRACKETED = re.compile(r"(?:^|[>\n])\s*<$")
"""What stands before the id of a message, and not before an address that has a name before it."""
_MADE_LOCAL = re.compile(r"\d{8}|[A-F\d]{16}|^[\da-f]{8}-[\da-f]{4}-|(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])\w{16}")
_ABOUT_THE_CODE = frozenset({"__author__", "__contact__", "__credits__", "__email__", "__maintainer__"})


@rule(
    "SM401",
    scope="content",
    fixable="safe",
    bad=[
        """
        EDITOR = "ada@island.so"
                 ^^^^^^^^^^^^^^^ SM401 'ada@island.so' is at a domain that is not reserved for tests: mail sent there reaches a stranger
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_sign_up():
            made = requests.post(f"{SHOP}/users", json={"email": "dave@bluepeakcoffee.com"}).json()
                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^ SM401 'dave@bluepeakcoffee.com' is at a domain that is not reserved for tests: …
            assert made["email"] == "dave@bluepeakcoffee.com"


        def test_search():
            assert requests.get(f"{SHOP}/users", params={"email": "dave@bluepeakcoffee.com"}).ok
                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^ SM401 'dave@bluepeakcoffee.com' is at a domain that is not reserved for tests: …
        """,
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
        Example(
            """
            def test_new_user(client):
                client.post("/users", json={"email": "ann@coffee-house.org"})
                                                     ^^^^^^^^^^^^^^^^^^^^^^ SM401 'ann@coffee-house.org'…


            def test_sandbox_knows_her(client):
                assert client.get("/users/1").json()["email"] == "ann@coffee-house.org"
                                                                 ^^^^^^^^^^^^^^^^^^^^^^ SM401 'ann@coffee-house.org'…


            def test_other_user(client):
                client.post("/users", json={"email": "max@Tea-House.NET"})
                                                     ^^^^^^^^^^^^^^^^^^^ SM401 'max@Tea-House.NET'…
            """,
            fixed="""
            def test_new_user(client):
                client.post("/users", json={"email": "ann@coffee-house.org"})


            def test_sandbox_knows_her(client):
                assert client.get("/users/1").json()["email"] == "ann@coffee-house.org"


            def test_other_user(client):
                client.post("/users", json={"email": "max@Example.COM"})
            """,
        ),
        Example(
            """
            import pytest
            from faker import Faker

            fake = Faker()


            @pytest.mark.parametrize("email", ["mail.ru", "example.com"])
                                               ^^^^^^^^^ SM401 '…@mail.ru' is at a domain that is not reserved for tests: mail sent there reaches a stranger
            def test_sign_up(client, email):
                client.post("/users", json={"email": fake.email(domain=email)})


            def test_sign_up_at_a_provider(client):
                client.post("/users", json={"email": fake.email(domain="gmail.com")})
                                                                       ^^^^^^^^^^^ SM401 '…@gmail.com' is at a domain that is not reserved for tests: mail sent there reaches a stranger
            """,
            fixed="""
            import pytest
            from faker import Faker

            fake = Faker()


            @pytest.mark.parametrize("email", ["example.org", "example.com"])
            def test_sign_up(client, email):
                client.post("/users", json={"email": fake.email(domain=email)})


            def test_sign_up_at_a_provider(client):
                client.post("/users", json={"email": fake.email(domain="example.net")})
            """,
        ),
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
        def test_ids_of_messages(answers):
            first = "<20300501114450.7104c5d2@mail.bluepeakcoffee.com>"
            both = "<AFCFCEB8EB0E24448E4E@bluepeakcoffee.com>\\n <4574b99b-edac-d8dc-9141-79c3109d2fcc@bluepeakcoffee.com>"
            assert answers(first) == [both]
        """,
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
            assert client.email.partition("@")[2] == "gmail.com"
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

    An address that a test repeats, to look it up or to compare it, is told once.

    Reserved are `example.com`, `example.net`, `example.org` and all below `.test`, `.example`, `.invalid` and
    `.localhost` (RFC 2606, RFC 6761).

    It is silent for what is no address that mail is sent to (SSH remotes, the user of a URL, handles, package
    versions, systemd units, service accounts), for malformed addresses, and for docstrings.

    The setting `own-domains` names domains at which you receive the mail of tests yourself, with those below
    them; `*` stands for any part.

    `--fix` puts `example.com` in the place of the domain where the address is a field of what a test sends, and in all
    literals of the file that hold the same address, so that a comparison with it still holds; another reserved domain
    where two addresses would become one. Where the file only looks for the address, or compares it, that is proposed
    only: what it is compared with may hold the old one. Of an address that is just kept in a name, it is not safe.
    Nothing is changed that another file holds with which this one may share it, nor the account of a login.
    """
    yield from once_a_file(content, _all(content))


def _all(content: Content) -> Iterator[Finding]:
    passages = list(content.passages(_MAYBE))
    seen = {
        passage: [match for match in ADDRESS.finditer(passage.text) if _is_strangers(match, passage, content)]
        for passage in dict.fromkeys(passages)
    }
    replacements = Replacements(content, {} if content.is_data else seen)
    alike = _alike(passages)
    for passage in passages:
        found = seen[passage]
        same = alike.get((passage.scope, passage.text), [passage])
        if same[0] is not passage:
            continue
        for site in dict.fromkeys(passage.site(match.end() - 1) for match in found):
            here = [match for match in found if passage.site(match.end() - 1) == site]
            yield finding(
                site.path,
                site.at,
                _message([match[0] for match in here]),
                confidence="certain",
                test=passage.scope or None,
                evidence=[
                    *(
                        Note("it is put together with what stands here", part.site.path, part.site.at)
                        for part in passage.parts
                        if part.site != site
                    ),
                    *(Note("it stands here, too", each.site(0).path, each.site(0).at) for each in same[1:]),
                ],
                advice="Use example.com, or a name below .test or .example (RFC 2606); list a domain of your own in own-domains.",
                remedy=None if content.is_data else replacements.remedy(passage, site, here),
            )


def _alike(passages: Iterable[Passage]) -> dict[tuple[str, str], list[Passage]]:
    """The literals of one test that are the same: a use of an address is no defect beside it."""
    found: dict[tuple[str, str], list[Passage]] = {}
    for passage in passages:
        if passage.scope and len(passage.parts) == 1 and HOLE not in passage.text:
            found.setdefault((passage.scope, passage.text), []).append(passage)
    return found


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
        or (_BRACKETED.search(before) is not None and _MADE_LOCAL.search(local) is not None)
    )


def _message(addresses: list[str]) -> str:
    first = quoted(addresses[0].replace(HOLE, "…"))
    more = len(set(addresses)) - 1
    if more:
        return (
            f"{first} and {more} more are at domains that are not reserved for tests: mail sent there reaches strangers"
        )
    return f"{first} is at a domain that is not reserved for tests: mail sent there reaches a stranger"
