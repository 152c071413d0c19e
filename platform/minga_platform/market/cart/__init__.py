"""What a visitor means to buy, over many stalls and co-ops."""
