"""How a file speaks of a text, a module or a collection: regexes over its bare text, for any file, be it code or data.

Each says no more than that something may be so, which is enough to leave a fix.
"""

from __future__ import annotations

import re


def literally(text: str) -> str:
    """A text, wherever it stands."""
    return re.escape(text)


def importing(module: str) -> str:
    """An import of a module, or of what is in it, by the last part of its name."""
    return rf"\b(?:from|import)\s+[\w.]*\b{re.escape(module)}\b"


def record_url(collection: str, ending: str) -> str:
    """The end of a URL that names a record by its id."""
    return rf"/{re.escape(collection)}/\{{[^{{}}]+\}}{ending}[\"']"


def comparison(text: str) -> str:
    """A literal that something is compared with; what it is looked for by, a rule finds."""
    literal = rf"[\"']{re.escape(text)}[\"']"
    return rf"(?:[=!]=|\bin)\s*[\[(]?{literal}|{literal}\s*(?:[=!]=|in\b)|assert\w*\([^()\n]*,\s*{literal}"


def payload(text: str) -> str:
    """A literal under a key, in a line that speaks of no query."""
    return rf"(?m)^(?!.*\b(?:params|query)\b).*[\"']\w+[\"']\s*:\s*[\"']{re.escape(text)}[\"']"


ID_IN_ANSWER = r"\bjson\(\)(?:\[|\.get\()[\"']id[\"']"
"""Where the id of a record is read from the body of an answer."""
REQUESTED_DELETE = (
    r"\.delete\(\s*(?:url\s*=\s*)?(?:f?[\"'][^\"'\n]*/|(?:\w+\.)*\w*(?i:url|uri|path|endpoint|base|api|host)\w*)"
)
"""Where a client is asked to delete what stands at an address."""


def argument(text: str) -> str:
    """A literal that a call is given, by position or as a keyword."""
    return rf"(?:\(|,|\w=)\s*[\"']{re.escape(text)}[\"']\s*[,)]"
