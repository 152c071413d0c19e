"""The ground floor: ids, money, time, units of work. Knows no feature."""
