"""What a test makes, and the call that takes it away."""
