"""Voting: the list of votes, the ballot, the codes, the result, and the board on which anybody counts again."""
