"""A stand-in for Stripe on loopback: the same protocol, play money, and faults on request."""
