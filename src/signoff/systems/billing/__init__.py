"""Adapters of the port `ports.Billing`: recurring fees, bills and deposits."""
