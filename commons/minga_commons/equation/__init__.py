"""The value equation: how recognised contributions become parts of an income, by rules that members vote on."""
