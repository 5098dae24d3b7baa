"""The parts of a script: what people report, how they put it, and what officers do and say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind of report. `said` are answers to questions of the form by code, where they fit the form.

    `details` are whole sentences, `brief` fragments of people in a hurry. `team` is part of the code of the team
    that has to answer, where it is another than the service's. `closings` and `notes` are what became of it and
    what officers noted, where those of the script do not fit.
    """

    weight: float
    said: Mapping[str, Any]
    details: tuple[str, ...]
    brief: tuple[str, ...]
    picture: str = ""
    team: str = ""
    closings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """Everything that is said about one service. Each tuple holds templates (see `wording`)."""

    scenes: tuple[Scene, ...]
    near: tuple[str, ...]  # where exactly, as people put it
    openers: tuple[str, ...]
    effects: tuple[str, ...]  # what it does to people
    asks: tuple[str, ...]
    again: tuple[str, ...]  # it happened before, or nothing was done
    also: tuple[str, ...]  # somebody else reports the same
    looking: tuple[str, ...]  # to the customer: somebody is on it
    notes: tuple[str, ...]  # among staff
    planned: tuple[str, ...]
    working: tuple[str, ...]
    partner: tuple[str, ...]  # waiting for somebody else
    closings: tuple[str, ...]
    no_action: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]  # what the officer asks, what the customer answers
    chases: tuple[str, ...]  # "any news?"
    answers: tuple[str, ...]  # the officer's answer to a chase
    sorry: tuple[str, ...] = ()  # said first where it took too long
    thanks: tuple[str, ...] = ()
