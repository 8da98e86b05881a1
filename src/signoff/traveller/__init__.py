"""What helps a traveller with any carrier, also one that runs nothing of ours: whose card it is, and how to leave.

Channels call it; it reads the carriers' facts, follows the rules of `domain/`, and stores nothing.
"""
