"""What ships for testing: contract suites that every adapter must pass (`contracts/`)."""
