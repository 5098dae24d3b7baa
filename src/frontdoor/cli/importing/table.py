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

from frontdoor.cli.council.source import NOT_KEPT
from frontdoor.cli.faults import Fault, Usage
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

    def rows(self) -> Iterator[tuple[int, list[str] | None]]:
        """Each row that is not empty, with the line it ends on. Raises Fault where the file breaks off.

        None stands for a row with a value that is too long; the next row begins on the line after it.
        """
        with self._open() as lines:
            reader = csv.reader(lines)
            next(reader)
            while True:
                try:
                    row = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield reader.line_num, None
                else:
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
            raise Usage(f"{self.path} is a folder. Name a file.") from None
        except FileNotFoundError:
            raise Usage(f"There is no file {self.path}.") from None


def digest_of(*paths: Path) -> str:
    """What tells these files' contents from all others."""
    whole = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


class Rejects:
    """A CSV file of rows that could not be taken, with line and reason. It is there when it is whole."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path = path
        self._part = path.with_name(f"{path.name}.part-{os.getpid()}")
        self._file = self._part.open("w", newline="", encoding="utf-8", errors="replace")
        self._writer = csv.writer(self._file)
        self.add(["line", "reason", *columns])

    def add(self, cells: Sequence[object]) -> None:
        """Write one row; nothing in it can run in a spreadsheet."""
        self._writer.writerow([formula_safe(str(cell)) for cell in cells])

    def keep(self) -> None:
        """Put the file in its place."""
        self._file.close()
        self._part.replace(self.path)

    def discard(self) -> None:
        """Leave nothing behind where the file was not kept."""
        self._file.close()
        self._part.unlink(missing_ok=True)


def _header(names: list[str], path: Path) -> list[str]:
    names = [name.strip() for name in names]
    if NOT_KEPT.search("".join(names)):
        raise Fault(f"{path} is no CSV file in UTF-8: its first line must name its columns.")
    if not any(names):
        raise Fault(f"{path} is empty. Its first line must name its columns.")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Fault(f'{path} has the column "{twice}" twice. Rename one of them.')
    return names
