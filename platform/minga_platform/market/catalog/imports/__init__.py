"""From the file of another shop to a plan of what would change here: pure, no database."""
