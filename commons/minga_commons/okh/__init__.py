"""Open Know-How manifests: read in both formats, repaired and told, written in both. Pure: no database, no network."""
