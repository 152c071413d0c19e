"""The building around the goods: layout, components, static files, protection. Knows no feature."""
