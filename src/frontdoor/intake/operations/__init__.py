"""Writes on the way in."""

from frontdoor.intake.operations.drafts import (
    MAX_PHOTOS,
    answer_page,
    discard,
    forget_old_drafts,
    keep_photo,
    remove_photo,
    start_draft,
    submit_draft,
)
from frontdoor.intake.operations.importing import begin_import, finish_import, import_batch
from frontdoor.intake.operations.loading import LoadedSubmission, load_submissions
from frontdoor.intake.operations.receiving import join_report, partner_says, receive, say_more, signpost

__all__ = [
    "MAX_PHOTOS",
    "LoadedSubmission",
    "answer_page",
    "begin_import",
    "discard",
    "finish_import",
    "forget_old_drafts",
    "import_batch",
    "join_report",
    "keep_photo",
    "load_submissions",
    "partner_says",
    "receive",
    "remove_photo",
    "say_more",
    "signpost",
    "start_draft",
    "submit_draft",
]
