"""What is put to the members: from a draft to a certified decision and what follows from it."""
