"""The commons: works to look at, to make, to improve."""
