"""Why a fix is not written: as it is told, and as those who try fixes act on it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Refusal(Struct, frozen=True):
    """A reason, and what it hangs on: what would have to be otherwise for the fix to be written after all.

    That is the file of the finding or what that stands on, any of the `others`, that `several` files may be written
    together, or the `person` who was asked.
    """

    text: str
    hangs_on: Literal["file", "others", "several", "person"] = "file"


NO_REASON = Refusal("")
