"""Contacts and their messages."""

from django.db import models
from django.db.models import Q

from frontdoor.contacts.types import Channel, Direction


class Contact(models.Model):
    """One approach by a customer, or by us to them, on one channel.

    `source` and `external_id` are what a partner system calls it: the same delivery twice is one contact.
    """

    channel = models.CharField(max_length=20, choices=[(c.value, c.value) for c in Channel])
    direction = models.CharField(max_length=5, choices=[(d.value, d.value) for d in Direction])
    source_record = models.ForeignKey(
        "customers.SourceRecord", on_delete=models.PROTECT, null=True, related_name="+"
    )
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=120, null=True)
    signposted_to = models.ForeignKey(
        "organisation.Body", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                name="contact_once_per_delivery",
                condition=Q(external_id__isnull=False),
            ),
        ]


class Message(models.Model):
    """Words of one contact, as they came."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=5, choices=[(d.value, d.value) for d in Direction])
    body = models.TextField()
    at = models.DateTimeField()


class Attachment(models.Model):
    """A file of a contact. `is_public` after somebody or a rule decided that everybody may see it."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    is_public = models.BooleanField(default=False)
    token = models.CharField(max_length=43, unique=True)
