"""What the web channels share: forms, languages, words, style, and how each requirement is rendered and read."""
