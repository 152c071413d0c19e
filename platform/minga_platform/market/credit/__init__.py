"""What the co-op owes buyers before they buy: store credit of a person, gift vouchers of whoever bears the code."""
