"""What people and officers say about each service: words only, no rules."""
