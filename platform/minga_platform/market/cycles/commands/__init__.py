"""The verbs of order cycles: planning them, and their rounds."""
