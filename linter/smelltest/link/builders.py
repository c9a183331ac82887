"""Where in the suite a create belongs: to a test, a fixture, a setup, or a step of a builder or factory."""

from __future__ import annotations

from smelltest.link.suite import Test
from smelltest.link.timeline import Effect
from smelltest.link.values import Site


def home(test: Test, create: Effect) -> tuple[str, Site]:
    """Whose task it is to take away what a create made, and the call there.

    `test`, `fixture` (a factory fixture's inner function too), `setup`, or `module`.
    """
    if create.stage.kind in {"fixture", "setup", "module"}:
        return create.stage.kind, create.site
    for caller, site in zip(create.callers, create.chain):
        path, _, qualname = caller.partition("::")
        for fixture_path, fixture in test.fixtures:
            if path == fixture_path and qualname.startswith(fixture + "."):
                return "fixture", site
    return "test", create.site
