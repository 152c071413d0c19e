"""The registry: works in the commons, their releases that never change, and who derived what from whom."""
