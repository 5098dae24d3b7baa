"""Reads about customers. Looking at one in full is an operation, because it is recorded."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from frontdoor.core.prepared import prepared
from frontdoor.customers import policies
from frontdoor.customers.models import Customer, SourceRecord
from frontdoor.customers.types import Keys

__all__ = ["Customer", "SourceRecord"]


@dataclass(frozen=True, slots=True)
class CustomerShown:
    """A customer as staff see them: the newest of what they told us, and every record behind it."""

    id: int
    name: str
    email: str
    phone: str
    address: str
    postcode: str
    records: tuple[SourceRecord, ...]


def source_record(source_record_id: int) -> SourceRecord | None:
    return SourceRecord.objects.filter(id=source_record_id).first()


def source_records(ids: Iterable[int]) -> dict[int, SourceRecord]:
    return SourceRecord.objects.in_bulk(list(ids))


def source_record_ids_of(customer_id: int) -> list[int]:
    """The records that belong to a customer now."""
    return list(SourceRecord.objects.filter(customer_id=customer_id).values_list("id", flat=True))


def same_person(keys: Keys) -> SourceRecord | None:
    """A record that is surely of the same person (see policies.surely_same), the newest of them."""
    name, email, phone = keys.name, keys.email, keys.phone
    if not (email or phone) or not name:
        return None
    # one after the other: of an address that very many records have, only the newest few are read then
    found = [*(_by_email(name, email) if email else ()), *(_by_phone(name, phone) if phone else ())]
    return max(found, key=lambda record: record.pk, default=None)


@prepared
def _by_email(name: str, email: str) -> QuerySet[SourceRecord]:
    return SourceRecord.objects.filter(email_key=email, name_key=name).order_by("-id")[:1]


@prepared
def _by_phone(name: str, phone: str) -> QuerySet[SourceRecord]:
    return SourceRecord.objects.filter(phone_key=phone, name_key=name).order_by("-id")[:1]


def find(words: str, *, limit: int = 25) -> list[int]:
    """Customers whose e-mail or phone is exactly this, newest first."""
    email, phone = policies.email_key(words), policies.phone_key(words)
    ways = Q(email_key=email) if "@" in email else Q()
    if phone:
        ways |= Q(phone_key=phone)
    if not ways:
        return []
    rows = (
        SourceRecord.objects.filter(ways).order_by("-id").values_list("customer_id", flat=True)[: limit * 4]
    )
    return list(dict.fromkeys(rows))[:limit]


def shown(customer_id: int, *, without: Collection[int] = ()) -> CustomerShown | None:
    """A customer as chosen from their records: each detail from the newest record that has it.

    `without` are records to leave out; None where that leaves nothing.
    """
    rows = SourceRecord.objects.filter(customer_id=customer_id).exclude(id__in=without)
    records = tuple(rows.order_by("-received_at", "-id")[:200])
    if not records:
        return None

    def newest(name: str) -> str:
        return next((str(getattr(r, name)) for r in records if getattr(r, name)), "")

    return CustomerShown(
        customer_id,
        newest("name"),
        newest("email"),
        newest("phone"),
        newest("address"),
        newest("postcode"),
        records,
    )
