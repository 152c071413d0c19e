"""Working groups: members who look after something together, with a purse and their own consent about it."""
