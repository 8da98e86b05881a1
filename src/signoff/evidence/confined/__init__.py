"""Reads strangers' files in a process of its own that can reach nothing: no file, no network, no other process.

`room.py` is what runs there, `walls.py` what confines it; `signoff.evidence.intake` starts it and judges its answer.
"""
