"""The rules of smelltest: a folder a family, a file a rule."""
