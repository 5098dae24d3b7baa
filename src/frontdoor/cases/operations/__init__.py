"""Writes of cases: each reads as what somebody does."""

from frontdoor.cases.operations.closing import close, join, reopen
from frontdoor.cases.operations.loading import (
    LoadedCase,
    LoadedEntry,
    LoadedMessage,
    LoadedNotice,
    LoadedTransfer,
    load,
)
from frontdoor.cases.operations.looking import CaseShown, look
from frontdoor.cases.operations.opening import also_reported, more_said, open_case
from frontdoor.cases.operations.overdue import tell_overdue
from frontdoor.cases.operations.talking import note, partner_update, reply
from frontdoor.cases.operations.working import assign, change_status, transfer

__all__ = [
    "CaseShown",
    "LoadedCase",
    "LoadedEntry",
    "LoadedMessage",
    "LoadedNotice",
    "LoadedTransfer",
    "also_reported",
    "assign",
    "change_status",
    "close",
    "join",
    "load",
    "look",
    "more_said",
    "note",
    "open_case",
    "partner_update",
    "reopen",
    "reply",
    "tell_overdue",
    "transfer",
]
