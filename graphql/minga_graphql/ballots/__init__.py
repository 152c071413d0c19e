"""Votes as programs see them: what is asked, casting, paper, and what came of it."""
