"""The registry as programs see it: works in the commons, their releases, and what becomes of them."""
