"""What is given away with a certificate: a verifier that stands alone, and the archive that holds them both."""
