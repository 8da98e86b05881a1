"""Signoff ends mobile lines properly."""
