"""What joins the house to the outside: adapters, settings, database, command line."""
