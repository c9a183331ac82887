"""Write the pages that follow from the code and from what was measured: `python docs/generate.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from smelltest.edge.packs import installed_rules
from smelltest.report.page import index, page
from smelltest.settings.schema import schema
from smelltest.settings.tables import EXTENDABLE

FOLDER = Path(__file__).parent

SETTINGS = """# Settings

In `pyproject.toml` below `[tool.smelltest]`, or in `smelltest.toml` without that prefix:

```toml
[tool.smelltest]
extend-unique-fields = ["badge_number"]
per-file-ignores = { "tests/legacy/*" = ["cleanup"] }

[tool.smelltest.cleanup]
fixtures = ["clean_shop"]

[tool.smelltest.factories]
user = "tests.factories.create_user"
```

Most suites need none: clients, fixtures and helpers are found by reading them. `smelltest init` proposes what is
worth setting, each with what was seen that speaks for it; `smelltest init --write` adds that to the file.

The nearest file upward of a test counts, and globs are relative to the file that holds them. Where a key has an
`extend-` form, that adds to the value instead of taking its place. An unknown key or a wrong value is an error that
names it. `smelltest config` shows what is in force, and where it comes from.
"""

ACCURACY = """# Accuracy

How often smelltest is right, and how much it sees, in {suites} public test suites, with default settings. Findings were
drawn at random, the rules in turns, and read with the whole test, its fixtures and helpers; functions were drawn at
random, and it was said what should be reported in them before smelltest was asked. The
[benchmarks](../benchmarks/README.md) hold what was said, and tell how to measure it again.

- **precision**: of the findings that are reported today and were read, how many are right. What was read as wrong has
  been mended where it could be, so this figure flatters.
- **first contact**: the same in suites that had never been looked at, of the version of that day, before anything of
  them was mended. Since then it got better; by how much in suites like yours, only such a look would tell.
- **recall**: of what should be reported in the functions that were read, how much is.

The percentages are the 95% interval (Wilson): between them lies the true figure, as far as chance is concerned.
"""


def pages() -> dict[str, str]:
    """All generated pages, by their paths in this folder."""
    rules = installed_rules()
    measured = json.loads((FOLDER / "accuracy.json").read_text(encoding="utf-8"))
    return {
        "accuracy.md": accuracy(measured),
        "settings.md": settings(schema()),
        "rules/index.md": index(rules),
        **{f"rules/{rule.code}.md": shown(page(rule), measured["rules"].get(rule.code, {})) for rule in rules},
    }


def accuracy(measured: Mapping[str, Any]) -> str:
    """The page of what was measured, a row for each rule."""
    figures = ("precision", "first", "recall")
    rows = ["| rule | findings | precision | first contact | recall |", "| --- | --- | --- | --- | --- |"]
    every = {"findings": measured["findings"], **measured["all"]}
    for name, one in {"all": every, **measured["rules"]}.items():
        rule = name if name == "all" else f"[{name}](rules/{name}.md)"
        rows.append(f"| {rule} | {one['findings']} | {' | '.join(figure(one.get(key)) for key in figures)} |")
    return ACCURACY.format(suites=measured["suites"]) + "\n" + "\n".join(rows) + "\n"


def figure(one: Mapping[str, Any] | None) -> str:
    return f"{one['hits']} of {one['of']} ({one['low']:.0%} to {one['high']:.0%})" if one else "—"


_ENOUGH = 5
"""What was read less often tells nothing of a rule by itself."""


def shown(page: str, one: Mapping[str, Any]) -> str:
    """A rule's page, which says below its head how often the rule is right, as far as it was measured."""
    measured = [key for key in ("precision", "recall") if key in one and one[key]["of"] >= _ENOUGH]
    said = [f"Measured {key}: {figure(one[key])}." for key in measured]
    title, head, rest = page.split("\n\n", 2)
    more = [f"{' '.join(said)} [How it is measured](../accuracy.md)."] if said else []
    return "\n\n".join((title, head, *more, rest))


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
            choices = f" One of {default(value['enum'])}." if "enum" in value else ""
            yield f"| {keys} | {value['description']}{choices} | {default(value.get('default'))} |"


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
