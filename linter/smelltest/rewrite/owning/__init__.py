"""Records and state of a test's own, in the place of somebody's."""
