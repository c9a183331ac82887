"""From a suite to the settings that fit it: what was seen, how often, and where."""
