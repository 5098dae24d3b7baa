"""Rows written without compiling SQL are those that Django would have written."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from frontdoor.core.models import Job, StoredFile
from frontdoor.core.rows import write_now

T = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def job(key: str | None) -> Job:
    return Job(kind="k", payload={"a": [1, "ŵ", None]}, key=key, run_at=T, created_at=T, lease_until=None)


def test_a_row_is_written_with_its_id_as_save_would(db: None) -> None:
    ours, theirs = job("one"), job("two")
    write_now(ours)
    theirs.save(force_insert=True)
    assert ours.pk != theirs.pk
    columns = [f.attname for f in Job._meta.concrete_fields if f.attname not in {"id", "key"}]
    found = [Job.objects.get(id=row.pk) for row in (ours, theirs)]
    assert [getattr(found[0], name) for name in columns] == [getattr(found[1], name) for name in columns]
    assert found[0].key == "one"
    assert found[0].run_at == T


def test_it_can_be_changed_and_saved_again(db: None) -> None:
    row = job(None)
    write_now(row)
    row.attempts = 3
    row.save()
    assert (Job.objects.count(), Job.objects.get(id=row.pk).attempts) == (1, 3)


def test_what_is_taken_is_refused(db: None) -> None:
    write_now(StoredFile(sha256="a" * 64, size=1, content_type="x"))
    with pytest.raises(IntegrityError), transaction.atomic():
        write_now(StoredFile(sha256="a" * 64, size=2, content_type="y"))
    assert StoredFile.objects.get().size == 1
