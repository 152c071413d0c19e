"""The material commons: tools and rooms that members book, hand over to each other, and keep in order."""
