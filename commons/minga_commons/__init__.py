"""What cooperators make and share: licences, registry, contributions. Folders come with their first feature."""
