"""Adapters of the port `ports.Loyalty`: points and rewards."""
