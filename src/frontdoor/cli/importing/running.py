"""Importing a file of requests: batch by batch, saying how far it is."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from frontdoor.catalogue import queries as catalogue
from frontdoor.cli.faults import Fault
from frontdoor.cli.importing.mapping import Faulty, read_mapping
from frontdoor.cli.importing.table import MOST_CHARACTERS, Rejects, Table, digest_of
from frontdoor.core.actors import SYSTEM
from frontdoor.intake import operations as intake
from frontdoor.intake import policies
from frontdoor.intake.types import AnotherImport, Imported, ImportedRequest, ImportRules, Rejected

BATCH = 500
_SAY_EVERY = 2.0  # seconds
_REASONS_SAID = 3
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Result:
    """How an import ended. `resumed_at` is the row at which an earlier one had stopped, 0 for none."""

    done: Imported
    resumed_at: int
    seconds: float


def run(path: Path, mapping: Path, rejects_path: Path, *, say: Say) -> Result:
    """Import a file. Raises Fault with a sentence for whatever its user can do something about."""
    table = Table(path)
    services = [service.code for service in catalogue.services()]
    if not services:
        raise Fault("There are no services yet. Load a council pack first: frontdoor council load demo")
    try:
        rules = read_mapping(mapping, columns=table.columns, services=services)
    except Faulty as faulty:
        raise Fault("\n".join(faulty.faults)) from None
    rejects = Rejects(rejects_path, table.columns)
    try:
        result = _Run(table, rules, rejects, digest_of(path, mapping), say).run()
        rejects.keep()
    finally:
        rejects.discard()
    return result


class _Run:
    def __init__(self, table: Table, rules: ImportRules, rejects: Rejects, digest: str, say: Say) -> None:
        self._table, self._rules, self._rejects, self._digest, self._say = table, rules, rejects, digest, say
        self._began = self._said = time.monotonic()
        self._reasons = 0

    def run(self) -> Result:
        self._done = intake.begin_import(self._digest, at=timezone.now())
        resumed_at = self._done.rows
        if resumed_at:
            self._say(f"Going on after row {resumed_at:,}, where the import of this file stopped.")
        requests: list[ImportedRequest] = []
        rejected = 0
        for number, (line, row) in enumerate(self._table.rows(), 1):
            found = self._read(line, row)
            # rows of an earlier run are read again, for their rejects and for nothing else
            if number <= resumed_at:
                continue
            if found is None:
                rejected += 1
            else:
                requests.append(found)
            if len(requests) + rejected == BATCH:
                self._load(requests, rejected)
                requests, rejected = [], 0
                self._tell(resumed_at)
        if requests or rejected:
            self._load(requests, rejected)
        intake.finish_import(self._digest, at=timezone.now())
        return Result(self._done, resumed_at, time.monotonic() - self._began)

    def _read(self, line: int, row: Sequence[str] | None) -> ImportedRequest | None:
        columns = self._table.columns
        try:
            if row is None:
                raise Rejected(
                    f"a value is longer than {MOST_CHARACTERS:,} characters; look for a quotation mark too many "
                    "above this line"
                )
            if len(row) != len(columns):
                raise Rejected(f"it has {len(row)} columns and the first line has {len(columns)}")
            return policies.read_request(dict(zip(columns, row, strict=True)), self._rules, at=timezone.now())
        except Rejected as reason:
            self._rejects.add([line, str(reason), *(row or ())])
            self._reasons += 1
            if self._reasons <= _REASONS_SAID:
                self._say(f"Line {line} is rejected: {reason}.")
            elif self._reasons == _REASONS_SAID + 1:
                self._say(f"More rows are rejected: {self._rejects.path} will have them all with the reason.")
            return None

    def _load(self, requests: Sequence[ImportedRequest], rejected: int) -> None:
        try:
            self._done = intake.import_batch(
                self._digest, requests, rejected=rejected, so_far=self._done, by=SYSTEM, at=timezone.now()
            )
        except AnotherImport:
            raise Fault("This file is being imported by another command. Let that one finish.") from None

    def _tell(self, resumed_at: int) -> None:
        now = time.monotonic()
        if now - self._said >= _SAY_EVERY:
            self._said = now
            speed = (self._done.rows - resumed_at) / (now - self._began)
            self._say(f"{self._done.rows:,} rows, {self._done.loaded:,} loaded, {speed:,.0f} rows a second")
