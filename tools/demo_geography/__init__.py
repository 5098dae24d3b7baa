"""Draws the demo council's county: borders, roads, parks, lights and addresses of a place that is not there."""
