"""Assemblies: called, prepared, held, minuted."""
