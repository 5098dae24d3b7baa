"""Writes about customers."""

from collections.abc import Collection, Iterable
from datetime import datetime

from frontdoor.core import audit
from frontdoor.core.actors import Actor
from frontdoor.core.rows import write_now
from frontdoor.customers import policies, queries
from frontdoor.customers.models import Customer, MembershipChange, SourceRecord
from frontdoor.customers.types import Identity, Keys, Known


def keep(identity: Identity, *, source: str, by: Actor, at: datetime) -> Known:
    """Keep what a channel says of somebody as a new source record, with its customer.

    It joins a customer we know only where that is sure (policies.surely_same); else it starts a new one.
    Runs inside the caller's transaction, whose audit entry names the record.
    """
    keys = policies.keys(identity)
    known = queries.same_person(keys)
    customer_id = known.customer_id if known else _new_customer(at)
    record = SourceRecord(customer_id=customer_id, **_columns(identity, keys, source, at))
    write_now(record)
    audit.record("source_record.kept", subject=f"customer:{customer_id}", by=by, at=at, record=record.pk)
    return Known(record.pk, customer_id, known is None)


def look(
    *, customer_id: int, by: Actor, why: str, at: datetime, without: Collection[int] = ()
) -> queries.CustomerShown | None:
    """All that a customer told us, for somebody with a reason; the look itself is recorded.

    `without` are source records that this person may not know of.
    """
    with audit.transaction():
        found = queries.shown(customer_id, without=without)
        if found is not None:
            audit.record("customer.looked_at", subject=f"customer:{customer_id}", by=by, at=at, why=why)
    return found


def seen(*, customer_ids: Iterable[int], by: Actor, why: str, at: datetime) -> None:
    """Record that somebody saw who these customers are: on the page of a case, or among what a search found."""
    with audit.transaction():
        for customer_id in customer_ids:
            audit.record("customer.seen", subject=f"customer:{customer_id}", by=by, at=at, why=why)


def move(*, source_record_id: int, to_customer_id: int, why: str, by: Actor, at: datetime) -> None:
    """Say that a record belongs to another customer: merging or splitting, one record at a time."""
    with audit.transaction():
        record = SourceRecord.objects.select_for_update().get(id=source_record_id)
        if record.customer_id == to_customer_id:
            return
        MembershipChange.objects.create(
            source_record=record,
            from_customer_id=record.customer_id,
            to_customer_id=to_customer_id,
            why=why,
            by=str(by),
            at=at,
        )
        came_from = record.customer_id
        record.customer_id = to_customer_id
        record.save(update_fields=["customer"])
        audit.record(
            "source_record.moved",
            subject=f"customer:{to_customer_id}",
            by=by,
            at=at,
            why=why,
            record=record.pk,
            came_from=came_from,
        )


def load(identities: Iterable[tuple[Identity, datetime]], *, source: str) -> list[Known]:
    """Bulk form of `keep`, for imports and demonstration data: the same rule, few statements.

    Runs inside the caller's transaction; the caller writes one audit entry for the batch.
    """
    batch = list(identities)
    known = _sure_customers([identity for identity, _ in batch])
    fresh: dict[tuple[str, ...], Customer] = {}
    rows: list[tuple[SourceRecord, Customer | None]] = []
    for identity, at in batch:
        row = SourceRecord(**_columns(identity, policies.keys(identity), source, at))
        keys = [("e", row.name_key, row.email_key)] if row.name_key and row.email_key else []
        keys += [("p", row.name_key, row.phone_key)] if row.name_key and row.phone_key else []
        customer_id = next((known[k] for k in keys if k in known), None)
        new = None
        if customer_id is None:
            new = next((fresh[k] for k in keys if k in fresh), None) or Customer(created_at=at)
            for k in keys:
                fresh[k] = new
        else:
            row.customer_id = customer_id
        rows.append((row, new))
    started = list({id(customer): customer for _, customer in rows if customer is not None}.values())
    Customer.objects.bulk_create(started, batch_size=1000)
    for row, new in rows:
        if new is not None:
            row.customer_id = new.pk
    SourceRecord.objects.bulk_create([row for row, _ in rows], batch_size=500)
    return [Known(row.pk, row.customer_id, new is not None) for row, new in rows]


def _sure_customers(identities: list[Identity]) -> dict[tuple[str, ...], int]:
    """Customers already known, by kind of key, name key and key."""
    emails = {policies.email_key(i.email) for i in identities if i.email and i.name}
    phones = {policies.phone_key(i.phone) for i in identities if i.phone and i.name} - {""}
    found: dict[tuple[str, ...], int] = {}
    for kind, column, values in (("e", "email_key", emails), ("p", "phone_key", phones)):
        wanted = sorted(values)
        for start in range(0, len(wanted), 500):
            rows = SourceRecord.objects.filter(**{f"{column}__in": wanted[start : start + 500]})
            for name, value, customer_id in rows.order_by("id").values_list(
                "name_key", column, "customer_id"
            ):
                if name:
                    found[(kind, name, value)] = customer_id
    return found


def _new_customer(at: datetime) -> int:
    customer = Customer(created_at=at)
    write_now(customer)
    return int(customer.pk)


def _columns(identity: Identity, keys: Keys, source: str, at: datetime) -> dict[str, object]:
    return {
        "source": source,
        "received_at": at,
        "name": identity.name[:200],
        "email": identity.email[:254],
        "phone": identity.phone[:60],
        "postcode": identity.postcode[:10],
        "address": identity.address[:500],
        "uprn": identity.uprn,
        "extra": dict(identity.extra),
        "name_key": keys.name,
        "email_key": keys.email,
        "phone_key": keys.phone,
    }
