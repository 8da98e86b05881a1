"""What ships for testing: a scripted person, an auditor, and the contract suites that every adapter must pass."""
