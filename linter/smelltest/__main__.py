"""`python -m smelltest`."""

from smelltest.cli import run

run()
