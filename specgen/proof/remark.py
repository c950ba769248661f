"""Something that a proof noticed of the maintainer's files: what, how grave, where, and the witness. `wording` says it."""

from dataclasses import dataclass
from enum import StrEnum


class Gravity(StrEnum):
    """What has to follow: a fault stops the release of a catalogue, a question goes to the maker, a note to nobody."""

    FAULT = "fault"
    QUESTION = "question"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Address:
    """An entry of the catalogue by its area and its id, and the path inside it; `files` knows on which line it stands."""

    area: str
    entry: str
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing noticed; *code* names the sentence, *facts* are the witness in the spelling of the files."""

    code: str
    gravity: Gravity
    address: Address
    facts: tuple[tuple[str, str], ...] = ()


def fault(code: str, address: Address, **facts: str) -> Remark:
    """Return a remark that its maintainer has to mend."""
    return Remark(code, Gravity.FAULT, address, tuple(facts.items()))


def note(code: str, address: Address, **facts: str) -> Remark:
    """Return a remark that is true and may stay so."""
    return Remark(code, Gravity.NOTE, address, tuple(facts.items()))


def question(code: str, address: Address, **facts: str) -> Remark:
    """Return a remark about what only the maker can tell."""
    return Remark(code, Gravity.QUESTION, address, tuple(facts.items()))


def spelt(value: float, unit: str) -> str:
    """Return a figure as the files write it."""
    return f"{value:.6g} {unit}".removesuffix(" 1")
