"""Open Know-How manifests in the registry: brought in by upload, by address and in bulk, and given out in three formats."""
