"""Adapters of the port `ports.Charging`: prepaid balances and allowances."""
