"""Files kept by their content, written so that a row never points at a file that is not there."""

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from frontdoor.core import crash
from frontdoor.core.models import StoredFile


def keep(data: bytes, *, content_type: str) -> StoredFile:
    """Keep these bytes and return their row. The same content is kept once. Raises OSError when the disk is full."""
    digest = hashlib.sha256(data).hexdigest()
    path = _path(digest)
    if not path.exists():
        if not path.parent.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _sync_folder(path.parent.parent)
        fresh = path.with_name(f"{digest}.{secrets.token_hex(4)}")
        try:
            with fresh.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            fresh.replace(path)
            _sync_folder(path.parent)
        finally:
            fresh.unlink(missing_ok=True)
    crash.point("file.written")
    row, _ = StoredFile.objects.get_or_create(
        sha256=digest, defaults={"size": len(data), "content_type": content_type}
    )
    return row


def read(file_id: int) -> tuple[bytes, str]:
    """The bytes and content type of a stored file. Raises LookupError where there is none."""
    row = StoredFile.objects.filter(id=file_id).first()
    if row is None or not _path(row.sha256).exists():
        raise LookupError("no such file")
    return _path(row.sha256).read_bytes(), row.content_type


def forget(file_id: int) -> bool:
    """Remove a file for good where no row refers to it; False where one does, or there is no such file."""
    row = StoredFile.objects.filter(id=file_id).first()
    if row is None:
        return False
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, IntegrityError):
        return False
    _path(row.sha256).unlink(missing_ok=True)
    return True


def _path(digest: str) -> Path:
    return Path(settings.DATA) / "files" / digest[:2] / digest


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
