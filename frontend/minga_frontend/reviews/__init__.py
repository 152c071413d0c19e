"""What buyers said, on the pages of goods, stalls and orders; and the desk of moderators."""
