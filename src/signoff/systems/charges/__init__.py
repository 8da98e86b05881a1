"""Adapters of the port `ports.Charges`: what was charged, and taking it back."""
