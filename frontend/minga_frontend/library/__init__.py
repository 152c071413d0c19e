"""Tools and rooms for people: booked, handed over, looked after."""
