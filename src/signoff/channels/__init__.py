"""How people come in: a folder for each channel; they know the desk and domain values, and never one another."""
