"""Cash as people hold it: boxes, shifts, counts by two, deposits at the bank, and what happens at the counter."""
