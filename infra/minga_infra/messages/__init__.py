"""How messages leave: SMTP, a gateway for text messages, a queue for paper, and on a laptop a folder to look into."""
