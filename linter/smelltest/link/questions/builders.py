"""Where in the suite a create belongs: to a test, a fixture, a setup, or a step of a builder or factory."""

from __future__ import annotations

from smelltest.link.knowledge.verbs import words
from smelltest.link.questions.leaks import leaks
from smelltest.link.questions.records import creates
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect
from smelltest.link.values import Literal, Site


def home(test: Test, create: Effect) -> tuple[str, Site]:
    """Whose task it is to take away what a leaking create made, and the call there.

    `step` (of a builder that registers what its others make), `fixture` (a factory fixture's inner function
    too), `setup`, `module` or `test`.
    """
    step = _forgetting_step(test, create)
    if step is not None:
        return "step", step
    if create.stage.kind in {"fixture", "setup", "module"}:
        return create.stage.kind, create.site
    for caller, site in zip(create.callers, create.chain, strict=True):
        path, _, qualname = caller.partition("::")
        for fixture_path, fixture in test.fixtures:
            if path == fixture_path and qualname.startswith(fixture + "."):
                if _MAKING.isdisjoint(words(qualname)) and _only_sends(create, site):
                    continue
                return "fixture", site
    return "test", create.site


_MAKING = frozenset({"make", "maker", "create", "creator", "factory", "build", "builder", "new"})
"""Words by which a fixture's function says that it makes what its caller names, and does not send alone."""


def _only_sends(create: Effect, inside: Site) -> bool:
    """Whether a fixture's inner function makes whatever its caller names: `send("/users", …)`, not `new_user(…)`."""
    named = next((one for one in reversed(create.segments) if isinstance(one, Literal)), None)
    if named is None or named.site is None:
        return False
    call = create.chain[0]
    if named.site.path != call.path:
        return False
    return call.path != inside.path or call.at.line <= named.site.at.line <= call.at.end_line


def _forgetting_step(test: Test, create: Effect) -> Site | None:
    """The call in a builder's step that makes something which the step does not register."""
    steps = dict(test.timeline.steps)
    for caller, site in zip(create.callers, create.chain, strict=True):
        registers = steps.get(caller)
        if registers is False or (registers and _registers_others(test, create, caller)):
            return site
        if registers:
            return None  # It did its part: what it calls to make the record need not, and no one has it undone.
    return None


def _registers_others(test: Test, create: Effect, step: str) -> bool:
    """Whether the same step makes something else, which is taken away."""
    leaking = leaks(test)
    return any(step in other.callers and other not in leaking for other in creates(test) if other is not create)
