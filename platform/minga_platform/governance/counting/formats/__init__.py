"""Files that hold ballots, one format each. A malformed file is refused with the line and column where it goes wrong."""
