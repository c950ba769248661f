"""What the maker sells and where it is known from: classes, platforms, sources, on top of the basics.

Every figure carries its kind and its source; a figure that is not known is absent. Loading is left to `files`,
conditions to `rules`.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from specgen.basics import Basics, SourceKey
from specgen.fields import (
    Angle,
    Current,
    Duration,
    Energy,
    Leaf,
    Length,
    Line,
    Mass,
    Number,
    OneOrMany,
    Power,
    Prose,
    SmallLength,
    Temperature,
    Told,
    ToldProse,
    Values,
    Voltage,
    folded_name,
    named,
    one_of,
    text_of,
)
from specgen.findings import Term
from specgen.prices import PriceList
from specgen.tables import Tables
from specgen.units import Quantity

Identifier = Annotated[str, named(r"[a-z0-9][a-z0-9-]{0,39}", "source-ray-33um")]
EDGE_TOLERANCE: Final = 1e-9  # relative; keeps a computed 19.9999999999 on the side of 20


class Kind(StrEnum):
    """How a figure is known."""

    RATED = "rated"
    TYPICAL = "typical"
    GUIDELINE = "guideline"
    ILLUSTRATIVE = "illustrative"
    COMPUTED = "computed"


_Kind = Annotated[Kind, BeforeValidator(text_of)]


class Figure(Values):
    """The base of all catalogue figures: how it is known and where from."""

    kind: _Kind = Field(description="rated, typical, guideline or illustrative.")
    source: SourceKey = Field(description="A key of the catalogue's sources.")


class LengthFigure(Figure):
    """A length with its origin."""

    value: Length


class VoltageFigure(Figure):
    """A voltage with its origin."""

    value: Voltage


class CurrentFigure(Figure):
    """A current with its origin."""

    value: Current


class MassFigure(Figure):
    """A mass with its origin."""

    value: Mass


class TemperatureFigure(Figure):
    """A temperature with its origin."""

    value: Temperature


class AngleFigure(Figure):
    """An angle with its origin."""

    value: Angle


class PowerFigure(Figure):
    """A power with its origin."""

    value: Power


class DurationFigure(Figure):
    """A time with its origin."""

    value: Duration


class EnergyFigure(Figure):
    """An energy with its origin."""

    value: Energy


class DriftFigure(Figure):
    """How far the focal spot wanders within a time of steady operation."""

    value: SmallLength
    within: Duration


class WordsFigure(Figure):
    """One or several words (cooling methods, interfaces, standards) with their origin."""

    value: Annotated[tuple[Told, ...], OneOrMany]


class DutyFigure(Figure):
    """The duty cycle that the maker allows: continuous where neither on-time nor period is given."""

    on: Duration | None = None
    period: Duration | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Refuse half a duty cycle: what lacks its period would pass for continuous."""
        if (self.on is None) != (self.period is None):
            raise ValueError("on and period belong together; continuous is neither of them")
        if self.on and self.period and self.on.s > self.period.s:
            raise ValueError("on is longer than period")
        return self


class FocalSpot(Figure):
    """An effective focal spot at one operating point; sizes without method or operating point say so."""

    value: SmallLength
    method: Line | None = Field(None, description="Measuring standard, e.g. ISO 32543-3.")
    power: Power | None = Field(None, description="Target power at which the spot has this size.")
    voltage: Voltage | None = Field(None, description="Tube voltage of the measurement.")


class Platform(Values):
    """A generator family: what is known of it, and nothing else."""

    id: Identifier
    name: Told
    short: Told = Field(description="The name in charts and narrow columns.")
    maker: Line
    label: Annotated[str, one_of("mini focus", "microfocus", "nanofocus", "unclassified"), AfterValidator(Term)] = Field(
        description="The maker's own class."
    )
    note: Prose | None = None
    target_kind: Annotated[str, one_of("reflection", "transmission")] | None = None
    target_material: Told | None = None
    tube_construction: Annotated[str, one_of("open", "sealed")] | None = None
    focal_spots: tuple[FocalSpot, ...] = Field(min_length=1)
    tube_voltage_min: VoltageFigure | None = None
    tube_voltage_max: VoltageFigure | None = None
    tube_current_max: CurrentFigure | None = None
    duty_cycle: DutyFigure | None = None
    average_power_max: PowerFigure | None = Field(None, description="Mean power that the housing carries off.")
    heat_capacity: EnergyFigure | None = Field(None, description="Heat that the anode may store; with its time constant.")
    thermal_time_constant: DurationFigure | None = None
    focal_spot_drift: DriftFigure | None = Field(None, description="Movement of the focal spot once warm.")
    cooling: WordsFigure | None = None
    interface: WordsFigure | None = None
    supply: WordsFigure | None = None
    standards: WordsFigure | None = None
    width: LengthFigure | None = None
    height: LengthFigure | None = None
    depth: LengthFigure | None = None
    mass: MassFigure | None = None
    ambient_min: TemperatureFigure | None = None
    ambient_max: TemperatureFigure | None = None
    cone_angle: AngleFigure | None = None
    focus_to_housing: LengthFigure | None = None

    def operating_point(self, largest_spot_um: float | None) -> FocalSpot:
        """Return the stated operating point with the largest spot within *largest_spot_um*, else the smallest spot there is.

        Only points that the maker states are used: a smallest spot is never combined with the largest power.
        """
        by_size = self._by_size
        if largest_spot_um is None:
            return by_size[-1][-1]
        serving = [spot for size, _, spot in by_size if size <= largest_spot_um * (1 + EDGE_TOLERANCE)]
        return serving[-1] if serving else by_size[0][-1]

    @cached_property
    def _by_size(self) -> tuple[tuple[float, float, FocalSpot], ...]:
        sizes = ((spot.value.um, spot.power.w if spot.power else 0.0, spot) for spot in self.focal_spots)
        return tuple(sorted(sizes, key=lambda known: known[:2]))


class Gap(Values):
    """A stretch of focal spots that the source leaves without a class, on purpose."""

    from_um: Number = Field(description="Where the class below ends.")
    because: Line
    source: SourceKey


class FocusClass(Values):
    """A class as the source article defines it: an interval of focal spots, closed below and open above where `open_above`."""

    id: Identifier
    name: Told
    min_um: Annotated[float, Leaf(lambda value: float(text_of(value)), {"type": "number"})] = Field(description="Lower bound, included.")
    max_um: Number = Field(description="Upper bound.")
    max_included: Annotated[bool, Leaf(lambda value: text_of(value) == "true", {"type": "boolean"})] = False
    gap_below: Gap | None = Field(None, description="The stretch below the lower bound that belongs to no class.")
    stated: Told = Field(description="The range in the source's own terms.")
    priority: Line = Field(description="What the class is chosen for.")
    applications: tuple[Line, ...]
    source: SourceKey

    def holds(self, focal_spot_um: float) -> bool:
        """Return whether a spot of this size belongs to the class; computed sizes count as at an edge within 1e-9."""
        if focal_spot_um < self.min_um * (1 - EDGE_TOLERANCE):
            return False
        if self.max_included:
            return focal_spot_um <= self.max_um * (1 + EDGE_TOLERANCE)
        return focal_spot_um < self.max_um * (1 - EDGE_TOLERANCE)


class VoltageAdvice(Values):
    """The highest tube voltage advised for radiography of some materials: a + b w up to a thickness, c w^n beyond."""

    materials: tuple[Line, ...] = Field(description="Names of the catalogue's materials that share the curve.")
    thin_up_to: Length
    base_kv: Number
    kv_per_mm: Number
    factor: Number = Field(description="Voltage [kV] at 1 mm on the curve of thick parts.")
    exponent: Number
    source: SourceKey


class Reference(Values):
    """Where a figure, a rule or a formula comes from."""

    title: Told
    where: Told | None = None
    trust: Annotated[str, one_of("V", "S", "K", "illustrative")] = Field(description="Read or recomputed, secondary, domain knowledge.")


class Portfolio(Values):
    """Whose platforms this catalogue offers."""

    makers: Annotated[tuple[Line, ...], OneOrMany]
    custom: ToldProse = Field(description="What the maker offers where no platform fits.")
    custom_source: SourceKey


class Terms(Values):
    """Words that mean the same, and what a bare source cannot declare."""

    cooling: dict[Told, tuple[Line, ...]]
    interface: dict[Told, tuple[Line, ...]]
    standards: dict[Told, tuple[Line, ...]]
    integrator_standards: tuple[Line, ...]

    def plain(self, group: str, word: str) -> str:
        """Return the term of *group* that *word* is a spelling of, or the word itself."""
        folded = folded_name(word)
        for term, synonyms in getattr(self, group, {}).items():
            if folded in (folded_name(term), *map(folded_name, synonyms)):
                return Term(term)
        return word.strip()


class Catalog(Basics):
    """Everything a decision draws on besides the requirement and the rules."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    classes: tuple[FocusClass, ...]
    platforms: tuple[Platform, ...]
    sources: dict[str, Reference]
    portfolio: Portfolio
    terms: Terms
    voltage_advice: tuple[VoltageAdvice, ...]
    tables: Tables
    prices: PriceList
    digest: str

    def class_of(self, focal_spot_um: float) -> FocusClass | None:
        """Return the class whose interval holds *focal_spot_um*, or None between and beyond the classes."""
        return next((known for known in self.classes if known.holds(focal_spot_um)), None)


def figure_value(figure: Figure) -> Quantity | tuple[str, ...] | DutyFigure:
    """Return what a figure states, whichever kind it is of."""
    if isinstance(figure, DutyFigure):
        return figure
    value: Quantity | tuple[str, ...] = figure.value  # type: ignore[attr-defined]
    return value


CATALOG_LANGUAGE: Final = "en"  # what a catalogue is written in


def terms_of(value: object, where: str = "") -> Iterator[tuple[str, Term]]:
    """Yield every text of a catalogue, or of a part of it, that documents show, with its path."""
    match value:
        case Term():
            yield where, value
        case Values():
            for name in type(value).model_fields:
                yield from terms_of(getattr(value, name), f"{where}.{name}" if where else name)
        case tuple():
            for index, entry in enumerate(value):
                yield from terms_of(entry, f"{where}[{index}]" if where else "")
        case dict():
            for key, entry in value.items():
                yield from terms_of(key, where)
                yield from terms_of(entry, f"{where}.{key}")
