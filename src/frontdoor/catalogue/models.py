"""Services and the versions of their forms."""

from django.db import models
from django.utils import timezone


class Service(models.Model):
    """What the council provides. Its form may change; each case keeps the version it was asked with."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    group = models.CharField(max_length=100)
    summary = models.CharField(max_length=500)
    page = models.TextField()
    lgsl = models.PositiveIntegerField(null=True)
    keywords = models.JSONField(default=list)
    channels = models.JSONField(default=list)
    team = models.ForeignKey("organisation.Team", on_delete=models.PROTECT, related_name="+")
    promise = models.CharField(max_length=300)
    clock = models.CharField(max_length=40)
    limit_amount = models.PositiveIntegerField()
    limit_unit = models.CharField(max_length=20)
    public_reports = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    layers = models.JSONField(default=list)
    within_metres = models.FloatField(default=30.0)
    layers_when = models.JSONField(null=True)
    form = models.ForeignKey("FormVersion", on_delete=models.PROTECT, related_name="+", null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class FormVersion(models.Model):
    """One version of a service's form, never changed. `digest` is of its definition."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="form_versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="form_version_numbered_once"),
        ]
