"""The suite's files as one program: what its names mean, which of its functions are tests, which fixtures they get."""
