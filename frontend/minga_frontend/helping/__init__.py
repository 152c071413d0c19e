"""Acting for a member who agreed: the agreements, the switch, sheets of paper, and what was done."""
