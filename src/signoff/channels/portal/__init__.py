"""The web pages for subscribers: the request, its requirements one at a time, live status, the documents.

Read `site.py` for the routes and `parts.py` for what is handed in; the rules are behind the desk.
"""
