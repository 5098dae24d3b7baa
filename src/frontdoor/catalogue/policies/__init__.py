"""What a form asks of whom, and what counts as an answer. Pure rules, no writes."""

from frontdoor.catalogue.policies.answers import BadAnswer, in_words, read_answer
from frontdoor.catalogue.policies.route import first_unanswered, pages_for, questions_on, relevant, stop_for

__all__ = [
    "BadAnswer",
    "first_unanswered",
    "in_words",
    "pages_for",
    "questions_on",
    "read_answer",
    "relevant",
    "stop_for",
]
