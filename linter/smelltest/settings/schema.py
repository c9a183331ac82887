"""The JSON schema of a settings file."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

import msgspec

from smelltest.settings.tables import EXTENDABLE, Settings


def schema() -> dict[str, Any]:
    """The JSON schema of a settings file."""
    whole = msgspec.json.schema(Settings)
    for table in whole["$defs"].values():
        table["description"] = cleandoc(table["description"])
    fields = whole["$defs"]["Settings"]["properties"]
    additions = {
        f"extend-{key}": {
            **{name: part for name, part in fields[key].items() if name != "default"},
            "description": f"Added to `{key}`.",
        }
        for key in sorted(EXTENDABLE)
    }
    extend = {"extend": {"type": "string", "description": "Another settings file, over which this one is laid."}}
    whole["$defs"]["Settings"]["properties"] = {**extend, **fields, **additions}
    return whole
