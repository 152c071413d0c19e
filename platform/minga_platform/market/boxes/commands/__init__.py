"""What changes a box, a subscription to it, and what is made of them."""
