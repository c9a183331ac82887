"""How web frameworks declare by which routes records are made and taken away, as the text of a product has it."""

from __future__ import annotations

CREATING = (
    r"@\w*(?:router|app|bp|blueprint|api)\w*\.post\(\s*(?:path\s*=\s*)?[\"']"
    r"|@\w+\.route\([^)]*[\"']POST[\"']"  # Flask's `methods=`
)
"""A route of FastAPI's, or of Flask's, by which something is made."""

DELETING = (
    r"@\w+\.delete\(\s*(?:path\s*=\s*)?[rf]?[\"'][^\"']*[{<]"  # FastAPI, Flask 2 and later: with an id in the path
    r"|[\"']DELETE[\"']"  # Flask's `methods=`, Django's `require_http_methods`
    r"|\bdef delete\(\s*self"  # views that are classes: Django, Flask, aiohttp, Tornado
    r"|@delete\("  # Litestar
    r"|@\w+\.delete\(\s*[A-Z_a-z]"  # a path that is a constant
    r"|ViewSet\b|Destroy"  # the generic views of Django REST framework
)
"""A route by which a record is deleted by its id, or what may be one."""
