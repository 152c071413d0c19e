"""What search engines and readers of feeds fetch: sitemaps, Atom, robots.txt."""
