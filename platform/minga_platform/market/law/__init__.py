"""What the law asks to be told of goods, and on what legal basis a co-op uses features that touch money."""
