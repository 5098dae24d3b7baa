"""Files of other systems: their mappings, their rows, what is rejected."""
