"""How the search of a co-op reads words: which of them mean the same."""
