"""CSV with line numbers."""

import csv
import io
from collections.abc import Iterator, Sequence

from frontdoor.cli.council.source import Unreadable, shown

MAX_BYTES = 200_000_000
_MAX_FIELD = 5_000


def read_csv(text: str, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the line it begins on. Raises Unreadable for a file whose columns are not these, in any order,
    and for a row that does not fit them."""
    csv.field_size_limit(_MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(header, columns)
        line = reader.line_num + 1
        for row in reader:
            if row:
                if len(row) != len(header):
                    raise Unreadable(
                        f"this row has {len(row)} columns and the first line has {len(header)}; "
                        "put quotes around values with a comma in them",
                        line,
                    )
                yield line, dict(zip(header, (value.strip() for value in row), strict=True))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"this is not CSV: {shown(error, 100)}; look at the quotes", line) from None


def _check_header(header: list[str], columns: Sequence[str]) -> None:
    wanted = ", ".join(columns)
    for name in header:
        if name not in columns:
            raise Unreadable(f'there is no column "{shown(name)}"; columns are {wanted}', 1)
        if header.count(name) > 1:
            raise Unreadable(f'the column "{name}" is there twice; keep one', 1)
    missing = [name for name in columns if name not in header]
    if missing:
        raise Unreadable(f'the column "{missing[0]}" is missing; columns are {wanted}', 1)
