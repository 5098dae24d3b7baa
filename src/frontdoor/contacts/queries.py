"""Reads of contacts."""

from collections.abc import Iterable

from django.db.models import QuerySet

from frontdoor.contacts.models import Attachment, Contact, Message
from frontdoor.core.prepared import prepared

__all__ = ["Attachment", "Contact", "Message"]


def by_external_id(source: str, external_id: str) -> Contact | None:
    """The contact a partner system knows by this id."""
    return Contact.objects.filter(source=source, external_id=external_id).first()


def contacts(ids: Iterable[int]) -> list[Contact]:
    """Contacts with their messages and attachments, oldest first."""
    rows = Contact.objects.filter(id__in=list(ids)).select_related("source_record")
    return list(rows.prefetch_related("messages", "attachments").order_by("received_at", "id"))


def attachment(token: str) -> Attachment | None:
    """The attachment with this unguessable token."""
    return Attachment.objects.select_related("file", "contact").filter(token=token).first()


def attachments(contact_ids: Iterable[int]) -> list[Attachment]:
    return _attachments(list(contact_ids))


@prepared
def _attachments(contact_ids: list[int]) -> QuerySet[Attachment]:
    return Attachment.objects.filter(contact_id__in=contact_ids).select_related("file").order_by("id")


def of_source_records(ids: Iterable[int], *, limit: int = 200) -> list[Contact]:
    """Contacts of these source records, newest first."""
    rows = Contact.objects.filter(source_record_id__in=list(ids)).select_related("service")
    return list(rows.order_by("-received_at", "-id")[:limit])


def known(source: str, external_id: str) -> bool:
    """Was this delivery kept before?"""
    return Contact.objects.filter(source=source, external_id=external_id).exists()


def known_ids(source: str, external_ids: Iterable[str]) -> set[str]:
    """Which of these deliveries were kept before."""
    rows = Contact.objects.filter(source=source, external_id__in=list(external_ids))
    return {str(found) for found in rows.values_list("external_id", flat=True)}
