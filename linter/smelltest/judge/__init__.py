"""The rules over the suite: from timelines to findings."""
