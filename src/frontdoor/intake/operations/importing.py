"""Requests that another system has had: loaded in batches, each whole or not at all, and none of them twice."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError

from frontdoor.cases import operations as cases
from frontdoor.cases.operations import LoadedCase, LoadedEntry
from frontdoor.cases.types import EntryKind, NewCase, Status, Visibility, Where
from frontdoor.catalogue import queries as catalogue
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.contacts import operations as contacts
from frontdoor.contacts import queries as contact_queries
from frontdoor.core import audit, clocks
from frontdoor.core.actors import Actor
from frontdoor.customers import operations as customers
from frontdoor.intake import queries
from frontdoor.intake.models import ImportProgress
from frontdoor.intake.types import AnotherImport, Imported, ImportedRequest
from frontdoor.organisation import queries as organisation

_TRIES = 3


def begin_import(digest: str, *, at: datetime) -> Imported:
    """Begin to import a file, or go on where an import of it stopped. `digest` is of file and mapping.

    A file that was imported to its end is read anew: what is known already is then skipped.
    """
    row, _ = ImportProgress.objects.get_or_create(digest=digest, defaults={"updated_at": at})
    if row.finished_at is None:
        return Imported(row.rows_done, row.loaded, row.skipped, row.rejected)
    ImportProgress.objects.filter(id=row.pk).update(
        rows_done=0, loaded=0, skipped=0, rejected=0, finished_at=None, updated_at=at
    )
    return Imported()


def import_batch(
    digest: str,
    requests: Sequence[ImportedRequest],
    *,
    rejected: int,
    so_far: Imported,
    by: Actor,
    at: datetime,
) -> Imported:
    """Load these requests and note how far the import is, in one transaction with one audit entry.

    What is known by its source and id is skipped, also where another file brought it. `rejected` more rows were
    read and cannot be taken. Raises AnotherImport where somebody else went on with the same file.
    """
    for attempt in range(_TRIES):
        try:
            with audit.transaction():
                return _batch(digest, requests, rejected=rejected, so_far=so_far, by=by, at=at)
        except IntegrityError:
            # another file brought one of these in the meantime: it is known now
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def finish_import(digest: str, *, at: datetime) -> None:
    """Note that the file was read to its end."""
    ImportProgress.objects.filter(digest=digest).update(finished_at=at, updated_at=at)


def _batch(
    digest: str,
    requests: Sequence[ImportedRequest],
    *,
    rejected: int,
    so_far: Imported,
    by: Actor,
    at: datetime,
) -> Imported:
    progress = ImportProgress.objects.select_for_update().get(digest=digest)
    if progress.rows_done != so_far.rows or progress.finished_at is not None:
        raise AnotherImport
    fresh = _unknown(requests)
    _load(fresh, by=by, at=at)
    now = Imported(
        so_far.rows + len(requests) + rejected,
        so_far.loaded + len(fresh),
        so_far.skipped + len(requests) - len(fresh),
        so_far.rejected + rejected,
    )
    progress.rows_done, progress.loaded = now.rows, now.loaded
    progress.skipped, progress.rejected, progress.updated_at = now.skipped, now.rejected, at
    progress.save()
    audit.record("requests.imported", subject=f"import:{progress.pk}", by=by, at=at, loaded=len(fresh))
    return now


def _unknown(requests: Sequence[ImportedRequest]) -> list[ImportedRequest]:
    """Those that were not delivered before, each once: the first of its id counts."""
    by_source: dict[str, list[str]] = {}
    for one in requests:
        by_source.setdefault(_delivered_by(one), []).append(one.external_id)
    seen = {
        (source, external_id)
        for source, ids in by_source.items()
        for external_id in contact_queries.known_ids(source, ids)
    }
    fresh = []
    for one in requests:
        delivery = (_delivered_by(one), one.external_id)
        if delivery not in seen:
            seen.add(delivery)
            fresh.append(one)
    return fresh


def _delivered_by(one: ImportedRequest) -> str:
    return f"import:{one.source}"


def _load(requests: Sequence[ImportedRequest], *, by: Actor, at: datetime) -> None:
    services = {code: _service(code) for code in {one.service for one in requests}}
    named = [one for one in requests if one.identity]
    records = customers.load(((one.identity, one.opened_at) for one in named), source="import")
    record_ids = {id(one): known.source_record_id for one, known in zip(named, records, strict=True)}
    contact_ids = contacts.load(
        contacts.Received(
            one.channel,
            one.description,
            one.opened_at,
            source_record_id=record_ids.get(id(one)),
            service_id=services[one.service].id,
            source=_delivered_by(one),
            external_id=one.external_id,
        )
        for one in requests
    )
    cases.load(
        _case(one, services[one.service], contact_id, record_ids.get(id(one)), by=by, at=at)
        for one, contact_id in zip(requests, contact_ids, strict=True)
    )


def _service(code: str) -> ServiceShown:
    found = catalogue.service(code)
    if found is None:
        raise LookupError(f"there is no service {code}")
    return found


def _case(
    one: ImportedRequest,
    service: ServiceShown,
    contact_id: int,
    record_id: int | None,
    *,
    by: Actor,
    at: datetime,
) -> LoadedCase:
    settled = queries.settle(Where(text=one.place, point=one.point), service, {})
    ours = settled.responsibility.ours
    standard = service.standard
    due = clocks.due(standard.limit, one.opened_at, organisation.calendar()) if ours else None
    return LoadedCase(
        new=NewCase(
            service_id=service.id,
            service_name=service.name,
            form_version_id=service.form_version_id,
            team_id=service.team_id,
            contact_id=contact_id,
            source_record_id=record_id,
            title=one.category or service.name,
            description=one.description,
            where=settled.where,
            body_id=settled.responsibility.body_id,
            noticed_at=one.opened_at,
            promise=(standard.clock, standard.limit) if ours else None,
            is_public=service.public_reports and not service.restricted,
            restricted=service.restricted,
            search_words=f"{one.category} {one.external_id} {one.identity.name}",
        ),
        opened_at=one.opened_at,
        status=one.status,
        outcome=one.outcome,
        explanation=_explanation(one) if one.closed_at else "",
        closed_at=one.closed_at,
        updated_at=one.updated_at,
        owner_id=None,
        entries=_entries(one, contact_id, by=by),
        by=by,
        # nobody is called about a limit that ran out in another system
        told_overdue_at=at if due and due <= at and one.closed_at is None else None,
    )


def _explanation(one: ImportedRequest) -> str:
    return one.explanation or (one.outcome.words if one.outcome else "")


def _entries(one: ImportedRequest, contact_id: int, *, by: Actor) -> list[LoadedEntry]:
    entries = [
        LoadedEntry(
            one.opened_at,
            EntryKind.OPENED,
            Visibility.PUBLIC,
            by,
            status=Status.RECEIVED,
            contact_id=contact_id,
        )
    ]
    if one.link:
        entries.append(
            LoadedEntry(
                one.opened_at,
                EntryKind.NOTE,
                Visibility.STAFF,
                by,
                words=f"Photo or file elsewhere: {one.link[:2000]}",
            )
        )
    if one.status is not Status.RECEIVED or one.explanation:
        entries.append(
            LoadedEntry(
                one.closed_at or one.updated_at,
                EntryKind.STATUS,
                Visibility.PUBLIC,
                by,
                words=_explanation(one) if one.closed_at else one.explanation,
                status=one.status,
                outcome=one.outcome,
            )
        )
    return entries
