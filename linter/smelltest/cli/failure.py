"""How a verb ends that cannot do what it was asked to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from smelltest.edge.packs import PackError
from smelltest.edge.writing import NotWrittenError
from smelltest.settings.validation import SettingsError


class WrongUse(click.ClickException):
    """Ends the program with status 2 and a line on standard error."""

    exit_code = 2


@contextmanager
def as_wrong_use() -> Iterator[None]:
    """Turn what is wrong with settings, rule packs or files to write into a line on standard error and status 2."""
    try:
        yield
    except (SettingsError, PackError, NotWrittenError) as error:
        raise WrongUse(str(error)) from error
