"""One module a command (or a small family of commands). Each has `register(subparsers)`."""
