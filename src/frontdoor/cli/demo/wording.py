"""Sentences that differ: a template with [choices|in brackets] and {slots}."""

import re
from collections.abc import Mapping, Sequence
from random import Random

_INNERMOST = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{([a-z_]+)\}")


def say(template: str, rng: Random, slots: Mapping[str, str]) -> str:
    """One way to say the template: each [a|b|] becomes one of its choices, then each {slot} its words.

    Raises KeyError for a slot that is not given: a template must not leak into a page.
    """
    while "[" in template:
        template = _INNERMOST.sub(lambda match: rng.choice(match[1].split("|")), template)
    if "{" in template:
        template = _SLOT.sub(lambda match: slots[match[1]], template)
    return " ".join(template.split(" "))


def one_of(templates: Sequence[str], rng: Random, slots: Mapping[str, str]) -> str:
    """One of the templates, said."""
    return say(rng.choice(templates), rng, slots)


def sentence(words: str) -> str:
    """Words with a capital at the beginning and one space between them."""
    words = " ".join(words.split())
    return words[:1].upper() + words[1:]
