"""The pages of the desk: read the request, make one call, translate back."""
