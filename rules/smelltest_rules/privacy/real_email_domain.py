"""SM401."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from smelltest.judge.evidence import quoted
from smelltest.judge.finding import Finding
from smelltest.judge.rule import finding, rule
from smelltest.link.suite import Suite
from smelltest.read.facts import Module

_EMAIL = re.compile(r"(?<![\w.+%/:-])[A-Za-z0-9._%+-]*@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24})(?![\w@:/-])(?!\.\w)")
_RESERVED = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net|edu)|test|example|invalid|localhost|local|localdomain|internal|lan)$", re.IGNORECASE
)
_NOT_MAIL = re.compile(r"\.(?:service|socket|timer|target|mount|py|js|ts|css|html?|json|ya?ml|xml|png|jpe?g|gif|svg|git|txt|md|sh|conf|cfg)$")


@rule("SM401", scope="file", fixable="safe")
def real_email_domain(module: Module, suite: Suite) -> Iterator[Finding]:
    """An email address is at a domain that a stranger may own."""
    for words in module.words:
        if "@" not in words.text:
            continue
        for match in _EMAIL.finditer(words.text):
            domain = match.group(1).lower()
            if _RESERVED.search(domain) or _NOT_MAIL.search(domain) or _own(suite, domain) or match.group().startswith("git@"):
                continue
            yield finding(
                module.path,
                words.at,
                f"{quoted(match.group())} is at a domain that is not reserved for tests: mail sent there reaches a stranger",
                confidence="certain",
                test=words.scope or None,
                advice="Use example.com, or a name below .test or .example (RFC 2606).",
            )


def _own(suite: Suite, domain: str) -> bool:
    return any(fnmatchcase(domain, pattern) for pattern in suite.settings.own_domains)
