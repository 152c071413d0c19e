"""The drawn goods of the demo, by material. A drawing is a function of a canvas and a seeded chance."""
