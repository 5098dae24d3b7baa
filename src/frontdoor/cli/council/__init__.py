"""Council packs: reading, checking and loading them."""
