"""The checker of published boards: one file that anybody can download, read and run, without us."""
