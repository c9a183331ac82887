"""Values that differ in each run, in the place of those that repeat."""
