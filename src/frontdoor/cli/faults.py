"""What a command says when it cannot go on: one clear sentence, never a traceback, for what may happen."""

import errno
import sys

DISK_FULL = "There is no space left on the disk. Free some, then run this again: what was finished is kept."

_UNUSABLE = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOENT,
    errno.ENAMETOOLONG, errno.ELOOP,
}  # fmt: skip


class Fault(Exception):
    """A command cannot go on for a reason that its user can do something about. The text says both."""

    code = 1


class Usage(Fault):
    """The command was used wrongly, in a way that the argument parser cannot see."""

    code = 2


def sentence(error: BaseException) -> str | None:
    """The one line for a fault that may be expected; None for a fault of ours, which needs its traceback."""
    if isinstance(error, Fault):
        return str(error)
    if isinstance(error, OSError):
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return DISK_FULL
        if error.errno in _UNUSABLE and error.filename:
            return f"Cannot use {error.filename}: {error.strerror}."
        return None
    if "django.db" not in sys.modules:
        return None
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    if isinstance(error, DatabaseError):
        return _database_sentence(str(error).strip())
    if isinstance(error, ImproperlyConfigured) and "psycopg" in str(error):
        return (
            "DATABASE_URL names PostgreSQL, which needs one more package: pip install 'frontdoor[postgres]'"
        )
    return None


def _database_sentence(reason: str) -> str | None:
    text = reason.lower()
    if "locked" in text or "lock timeout" in text:
        return "The database is busy: another program has kept it locked for too long. Try again."
    if "is full" in text or "no space left" in text:
        return DISK_FULL
    if "readonly" in text or "read-only" in text:
        return "The database may not be written by this user. Change its owner or its permissions."
    if "unable to open database file" in text:
        return (
            "The database cannot be opened. Check that FRONTDOOR_DATA names a folder this user may write to."
        )
    if "not a database" in text or "malformed" in text:
        return f"The database file is damaged or is something else ({reason}). Restore it from a copy."
    if any(sign in text for sign in ("connect", "terminating", "couldn't get a connection")):
        return "Cannot connect to the database: " + " ".join(reason.split())
    return None
