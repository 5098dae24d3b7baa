"""The rows of a CSV file, plain or compressed, read as a stream, and the rows that are handed back."""

import csv
import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from frontdoor.cli.faults import Fault
from frontdoor.core.text import formula_safe

MOST_CHARACTERS = 1_000_000  # of one value
_GZIP = b"\x1f\x8b"


class Table:
    """A CSV file with names in its first line. Bytes that are no UTF-8 reach the reader as lone surrogates."""

    def __init__(self, path: Path) -> None:
        self.path = path
        csv.field_size_limit(MOST_CHARACTERS)
        with self._open() as lines:
            self.columns = _header(next(csv.reader(lines), []), path)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that is not empty, with the line it ends on. Raises Fault where the file breaks off."""
        with self._open() as lines:
            reader = csv.reader(lines)
            next(reader)
            for row in reader:
                if row:
                    yield reader.line_num, row

    @contextmanager
    def _open(self) -> Iterator[IO[str]]:
        try:
            with self.path.open("rb") as file:
                packed = file.peek(2)[:2] == _GZIP
                raw = gzip.GzipFile(fileobj=file) if packed else file
                with io.TextIOWrapper(
                    raw, encoding="utf-8-sig", errors="surrogateescape", newline=""
                ) as lines:
                    yield lines
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise Fault(
                f"{self.path} breaks off in the middle or is damaged. What was read before is kept: "
                "get the whole file and import it."
            ) from None
        except csv.Error as error:
            raise Fault(f"{self.path} is no CSV file that can be read: {error}.") from None
        except IsADirectoryError:
            raise Fault(f"{self.path} is a folder. Name a file.") from None
        except FileNotFoundError:
            raise Fault(f"There is no file {self.path}.") from None


def digest_of(*paths: Path) -> str:
    """What tells these files' contents from all others."""
    whole = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


class Rejects:
    """A CSV file of rows that could not be taken, with line and reason. It is there when it is whole."""

    def __init__(self, path: Path | None, columns: Sequence[str]) -> None:
        self._path = path
        self._part = path.with_name(f"{path.name}.part-{os.getpid()}") if path else None
        self._file = (
            self._part.open("w", newline="", encoding="utf-8", errors="replace") if self._part else None
        )
        self._writer = csv.writer(self._file) if self._file else None
        self.add(["line", "reason", *columns])

    def add(self, cells: Sequence[object]) -> None:
        """Write one row; nothing in it can run in a spreadsheet."""
        if self._writer:
            self._writer.writerow([formula_safe(str(cell)) for cell in cells])

    def keep(self) -> None:
        """Put the file in its place."""
        if self._file and self._part and self._path:
            self._file.close()
            self._part.replace(self._path)

    def discard(self) -> None:
        """Leave nothing behind where the file was not kept."""
        if self._file and self._part:
            self._file.close()
            self._part.unlink(missing_ok=True)


def _header(names: list[str], path: Path) -> list[str]:
    names = [name.strip() for name in names]
    if not any(names):
        raise Fault(f"{path} is empty. Its first line must name its columns.")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Fault(f'{path} has the column "{twice}" twice. Rename one of them.')
    return names
