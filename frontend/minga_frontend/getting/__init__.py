"""Times to fetch goods, ways to have them brought, and keeping both."""
