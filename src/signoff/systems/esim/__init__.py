"""Adapters of the port `ports.Esim`: the eSIM server."""
