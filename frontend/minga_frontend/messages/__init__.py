"""Messages that lie in the folder of a laptop, to be looked at."""
