"""The counter: the staff's screen, at /counter beside the portal. `site.py` has every route with who may take it."""
