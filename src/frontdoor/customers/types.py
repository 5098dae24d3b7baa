"""What a channel says of somebody."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody says they are, as delivered. All of it may be empty: then nobody is known."""

    name: str = ""
    email: str = ""
    phone: str = ""
    postcode: str = ""
    address: str = ""
    uprn: int | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.name or self.email or self.phone or self.address or self.uprn)


@dataclass(frozen=True, slots=True)
class Keys:
    """By what somebody is found again: folded name, lower-case address, international phone number; "" for none."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Known:
    """A source record and the customer it belongs to."""

    source_record_id: int
    customer_id: int
    is_new: bool
