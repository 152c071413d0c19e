"""What sales leave with the commons, and how it is divided and paid."""
