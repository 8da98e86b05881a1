"""Adapters to a carrier's systems: one folder per port, one module per kind of system behind it.

`sandbox_carrier.py` wires all sandbox adapters of one carrier; docs/systems.md says what every adapter must do.
"""
