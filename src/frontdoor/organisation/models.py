"""The council, its partners and what lies in its area. Filled from the council pack; rows are never deleted."""

from django.db import models
from django.utils import timezone

from frontdoor.organisation.types import AreaKind, Handoff


class Council(models.Model):
    """The one council this installation serves. `revision` grows with each load that changed anything."""

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    details = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    loaded_at = models.DateTimeField(default=timezone.now)


class Body(models.Model):
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    handoff = models.CharField(max_length=20, choices=[(h.value, h.value) for h in Handoff])
    explanation = models.TextField(default="")
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=254, blank=True)
    web = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True)


class Team(models.Model):
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    leads = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="team_member_once")]


class Area(models.Model):
    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in AreaKind])
    name = models.CharField(max_length=200)
    geometry = models.JSONField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "name"], name="area_by_kind")]


class Asset(models.Model):
    code = models.CharField(max_length=80, unique=True)
    layer = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="assets")
    geometry = models.JSONField()
    attributes = models.JSONField(default=dict)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["layer"], name="asset_by_layer")]


class Address(models.Model):
    uprn = models.BigIntegerField(unique=True)
    text = models.CharField(max_length=300)
    postcode = models.CharField(max_length=10)
    postcode_key = models.CharField(max_length=8, db_index=True)
    search = models.CharField(max_length=320)
    lat = models.FloatField()
    long = models.FloatField()
    district = models.CharField(max_length=60)
    withdrawn_at = models.DateTimeField(null=True)


class Street(models.Model):
    usrn = models.BigIntegerField(unique=True)
    name = models.CharField(max_length=200)
    town = models.CharField(max_length=120)
    search = models.CharField(max_length=330, db_index=True)
    lat = models.FloatField()
    long = models.FloatField()
    withdrawn_at = models.DateTimeField(null=True)


class NonWorkingDay(models.Model):
    """A day that does not count in one calendar. An administrator adds proclaimed days."""

    calendar = models.CharField(max_length=40)
    day = models.DateField()
    name = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="non_working_day_once")]
