"""Drafts that are being filled in, and submissions as they were sent."""

import uuid

from django.db import models


class Draft(models.Model):
    """Answers so far. `seen` are the pages somebody was on; kept 30 days after the last change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, related_name="+")
    form_version = models.ForeignKey("catalogue.FormVersion", on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    seen = models.JSONField(default=list)
    file_names = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_index=True)


class Submission(models.Model):
    """One set of answers as it was sent, with the version of the form it answers. Never changed."""

    key = models.CharField(max_length=120, unique=True)
    contact = models.OneToOneField("contacts.Contact", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    form_version = models.ForeignKey(
        "catalogue.FormVersion", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    answers = models.JSONField(default=dict)
    sent_at = models.DateTimeField()


class ImportProgress(models.Model):
    """How far an import of a file came, so that it goes on where it stopped. `digest` is of file and mapping."""

    digest = models.CharField(max_length=64, unique=True)
    rows_done = models.PositiveBigIntegerField(default=0)
    loaded = models.PositiveBigIntegerField(default=0)
    skipped = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
