"""What the co-op may lay upon a stall, and how: its sales suspended or its payouts held back, with reason, evidence and an end."""
