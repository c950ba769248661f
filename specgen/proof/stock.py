"""Whether the catalogue is complete and agrees with itself, and what of it only the maker can tell.

A fault would let a decision go wrong, so it stops; an unknown figure is honest, so it is a question; the rest are notes.
What loading refuses (a figure without source or kind, a material without density, an id given twice) never gets here.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from specgen.catalog import Catalog, DutyFigure, Figure, FocalSpot, Platform, figure_value
from specgen.compositions import CompositionError
from specgen.fields import folded_name
from specgen.proof.reach import reaches
from specgen.proof.remark import Address, Remark, fault, note, question, spelt
from specgen.rules import Rulebook, figure_name
from specgen.units import Quantity

_CITED_BY_FORMULAS: Final = frozenset({"similar-triangles", "iso-17636-2", "duplex-wire"})  # `proposal` names them in every document
_SAID_OF_A_PLATFORM: Final = frozenset({"id", "name", "short", "maker", "label", "note", "focal_spots"})
_ENDS: Final = (("tube_voltage_min", "tube_voltage_max"), ("ambient_min", "ambient_max"))


def catalog_remarks(catalog: Catalog, rulebook: Rulebook) -> Iterator[Remark]:
    """Yield all that is to be said of the catalogue, platforms first."""
    for platform in catalog.platforms:
        yield from _platform(platform, catalog, rulebook)
    yield from _reachable(catalog, rulebook)
    yield from _materials(catalog)
    yield from _applications(catalog)
    yield from _names_twice("material", catalog.materials)
    yield from _names_twice("application", catalog.applications)
    yield from (fault("no-reason", Address("default", name), name=name) for name, known in catalog.defaults.items() if not known.because)
    yield from _unused_sources(catalog, rulebook)


# --- platforms ------------------------------------------------------------------------------------------------------


def unknown(platform: Platform) -> tuple[str, ...]:
    """Return the figures of *platform* that are not known, in the model's order."""
    return tuple(name for name in Platform.model_fields if name not in _SAID_OF_A_PLATFORM and getattr(platform, name) is None)


def _platform(platform: Platform, catalog: Catalog, rulebook: Rulebook) -> Iterator[Remark]:
    address = Address("platform", platform.id)
    if platform.label != "unclassified" and platform.label not in {known.name for known in catalog.classes}:
        yield fault("label-of-no-class", Address("platform", platform.id, ("label",)), platform=platform.id, label=platform.label)
    yield from _out_of_range(platform, rulebook)
    yield from _ends(platform)
    yield from _spots(platform)
    if lacking := unknown(platform):
        yield question("figures-unknown", address, platform=platform.id, figures=", ".join(lacking))


def _out_of_range(platform: Platform, rulebook: Rulebook) -> Iterator[Remark]:
    """Yield figures outside the declared range of their quantity: a slip, or a range that is too narrow."""
    for name, declared in rulebook.quantities.items():
        if declared.range is None:
            continue
        low, high = declared.range
        for path, value in _values(platform, name, declared.given_by):
            if not low <= value.in_unit(declared.unit) <= high:
                facts = {"low": spelt(low, declared.unit), "high": spelt(high, declared.unit), "quantity": name}
                yield fault("out-of-range", Address("platform", platform.id, path), platform=platform.id, value=value.text, **facts)


def _values(platform: Platform, quantity: str, given_by: Iterable[str]) -> Iterator[tuple[tuple[str | int, ...], Quantity]]:
    """Yield each figure of *platform* that gives *quantity*, with its path."""
    figure = getattr(platform, figure_name(quantity), None) if "platform" in given_by else None
    if figure is not None and isinstance(value := figure_value(figure), Quantity):
        yield (figure_name(quantity), "value"), value
    for index, spot in enumerate(platform.focal_spots if "operating point" in given_by else ()):
        at, measured = {"focal_spot_um": ("value", spot.value), "target_power_w": ("power", spot.power)}.get(quantity, ("", None))
        if measured is not None:
            yield ("focal_spots", index, at), measured


def _ends(platform: Platform) -> Iterator[Remark]:
    for lower, upper in _ENDS:
        low, high = getattr(platform, lower), getattr(platform, upper)
        if low and high and low.value.magnitude > high.value.magnitude:
            facts = {"lower": f"{lower} {low.value.text}", "upper": f"{upper} {high.value.text}"}
            yield fault("ends-reversed", Address("platform", platform.id, (lower, "value")), platform=platform.id, **facts)


def _spots(platform: Platform) -> Iterator[Remark]:
    """Yield spots that say too little, that their own platform cannot reach, or that no one would choose."""
    highest = platform.tube_voltage_max
    for index, spot in enumerate(platform.focal_spots):
        address = Address("platform", platform.id, ("focal_spots", index))
        facts = {"platform": platform.id, "spot": spot.value.text}
        lacking = [name for name in ("method", "power", "voltage") if getattr(spot, name) is None]
        if lacking:
            yield question("spot-without", address, **facts, lacking=", ".join(lacking))
        if spot.voltage and highest and spot.voltage.magnitude > highest.value.magnitude:
            yield fault("spot-beyond-voltage", address, **facts, voltage=spot.voltage.text, highest=highest.value.text)
    for small, large in itertools.permutations(platform.focal_spots, 2):
        if small.value.magnitude < large.value.magnitude and small.power and large.power and small.power.magnitude > large.power.magnitude:
            pair = {"spot": large.value.text, "power": large.power.text, "other": small.value.text, "more": small.power.text}
            address = Address("platform", platform.id, ("focal_spots", platform.focal_spots.index(large)))
            yield note("spot-gains-nothing", address, platform=platform.id, **pair)


def _reachable(catalog: Catalog, rulebook: Rulebook) -> Iterator[Remark]:
    for reach in reaches(catalog, rulebook):
        if not reach.is_reached:
            address, witness = Address("platform", reach.platform.id), reach.told(rulebook)
            if reach.winner:
                yield note("dominated", address, platform=reach.platform.id, winner=reach.winner.id, witness=witness)
            else:
                yield note("excluded", address, platform=reach.platform.id, rules=", ".join(reach.rejected_by), witness=witness)


# --- what stands beside them ----------------------------------------------------------------------------------------


def _materials(catalog: Catalog) -> Iterator[Remark]:
    for material in catalog.materials:
        if material.formula is None:
            yield note("no-formula", Address("material", material.name), material=material.name)
            continue
        try:
            catalog.tables.composition(material.formula)
        except CompositionError as error:
            address = Address("material", material.name, ("formula",))
            yield fault("formula-unread", address, material=material.name, problem=str(error))


def _applications(catalog: Catalog) -> Iterator[Remark]:
    classes = {known.name for known in catalog.classes}
    for known in catalog.applications:
        for index, name in enumerate(known.classes):
            if name not in classes:
                address = Address("application", known.name, ("classes", index))
                yield fault("unknown-class", address, application=known.name, focus_class=name)


def _names_twice(area: str, entries: Iterable[object]) -> Iterator[Remark]:
    """Yield names and synonyms that stand for two entries: which of them counts would hang on the order of the file."""
    owner: dict[str, str] = {}
    for entry in entries:
        own, synonyms = getattr(entry, "name"), getattr(entry, "synonyms")  # noqa: B009  (materials and applications alike)
        for name in dict.fromkeys((own, *synonyms)):
            if owner.setdefault(folded_name(name), own) != own:
                yield fault("name-twice", Address(area, own), name=name, first=owner[folded_name(name)], second=own)


def _unused_sources(catalog: Catalog, rulebook: Rulebook) -> Iterator[Remark]:
    used = {*_CITED_BY_FORMULAS, catalog.portfolio.custom_source, *(rule.source for rule in rulebook.rules)}
    used |= {known.source for known in catalog.classes} | {known.source for known in catalog.defaults.values()}
    used |= {advice.source for advice in catalog.voltage_advice}
    used |= {known.gap_below.source for known in catalog.classes if known.gap_below}
    used |= {figure.source for platform in catalog.platforms for _, figure in _figures(platform)}
    for key, source in catalog.sources.items():
        if not source.title:
            yield fault("no-title", Address("source", key, ("title",)), source=key)
        if key not in used:
            yield note("source-unused", Address("source", key), source=key)


def _figures(platform: Platform) -> Iterator[tuple[str, Figure]]:
    yield from (("focal_spots", spot) for spot in platform.focal_spots)
    for name in Platform.model_fields:
        if isinstance(figure := getattr(platform, name), Figure):
            yield name, figure


# --- one platform ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a platform's sheet; an unknown figure has no value, and a plain statement neither kind nor source."""

    name: str
    value: str | None
    kind: str = ""
    source: str = ""


def sheet(platform: Platform) -> Iterator[Entry]:
    """Yield every figure of *platform*, known or not, focal spots first."""
    for spot in platform.focal_spots:
        yield Entry("focal_spot", _spot(spot), spot.kind.value, spot.source)
        yield from (Entry(f"focal_spot.{name}", None) for name in ("method", "power", "voltage") if getattr(spot, name) is None)
    for name in Platform.model_fields:
        if name in _SAID_OF_A_PLATFORM:
            continue
        figure = getattr(platform, name)
        if isinstance(figure, Figure):
            yield Entry(name, _shown(figure), figure.kind.value, figure.source)
        else:
            yield Entry(name, figure)


def _spot(spot: FocalSpot) -> str:
    at = [known.text for known in (spot.power, spot.voltage) if known]
    return spot.value.text + (f" at {', '.join(at)}" if at else "") + (f" by {spot.method}" if spot.method else "")


def _shown(figure: Figure) -> str:
    value = figure_value(figure)
    if isinstance(value, DutyFigure):
        return f"{value.on.text} in {value.period.text}" if value.on and value.period else "continuous"
    return value.text if isinstance(value, Quantity) else ", ".join(value)
