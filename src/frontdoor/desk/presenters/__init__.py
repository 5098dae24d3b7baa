"""Between a record and a page: what staff read, in words."""
