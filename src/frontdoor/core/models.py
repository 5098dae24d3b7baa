"""Rows every room leans on: the audit chain, waiting jobs, stored files, rate windows."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class AuditHead(models.Model):
    """The last link of one audit chain. A writer locks any free head, so writers never queue."""

    partition = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")


class AuditEntry(models.Model):
    """One thing that somebody did. Holds ids, never personal data. Never changed, never deleted."""

    partition = models.PositiveSmallIntegerField()
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    why = models.CharField(max_length=500)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partition", "seq"], name="audit_entry_one_per_link"),
        ]
        indexes = [models.Index(fields=["subject", "id"], name="audit_entry_by_subject")]


class Job(models.Model):
    """Work waiting to be done outside the transaction that asked for it. Removed when done."""

    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True, unique=True)
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=32, default="")
    gave_up_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["run_at"], name="job_due", condition=Q(gave_up_at__isnull=True)),
        ]


class Schedule(models.Model):
    """When a repeating job is next wanted."""

    kind = models.CharField(max_length=60, primary_key=True)
    next_at = models.DateTimeField()


class StoredFile(models.Model):
    """A file kept by its content. The bytes are in FRONTDOOR_DATA/files."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField(default=timezone.now)


class RateWindow(models.Model):
    """How often something was tried in one window of time. The key is a digest, not an address."""

    key = models.CharField(max_length=64, primary_key=True)
    ends = models.BigIntegerField()
    count = models.PositiveIntegerField()


class CacheRow(models.Model):
    """A value of the shared cache, as JSON, until its time is over (seconds since 1970)."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.TextField()
    expires = models.FloatField(db_index=True)
