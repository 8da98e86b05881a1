"""Adapters of the port `ports.Payments`: money out to the holder."""
