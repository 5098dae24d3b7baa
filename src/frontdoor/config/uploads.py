"""How much a stranger may send."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MAX_UPLOAD_BYTES = 40 * 1024 * 1024


class Limit(FileUploadHandler):
    """Refuses a request with more in its files than anything we take, before the disk is full of it."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the data on to the next handler. Raises RequestDataTooBig past the limit."""
        del start
        self._seen += len(raw_data)
        if self._seen > MAX_UPLOAD_BYTES:
            raise RequestDataTooBig("the files are too big together")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        del file_size
