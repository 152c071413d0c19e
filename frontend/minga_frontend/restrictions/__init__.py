"""What is laid upon stalls: the register for all, the reasons for whom it concerns, the form for who decides it."""
