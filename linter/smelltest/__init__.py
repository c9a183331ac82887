"""smelltest tells which tests do not own their data."""

__version__ = "0.1.0"
