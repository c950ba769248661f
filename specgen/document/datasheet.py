"""The platform offered in the terms of a data sheet: what its maker states, of what kind each figure is, and what is still to be stated."""

from collections.abc import Iterator
from typing import Final

from specgen.catalog import DutyFigure, Figure, FocalSpot, Platform
from specgen.document import words
from specgen.document.blocks import Block, Cell, Column, Paragraph, Part, Row, Run, Table
from specgen.proposal import Proposal
from specgen.trace import shown
from specgen.units import Duration, Quantity, SmallLength
from specgen.wording import Wording

# What a data sheet lists, in its order: group, then each figure of the catalogue with the unit in which it is printed.
_GROUPS: Final = {
    "tube": {
        "tube_voltage_min": "kV",
        "tube_voltage_max": "kV",
        "tube_current_max": "uA",
        "focal_spot_drift": "um",
        "cone_angle": "deg",
        "focus_to_housing": "mm",
    },
    "operation": {
        "duty_cycle": "",
        "average_power_max": "W",
        "heat_capacity": "kJ",
        "thermal_time_constant": "s",
        "cooling": "",
        "ambient_min": "degC",
        "ambient_max": "degC",
    },
    "integration": {"interface": "", "supply": "", "width": "mm", "height": "mm", "depth": "mm", "mass": "kg", "standards": ""},
}
_COLUMNS: Final = (("figure", 31.0), ("value", 33.0), ("kind", 18.0), ("source", 18.0))


def datasheet(proposal: Proposal, wording: Wording) -> list[Block]:
    """Return the table of what is stated and the list of what is not, or nothing where no platform is offered."""
    chosen = proposal.decision.chosen
    if chosen is None:
        return []
    columns = tuple(Column(words.plain(wording(f"sheet-of.{name}")), width) for name, width in _COLUMNS)
    table = Table(columns, tuple(_rows(chosen.platform, proposal, wording)), wording("sheet-of.caption"), "dense")
    unknown = [wording(f"figure.{name}") for group in _GROUPS.values() for name in group if getattr(chosen.platform, name) is None]
    left = ", ".join((*unknown, wording("sheet-of.never")))
    note = Paragraph(words.rich(wording, "sheet-of.unknown", figures=left))
    return [Part(wording("sheet-of.title", platform=chosen.platform.name), (table, note))]


def _rows(platform: Platform, proposal: Proposal, wording: Wording) -> Iterator[Row]:
    """Yield the tube with each of its operating points, then every group of which a figure is known."""
    yield _group("tube", wording)
    construction = (platform.tube_construction, platform.target_kind, platform.target_material)
    named = [wording(f"tube.{word}") if f"tube.{word}" in wording.phrases else wording.told(word) for word in construction if word]
    if named:
        yield _row(wording("figure.tube"), ", ".join(named), None, proposal, wording)
    for spot in platform.focal_spots:
        yield _row(wording("figure.focal_spot"), _spot(spot, wording), spot, proposal, wording)
    for group, figures in _GROUPS.items():
        known = {name: getattr(platform, name) for name in figures if getattr(platform, name) is not None}
        if known and group != "tube":
            yield _group(group, wording)
        for name, figure in known.items():
            yield _row(words.capital(wording(f"figure.{name}")), _value(figure, figures[name], wording), figure, proposal, wording)


def _group(name: str, wording: Wording) -> Row:
    return Row((Cell(words.plain(wording(f"sheet-of.{name}"))),), "group")


def _row(name: str, value: str, figure: Figure | None, proposal: Proposal, wording: Wording) -> Row:
    kind = wording(f"kind-of.{figure.kind.value}") if figure else wording("sheet-of.construction")
    keys = {key: f"S{index}" for index, (key, _) in enumerate(proposal.sources, start=1)}
    source = keys.get(figure.source, wording("evidence.rated")) if figure else wording("evidence.rated")
    return Row(
        (Cell(words.plain(name)), Cell((Run(value, "strong"),)), Cell(words.plain(kind), "quiet"), Cell(words.plain(source), "quiet"))
    )


def _spot(spot: FocalSpot, wording: Wording) -> str:
    """Return one operating point: the size, how it was measured, and at which power and voltage."""
    size = wording.quantity(spot.value.um, "um")
    at = [wording.quantity(spot.power.w, "W")] if spot.power else []
    at += [wording.quantity(spot.voltage.kv, "kV")] if spot.voltage else []
    point = wording("sheet-of.at", point=", ".join(at)) if at else wording("sheet-of.no-point")
    return f"{size} {point}; {spot.method or wording('spec.no-method')}"


def _value(figure: Figure, unit: str, wording: Wording) -> str:
    """Return a figure of the catalogue in the document's units."""
    if isinstance(figure, DutyFigure):
        return shown(figure, "1", wording)
    value, within = getattr(figure, "value", None), getattr(figure, "within", None)
    if not isinstance(value, Quantity):
        return wording.listed(value or ())
    text = wording.quantity(value.in_unit(unit), unit)
    if isinstance(value, SmallLength) and isinstance(within, Duration):
        return wording("sheet-of.within", value=text, time=wording.quantity(within.s, "s"))
    return text
