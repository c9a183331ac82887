"""What smelltest knows about other people's packages: tables, a file a subject."""
