"""What stands before every answer: hosts, forged requests, who asks, and a reference for the log."""
