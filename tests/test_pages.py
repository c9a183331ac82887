"""The generated pages are committed as they would be generated now."""

import runpy
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def test_no_page_is_stale() -> None:
    wanted = runpy.run_path(str(DOCS / "generate.py"))["pages"]()
    paths = (DOCS / "accuracy.md", DOCS / "settings.md", *(DOCS / "rules").glob("*.md"))
    committed = {path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    stale = sorted(name for name in {*wanted, *committed} if wanted.get(name) != committed.get(name))
    assert not stale, f"run `python docs/generate.py`: {', '.join(stale)}"
