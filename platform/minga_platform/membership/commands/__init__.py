"""What people and offices do, by verb."""
