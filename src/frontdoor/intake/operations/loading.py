"""Bulk loading of submissions that were sent in the past: migration, demonstration data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frontdoor.intake.models import Submission


@dataclass(frozen=True, slots=True)
class LoadedSubmission:
    """One set of answers as it was sent. `key` is its own for ever: the same key is the same submission."""

    key: str
    contact_id: int
    case_id: int
    form_version_id: int
    answers: Mapping[str, Any]
    sent_at: datetime


def load_submissions(submissions: Iterable[LoadedSubmission]) -> None:
    """Keep many sets of answers with the cases they led to, in the caller's transaction."""
    Submission.objects.bulk_create(
        [
            Submission(
                key=one.key,
                contact_id=one.contact_id,
                case_id=one.case_id,
                form_version_id=one.form_version_id,
                answers=dict(one.answers),
                sent_at=one.sent_at,
            )
            for one in submissions
        ],
        batch_size=500,
    )
