"""What buyers say of what they got: once per line, answered once by the maker, hidden only by two with a reason."""
