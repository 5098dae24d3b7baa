"""Who does something: an opaque id, safe to keep for ever."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """`kind` is staff, customer, key, system or public; `id` is the row it stands for, 0 where there is none."""

    kind: str
    id: int = 0

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind

    @property
    def staff_id(self) -> int | None:
        """The user's id where the actor is a member of staff."""
        return self.id if self.kind == "staff" else None


SYSTEM = Actor("system")
PUBLIC = Actor("public")


def staff(user_id: int) -> Actor:
    return Actor("staff", user_id)


def customer(customer_id: int) -> Actor:
    return Actor("customer", customer_id)


def key(api_key_id: int) -> Actor:
    """A partner system, known by its API key."""
    return Actor("key", api_key_id)
