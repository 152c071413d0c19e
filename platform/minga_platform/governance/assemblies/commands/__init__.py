"""What changes assemblies."""
