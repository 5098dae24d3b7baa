"""What staff send with a form, read and checked."""
