"""Everything a co-op has, and single lists of it, as files that any program reads: asked for, made by the worker, fetched."""
