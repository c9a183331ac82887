"""How a function of which only the name is known is told what it gives and does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from smelltest.link.play.objects import Object, freeze
from smelltest.link.values import Literal, Symbol, Unknown
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter


NONE = Literal(None)
UNKNOWN = Unknown("unknown")
Handler = Callable[["Interpreter", "list[Object]", "dict[str, Object]", facts.AnyExpression, "Frame"], Object]


def first(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """What it is given comes back as it is."""
    return a[0] if a else next(iter(k.values()), UNKNOWN)


def nothing(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """It does nothing that a test would see."""
    return NONE


STOPPED = Symbol("pytest.skip")
"""What a call answers that ends the test where it stands."""


def unknown(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """What it gives is not known, but for what went into it."""
    return Unknown("call", None, tuple(v for v in (freeze(x, 3) for x in a) if not isinstance(v, Unknown)))
