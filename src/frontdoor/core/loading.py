"""Bringing rows of a council pack in line with the pack: add, change, withdraw; never delete."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models


@dataclass(slots=True)
class Loaded:
    """What a load did: how many rows were added, changed and withdrawn."""

    added: int = 0
    changed: int = 0
    withdrawn: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(
            self.added + other.added, self.changed + other.changed, self.withdrawn + other.withdrawn
        )

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.withdrawn)


def bring_in(
    model: type[models.Model],
    wanted: Mapping[Any, Mapping[str, Any]],
    *,
    key: str,
    at: datetime,
    within: Mapping[str, Any] | None = None,
) -> Loaded:
    """Make the model's rows equal to `wanted` (key value to columns).

    Rows that are not wanted get `withdrawn_at`; they come back when they are wanted again.
    `within` limits the comparison to some rows of the table (one calendar, one layer) and is set on new ones.
    """
    scope = dict(within or {})
    manager = model._default_manager
    known = {getattr(row, key): row for row in manager.filter(**scope)}
    fresh: list[models.Model] = []
    changed: list[models.Model] = []
    columns: set[str] = {"withdrawn_at"}
    for value, fields in wanted.items():
        columns |= fields.keys()
        row = known.get(value)
        if row is None:
            fresh.append(model(**{key: value}, **scope, **fields))
        elif getattr(row, "withdrawn_at", None) or any(getattr(row, f) != v for f, v in fields.items()):
            for name, field_value in {**fields, "withdrawn_at": None}.items():
                setattr(row, name, field_value)
            changed.append(row)
    gone = [
        row for value, row in known.items() if value not in wanted and not getattr(row, "withdrawn_at", None)
    ]
    for row in gone:
        setattr(row, "withdrawn_at", at)  # noqa: B010 - a column every such model has
    manager.bulk_create(fresh, batch_size=500)
    if changed or gone:
        manager.bulk_update([*changed, *gone], sorted(columns), batch_size=100)
    return Loaded(len(fresh), len(changed), len(gone))
