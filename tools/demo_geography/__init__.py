"""Draws the demo council's county: borders, roads, parks, lights and addresses of no place on earth."""
