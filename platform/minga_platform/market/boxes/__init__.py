"""Boxes that come by themselves: what is in them, who takes one, and the order that each delivery becomes."""
