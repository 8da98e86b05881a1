"""Adapters of the port `ports.Network`: the subscriber register and what serves the phone."""
