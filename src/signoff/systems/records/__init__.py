"""Adapters of the port `ports.Records`: the carrier's subscriber records."""
