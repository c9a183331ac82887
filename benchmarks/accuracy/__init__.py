"""How often smelltest is right, and how much it sees, in public suites that people have read.

`python -m benchmarks.accuracy --help` tells the commands, README.md beside the benchmarks how they go together.
"""
