"""Conditions as data: a closed set of comparisons over declared quantities. Nothing in a rulebook is ever evaluated.

A rule names what is offered and what is needed; which values stand behind those names is `decision`'s business.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import Field

from specgen.fields import Line, OneOrMany, Values, folded_name, named, one_of

TOLERANCE: Final = 1e-9  # relative: a computed figure that equals its limit meets it

# Suffix of a quantity's name -> unit. A quantity without one of these is a word, a list of words or a duty cycle.
UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {"um": "um", "mm": "mm", "kv": "kV", "ua": "uA", "w": "W", "s": "s", "kg": "kg", "degc": "degC", "deg": "deg", "percent": "%"}
)


def unit_of(quantity: str) -> str:
    """Return the unit that ends the name of *quantity*, `1` for words and counts."""
    return UNITS.get(quantity.rsplit("_", 1)[-1], "1")


def _at_most(offered: float, needed: float) -> bool:
    return offered <= needed + abs(needed) * TOLERANCE


def _at_least(offered: float, needed: float) -> bool:
    return offered >= needed - abs(needed) * TOLERANCE


NUMERIC: Final[Mapping[str, Callable[[float, float], bool]]] = MappingProxyType({"at_most": _at_most, "at_least": _at_least})


def _folded(words: tuple[str, ...]) -> set[str]:
    return {folded_name(word) for word in words}


WORDS: Final[Mapping[str, Callable[[tuple[str, ...], tuple[str, ...]], bool]]] = MappingProxyType(
    {
        "any_of": lambda offered, needed: bool(_folded(offered) & _folded(needed)),
        "includes": lambda offered, needed: _folded(needed) <= _folded(offered),
    }
)
COMPARISONS: Final = (*NUMERIC, *WORDS, "sustains")
NO_MARGIN: Final = ("degC",)  # a ratio of temperatures in degrees Celsius means nothing


def margin(comparison: str, offered: float, needed: float, unit: str) -> float | None:
    """Return the relative room to the limit, positive where the rule is met; None where a ratio means nothing."""
    if needed == 0 or unit in NO_MARGIN or math.isinf(offered):
        return None
    return (needed - offered) / needed if comparison == "at_most" else (offered - needed) / needed


class Example(Values):
    """An offered and a needed value that a rule must judge as its name says."""

    offered: Annotated[tuple[Line, ...], OneOrMany]
    needed: Annotated[tuple[Line, ...], OneOrMany]


class Rule(Values):
    """One condition. Its sentence stands in the wording under its id."""

    id: Annotated[str, named(r"SG-R[0-9]{3}", "SG-R012")]
    group: Annotated[str, one_of("image", "beam", "operation", "integration", "delivery")]
    offered: Annotated[str, named(r"[a-z][a-z_]*", "focal_spot_um")] = Field(description="A figure of the platform or of the set-up.")
    comparison: Annotated[str, one_of(*COMPARISONS)]
    needed: Annotated[str, named(r"[a-z][a-z_]*", "max_focal_spot_um")] = Field(description="A figure of the need.")
    where: Annotated[tuple[Line, ...], OneOrMany] = Field((), description="Requirement fields it serves: a wish if all of them are wishes.")
    unknown: Annotated[str, one_of("to be confirmed", "not applicable")] = Field(
        "to be confirmed", description="What it means that the offered figure is not known."
    )
    source: Line = Field(description="A key of the catalogue's sources.")
    passes: Example
    fails: Example

    @property
    def unit(self) -> str:
        """Return the unit in which the rule compares."""
        return unit_of(self.offered)


class Rulebook(Values):
    """All rules, in the order in which a document shows them."""

    rules: tuple[Rule, ...]
    digest: str
