"""What the timelines of a suite tell, in the words of the rules."""
