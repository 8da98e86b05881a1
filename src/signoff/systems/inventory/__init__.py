"""Adapters of the port `ports.Numbers`: the number inventory."""
