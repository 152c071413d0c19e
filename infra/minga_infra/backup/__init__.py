"""One file that holds a whole minga, sealed, and the way back."""
