"""The rules that are the same on every channel, and how other systems' requests are read. No writes."""

from frontdoor.intake.policies.answers import description_of, handed_on_words, identity_in, where_in
from frontdoor.intake.policies.imports import read_request

__all__ = ["description_of", "handed_on_words", "identity_in", "read_request", "where_in"]
