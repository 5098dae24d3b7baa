"""Where messages leave the house."""
