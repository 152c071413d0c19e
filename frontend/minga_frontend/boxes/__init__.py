"""Boxes that come by themselves: offered, taken, looked after, and told of."""
