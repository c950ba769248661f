"""What the derivation is made of: figures with formula and inputs, assumptions, room, light, what is asked."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from specgen.requirement import DutyCycle

RESOLVE: Final = "resolve"
DETECT: Final = "detect"
STATED: Final = "stated"

Value = float | tuple[str, ...] | DutyCycle
Inputs = tuple[tuple[str, float], ...]


class Number(NamedTuple):
    """A figure with its unit, the formula that gave it (empty where it was stated) and that formula's inputs."""

    value: float
    unit: str
    formula: str = ""
    inputs: Inputs = ()


@dataclass(frozen=True, slots=True)
class Assumption:
    """A declared default that took the place of something the customer did not state."""

    where: str
    value: str
    because: str


@dataclass(frozen=True, slots=True)
class Room:
    """What a source takes of the set-up: from the focal spot to its housing, and the cone of its beam where that is known."""

    housing_mm: float = 0.0
    cone_deg: float | None = None


ANYWHERE: Final = Room()
"""No room for a source: as if it were a point that shines everywhere."""


class Light(NamedTuple):
    """What the exposure rests on: photons that a pixel counts, and the frames of a scan.

    *photon_rate* is that of one pixel behind the longest path for each watt on the target; *photons_needed* what the asked
    signal-to-noise ratio takes. Both are None where something for them is not known.
    """

    photon_rate: Number | None = None
    photons_needed: Number | None = None
    projections: float | None = None
    frame_time_s: float | None = None
    pause_s: float = 0.0


class Ask(NamedTuple):
    """One thing asked of a platform or of the set-up, under the name that rules use, and the field it comes from.

    *value* is None where it is asked for, but what it takes is not known; it *is_guideline* where that rests on a guideline.
    """

    name: str
    value: Value | None
    where: str
    is_guideline: bool = False
