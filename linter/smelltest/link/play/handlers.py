"""What single functions give and do, by their dotted names: Python's own, pytest's, and small ones of other packages."""

from __future__ import annotations

from smelltest.link.play.builtin_functions import BUILTINS
from smelltest.link.play.handling import Handler
from smelltest.link.play.packages import PACKAGES
from smelltest.link.play.standard_library import STANDARD

HANDLERS: dict[str, Handler] = {**BUILTINS, **STANDARD, **PACKAGES}
