"""What applicants, members, officers and treasurers do with the register, by verb."""
