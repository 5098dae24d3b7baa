"""How the log is written."""

import logging


class Refused(logging.Formatter):
    """Requests that were refused, one short line each: which kind, without a traceback and without what was sent.

    Anybody can send them by the thousand, so neither the disk nor the log's reader may suffer from it.
    """

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} a request was refused", style="{")

    def formatException(self, ei: object) -> str:
        """Nothing."""
        del ei
        return ""
