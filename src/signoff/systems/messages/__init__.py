"""Adapters of the port `ports.Messages`: everything that reaches a person."""
