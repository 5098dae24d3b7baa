"""Customers and what each channel said of them."""

from django.db import models
from django.utils import timezone


class Customer(models.Model):
    """A person or organisation, known as a set of source records. What is shown is chosen from these."""

    created_at = models.DateTimeField(default=timezone.now)


class SourceRecord(models.Model):
    """What one channel said of somebody, kept as delivered and never overwritten.

    `customer` is membership: merging and splitting move it and nothing else.
    The keys are for finding: folded name, lower-case address, international phone number.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="source_records")
    source = models.CharField(max_length=40)
    received_at = models.DateTimeField()
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    address = models.CharField(max_length=500, blank=True)
    uprn = models.BigIntegerField(null=True)
    extra = models.JSONField(default=dict)
    name_key = models.CharField(max_length=200, blank=True)
    email_key = models.CharField(max_length=254, blank=True)
    phone_key = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            # whole, not only of records that have one: SQLite would not see that such an index has what is asked
            models.Index(fields=["email_key"], name="source_record_by_email"),
            models.Index(fields=["phone_key"], name="source_record_by_phone"),
        ]


class MembershipChange(models.Model):
    """A source record was moved from one customer to another: what merging and splitting leave behind."""

    source_record = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="moves")
    from_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    to_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=500)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
