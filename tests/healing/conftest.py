"""The suites beside these tests are what is healed: they need a server, and are run by the tests alone."""

collect_ignore = ["suites"]
