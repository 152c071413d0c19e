"""A file per part of a cash box's day."""
