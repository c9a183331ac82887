"""Write the pages that follow from the code, of rules and settings: `python docs/generate.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from smelltest.edge.packs import installed_rules
from smelltest.report.page import index, page
from smelltest.settings import EXTENDABLE, schema

FOLDER = Path(__file__).parent

SETTINGS = """# Settings

In `pyproject.toml` below `[tool.smelltest]`, or in `smelltest.toml`. The nearest one upward of a test counts;
globs are relative to the file that holds them. Where a key has an `extend-` form, that adds to the value
instead of taking its place. `smelltest config` shows what is in force, and where it comes from.
"""


def pages() -> dict[str, str]:
    """All generated pages, by their paths in this folder."""
    rules = installed_rules()
    return {
        "settings.md": settings(schema()),
        "rules/index.md": index(rules),
        **{f"rules/{rule.code}.md": page(rule) for rule in rules},
    }


def settings(schema: Mapping[str, Any]) -> str:
    """The page of all settings, a table for each of their tables."""
    definitions = schema["$defs"]
    plain, tables = {}, {}
    for key, value in definitions["Settings"]["properties"].items():
        name = json.dumps(value).partition('"#/$defs/')[2].partition('"')[0]
        (tables if name else plain)[key] = definitions[name] if name else value
    parts = [SETTINGS, "\n".join(rows(plain))]
    for key, table in tables.items():
        parts += [f"\n## {key}\n\n{table['description']}\n", "\n".join(rows(table["properties"]))]
    return "\n".join(parts) + "\n"


def rows(properties: Mapping[str, Any]) -> Iterator[str]:
    yield "| key | meaning | default |"
    yield "| --- | --- | --- |"
    for key, value in properties.items():
        if key.removeprefix("extend-") not in EXTENDABLE - {key}:
            keys = f"`{key}`, `extend-{key}`" if key in EXTENDABLE else f"`{key}`"
            yield f"| {keys} | {value['description']} | {default(value.get('default'))} |"


def default(value: object) -> str:
    words = value if isinstance(value, list | tuple) else [value] if value else []
    return ", ".join(f"`{word}`" for word in words)


def main() -> None:
    wanted = pages()
    (FOLDER / "rules").mkdir(exist_ok=True)
    for path in (FOLDER / "rules").glob("*.md"):
        if f"rules/{path.name}" not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
