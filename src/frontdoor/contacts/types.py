"""Approaches, as channels deliver them."""

from enum import StrEnum


class Channel(StrEnum):
    WEB = "web"
    PHONE = "phone"
    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    CHAT = "chat"
    SOCIAL = "social"
    COUNTER = "counter"
    POST = "post"
    KIOSK = "kiosk"
    OPEN311 = "open311"
    PARTNER = "partner"
    IMPORT = "import"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"
