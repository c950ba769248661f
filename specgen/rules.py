"""Conditions as data: a closed set of comparisons over declared quantities. Nothing in a rulebook is ever evaluated.

A rule names what is offered and what is needed; which values stand behind those names is `decision`'s business.
What a rule may name is declared, with its unit and its range; a rule that strays from that is refused when it is loaded.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import Field

from specgen.clauses import DUTIES, MAKER, Clause, Method, Standard, StandardKey
from specgen.errors import QuantityError
from specgen.fields import Leaf, Line, OneOrMany, Values, folded_name, named, nearest, one_of, text_of
from specgen.units import KINDS, Duration

TOLERANCE: Final = 1e-9  # relative: a computed figure that equals its limit meets it

# Suffix of a quantity's name -> unit. A quantity without one of these is a word, a list of words or a duty cycle.
UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {"um": "um", "mm": "mm", "kv": "kV", "ua": "uA", "w": "W", "s": "s", "kg": "kg", "degc": "degC", "deg": "deg", "percent": "%"}
)


def unit_of(quantity: str) -> str:
    """Return the unit that ends the name of *quantity*, `1` for words and counts."""
    return UNITS.get(quantity.rsplit("_", 1)[-1], "1")


def figure_name(quantity: str) -> str:
    """Return the name of the platform's figure that gives *quantity*: the same without the unit."""
    return quantity.rsplit("_", 1)[0] if unit_of(quantity) != "1" else quantity


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
GIVERS: Final = ("platform", "operating point", "set-up", "quotation", "need")  # the last is what is needed, the others offer
CONFIRM: Final = "to be confirmed"
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


class Declared(Values):
    """A quantity that a rule may name: what it is, its unit, who gives it, and from where to where its figures lie."""

    about: Line = Field(description="What it is, as a part of a sentence.")
    unit: Annotated[str, one_of(*dict.fromkeys(UNITS.values()), "1", "words", "duty")]
    given_by: Annotated[tuple[Annotated[str, one_of(*GIVERS)], ...], OneOrMany]
    min: Annotated[float, Leaf(lambda value: float(text_of(value)), {"type": "number"})] | None = None
    max: Annotated[float, Leaf(lambda value: float(text_of(value)), {"type": "number"})] | None = None
    like: Line | None = Field(None, description="A path of plausible.yaml whose range it has, in place of min and max.")
    because: Line | None = Field(None, description="Why the range is fair.")

    @property
    def comparisons(self) -> tuple[str, ...]:
        """Return the comparisons that make sense of it."""
        return {"words": tuple(WORDS), "duty": ("sustains",)}.get(self.unit, tuple(NUMERIC))

    @property
    def range(self) -> tuple[float, float] | None:
        """Return from where to where its figures lie; words and duty cycles have no such range."""
        return None if self.min is None or self.max is None else (self.min, self.max)


class Rule(Values):
    """One condition. Its sentence stands in the wording under its id."""

    id: Annotated[str, named(r"SG-R[0-9]{3}", "SG-R012")]
    group: Annotated[str, one_of("image", "beam", "operation", "integration", "delivery")]
    offered: Annotated[str, named(r"[a-z][a-z_]*", "focal_spot_um")] = Field(description="A figure of the platform or of the set-up.")
    comparison: Annotated[str, one_of(*COMPARISONS)]
    needed: Annotated[str, named(r"[a-z][a-z_]*", "max_focal_spot_um")] = Field(description="A figure of the need.")
    where: Annotated[tuple[Line, ...], OneOrMany] = Field((), description="Requirement fields it serves: a wish if all of them are wishes.")
    source: Line = Field(description="A key of the catalogue's sources.")
    unknown: Annotated[str, one_of(CONFIRM, "not applicable")] = Field(
        CONFIRM, description="The verdict where nothing is known to be offered."
    )
    duty: Annotated[str, one_of(*DUTIES)] = Field(MAKER, description="Who has to fulfil it: the maker, the integrator, or both together.")
    verification: Method = Field("test", description="How a specification has it proven.")
    standards: Annotated[tuple[StandardKey, ...], OneOrMany] = Field(
        (), description="Keys of standards.yaml; the first whose range holds the limit counts."
    )
    passes: Annotated[tuple[Example, ...], OneOrMany] = Field(min_length=1)
    fails: Annotated[tuple[Example, ...], OneOrMany] = Field(min_length=1)

    @cached_property
    def unit(self) -> str:
        """Return the unit in which the rule compares."""
        return unit_of(self.offered)

    @cached_property
    def figure(self) -> str:
        """Return the name of the platform's figure that it judges, where it judges one."""
        return figure_name(self.offered)


class Rulebook(Values):
    """All rules, in the order in which a document shows them, every quantity that they may name, and what a specification adds."""

    rules: tuple[Rule, ...]
    quantities: dict[str, Declared]
    standards: dict[str, Standard]
    clauses: dict[str, Clause]
    digest: str


Fault = tuple[tuple[str | int, ...], str]  # where in the entry, and what is wrong there


def quantity_faults(name: str, declared: Declared) -> Iterator[Fault]:
    """Yield what is wrong with a declaration: a unit that its name denies, a range that is none."""
    number = declared.unit not in {"words", "duty"}
    if unit_of(name) != (declared.unit if number else "1"):
        yield ("unit",), f"{name} ends in the unit {unit_of(name)}, it is declared in {declared.unit}"
    if declared.like is None and number != (declared.range is not None):
        yield (), "a number takes min and max, or like" if number else f"{declared.unit} have no range"
    elif declared.range and not (math.isfinite(declared.range[0] + declared.range[1]) and declared.range[0] < declared.range[1]):
        yield ("min",), "min lies not below max"
    elif declared.range and declared.like is None and not declared.because:
        yield (), "the range has no reason: say because"


def with_range(declared: Declared, low: str, high: str) -> Declared:
    """Return *declared* with the range from *low* to *high*, which are texts with a unit of the same kind."""
    kind = next((kind for kind in KINDS if declared.unit in kind.units), None)
    if kind is None:
        raise ValueError(f"{declared.unit} is no unit of a quantity")
    ends = {"min": kind.parse(low).in_unit(declared.unit), "max": kind.parse(high).in_unit(declared.unit)}
    return declared.model_copy(update=ends)


def rule_faults(rule: Rule, quantities: Mapping[str, Declared]) -> Iterator[Fault]:
    """Yield what keeps *rule* from being applied: names, units and kinds, then examples that cannot be read."""
    sides = (("offered", rule.offered), ("needed", rule.needed))
    strays = [fault for side, name in sides for fault in _stray(side, name, quantities)]
    yield from strays
    if strays:
        return
    offered, needed = quantities[rule.offered], quantities[rule.needed]
    if offered.unit != needed.unit:
        yield ("needed",), f"{rule.offered} is in {offered.unit} and {rule.needed} in {needed.unit}: they cannot be compared"
    elif rule.comparison not in offered.comparisons:
        yield ("comparison",), f"{rule.comparison} compares no {offered.unit}, take one of: {', '.join(offered.comparisons)}"
    else:
        yield from _unreadable(rule, offered.unit)


def _stray(side: str, name: str, quantities: Mapping[str, Declared]) -> Iterator[Fault]:
    known = quantities.get(name)
    if known is None:
        near = nearest(name, quantities)
        yield (side,), f"{name} is not declared in catalog/quantities.yaml" + (f', did you mean "{near}"?' if near else "")
    elif not any((giver == "need") == (side == "needed") for giver in known.given_by):
        yield (side,), f"{name} is given by the {' and the '.join(known.given_by)}, it cannot be {side}"


def _unreadable(rule: Rule, unit: str) -> Iterator[Fault]:
    for key in ("passes", "fails"):
        for index, example in enumerate(getattr(rule, key)):
            for side in ("offered", "needed"):
                try:
                    example_value(getattr(example, side), unit)
                except ValueError as error:
                    yield (key, index, side), str(error)


@dataclass(frozen=True, slots=True)
class DutyTimes:
    """The duty cycle of an example: continuous where neither time is given."""

    on: Duration | None = None
    period: Duration | None = None


def example_value(words: tuple[str, ...], unit: str) -> float | tuple[str, ...] | DutyTimes:
    """Return what an example means for a quantity in *unit*: a number, words, or on-time and period."""
    if unit == "words":
        return words
    text = words[0] if len(words) == 1 else ", ".join(words)
    if unit == "duty":
        return DutyTimes() if text == "continuous" else _times(text)
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f'"{text}" is no number')
    return number


def _times(text: str) -> DutyTimes:
    on, _, period = text.partition(" in ")
    try:
        return DutyTimes(Duration.parse(on), Duration.parse(period))
    except QuantityError:
        raise ValueError(f'"{text}" is no duty cycle: write continuous, or 30 s in 120 s') from None
