"""The whole loop, played once on a fresh installation."""
