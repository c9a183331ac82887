"""What a test leaves to chance: values that are drawn anew in each run, and the day on which it runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from smelltest.link.knowledge.fields import snake
from smelltest.link.questions.claims import must_not_repeat
from smelltest.link.questions.flows import Flow
from smelltest.link.questions.records import field_values
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Effect, sources
from smelltest.link.values import Comparison, Made, Pairs, Value, atoms
from smelltest.read.facts import Attribute, Call, Name

_SEEDS = re.compile(r"(?:.*\.)?(?:seed|seed_instance|seed_all|seed_everything|manual_seed)")
_STOPS_CLOCK = re.compile(r"(?:.*\.)?(?:freeze_time|freeze|travel|move_to|freezer|frozen_time|time_machine)")
_PATCHED_CLOCK = re.compile(r"(?:datetime|date|now|today|utcnow|time|timezone)$")
_DRAWN = frozenset({"random", "faker"})
_CLOCK = frozenset({"clock"})
_EQUALITY = frozenset({"==", "!=", "in", "not in"})


class Draw(Struct, frozen=True, eq=False):
    """A value that is drawn at random and sent, and an assertion about the answer."""

    flow: Flow
    made: Made
    check: Check


def draws(test: Test) -> Iterator[Draw]:
    """The values that are drawn at random on which an assertion depends that does not show them."""
    for check in _checks(test):
        shown = {atom.site for atom in atoms(check.condition) if isinstance(atom, Made)}
        for effect in sources(check.condition):
            if effect.order in test.timeline.rejected or effect.refused:
                continue
            for flow in _sent(effect):
                for made in _made(flow.value, _DRAWN):
                    if made.site not in shown and not made.unique and not must_not_repeat(test, flow):
                        yield Draw(flow, made, check)


def days(test: Test) -> Iterator[tuple[Made, Check]]:
    """The days, or coarser times, that the clock tells and an answer is to equal, with the assertion."""
    for check in _checks(test):
        condition = check.condition
        if isinstance(condition, Comparison) and condition.operator in _EQUALITY:
            sent = {made.site for effect in sources(condition) for made in _sent_clock(effect)}
            for made in _made(condition, _CLOCK):
                if sources(condition) and not made.unique and made.site not in sent:
                    yield made, check


def _sent_clock(effect: Effect) -> Iterator[Made]:
    return (made for flow in _sent(effect) for made in _made(flow.value, _CLOCK))


def is_seeded(suite: Suite) -> bool:
    """Whether something in a file or in a conftest above it seeds what draws at random."""
    return any(_SEEDS.fullmatch(name) for name in _called(suite))


def is_clock_stopped(test: Test, suite: Suite) -> bool:
    """Whether a test, its file or a conftest above it decides what the clock tells."""
    fixtures = (name for _, name in test.fixtures)
    return any(_STOPS_CLOCK.fullmatch(name) for name in (*fixtures, *test.missing, *_called(suite))) or any(
        words.text.count(".") and _PATCHED_CLOCK.search(words.text) for words in suite.module.words
    )


def _checks(test: Test) -> Iterator[Check]:
    return (event for event in test.timeline.events if isinstance(event, Check))


def _sent(effect: Effect) -> Iterator[Flow]:
    """What an effect carries, in its payload, its query or by position."""
    for key, value in (*field_values(effect.fields), *effect.query.entries):
        if not isinstance(value, Pairs):
            yield Flow(effect, "field", snake(key), value, effect.site)
    for value in effect.arguments:
        yield Flow(effect, "argument", snake(effect.resource or ""), value, effect.site)


def _made(value: Value, kinds: Iterable[str]) -> Iterator[Made]:
    return (atom for atom in atoms(value) if isinstance(atom, Made) and atom.kind in kinds)


def _called(suite: Suite) -> frozenset[str]:
    """What is called, or is a decorator, in a file and in the conftests above it."""
    return frozenset(name for module in (suite.module, *suite.conftests) for name in _calls(module.body))


def _calls(node: Any) -> Iterator[str]:
    if isinstance(node, tuple):
        for item in node:
            yield from _calls(item)
    elif isinstance(node, Struct):
        if isinstance(node, Call):
            yield from _spelled(node.function)
        for decorator in getattr(node, "decorators", ()):
            yield from _spelled(decorator)
        for field in node.__struct_fields__:
            yield from _calls(getattr(node, field))


def _spelled(node: Any) -> Iterator[str]:
    if isinstance(node, (Name, Attribute)):
        yield node.name
