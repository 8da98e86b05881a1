"""What is handed over at the end: documents drawn, signed and verified, and the hash chain behind them.

Read `documents.py` for what is drawn, `signer.py` for the signature, `verify.py` for what a stranger can check.
"""
