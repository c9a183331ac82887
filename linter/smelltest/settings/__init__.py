"""What users can set, how layers of it add up, and what is said of a value that cannot be meant."""
