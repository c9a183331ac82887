"""`python -m smelltest`."""

from smelltest.cli import main

main()
