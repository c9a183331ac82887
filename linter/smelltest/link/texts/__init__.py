"""What the files of a suite write out, whether it runs or not."""
