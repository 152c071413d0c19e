"""What the law asks: on what basis a co-op uses its features, and what is told of goods."""
