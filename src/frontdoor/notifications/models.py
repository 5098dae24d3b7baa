"""Templates, and the outbox of messages with how far each got."""

from django.db import models
from django.db.models import Q

from frontdoor.notifications.types import Delivery


class Template(models.Model):
    code = models.CharField(max_length=60)
    channel = models.CharField(max_length=20)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    key = models.CharField(max_length=90, unique=True)
    withdrawn_at = models.DateTimeField(null=True)


class Notification(models.Model):
    """One message to one recipient. Written with what it tells about; sent by a job; never sent twice."""

    template = models.CharField(max_length=60)
    channel = models.CharField(max_length=20, default="email")
    source_record = models.ForeignKey(
        "customers.SourceRecord", on_delete=models.PROTECT, null=True, related_name="+"
    )
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    about = models.CharField(max_length=60)
    once = models.CharField(max_length=120, unique=True)
    message_id = models.CharField(max_length=120, unique=True)
    delivery = models.CharField(
        max_length=20, choices=[(d.value, d.value) for d in Delivery], default=Delivery.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(source_record__isnull=False) | Q(user__isnull=False) | ~Q(address=""),
                name="notification_goes_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(delivery="sent", sent_at__isnull=False)
                | (~Q(delivery="sent") & Q(sent_at__isnull=True)),
                name="notification_sent_and_sent_at_together",
            ),
        ]
        indexes = [
            models.Index(fields=["about"], name="notification_by_about"),
            models.Index(
                fields=["id"],
                name="notification_needs_a_person",
                condition=Q(delivery__in=["failed", "unknown"]),
            ),
        ]
