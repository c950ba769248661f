"""Whether a requirement makes sense to someone of the field: names that nobody knows, figures that hardly exist or disagree.

Only a stated geometry that contradicts itself refuses the file; all else asks whether a unit or a name was meant.
"""

import contextlib
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from specgen import physics
from specgen.basics import Basics
from specgen.errors import QuantityError
from specgen.fields import Ceiling, Range, nearest
from specgen.findings import Finding, finding
from specgen.requirement import Layer, Requirement, Specimen, check
from specgen.units import Quantity


def findings(requirement: Requirement, basics: Basics) -> Iterator[Finding]:
    """Yield all that can be said of the file alone, given the names and the ranges that the catalogue knows."""
    yield from check(requirement)
    yield from _names(requirement, basics)
    yield from _figures(requirement, basics)
    yield from geometry_findings(requirement, basics)


def _names(requirement: Requirement, basics: Basics) -> Iterator[Finding]:
    """Yield which materials and applications the catalogue does not know by name."""
    parts: list[tuple[str, Layer | Specimen]] = [("specimen", requirement.specimen)]
    parts += [(f"specimen.path[{index}]", layer) for index, layer in enumerate(requirement.specimen.path)]
    parts += [(f"source.filter[{index}]", layer) for index, layer in enumerate(requirement.source.filter)]
    for where, part in parts:
        if part.material and not part.formula and basics.material(part.material) is None:
            known = [name for material in basics.materials for name in (material.name, *material.synonyms)]
            yield finding("SG-Q222", f"{where}.material", material=part.material, suggestion=nearest(part.material, known))
    kind = requirement.application.kind
    if kind and basics.application(kind) is None:
        names = [name for known in basics.applications for name in (known.name, *known.synonyms)]
        yield finding("SG-N210", "application.kind", kind=kind, suggestion=nearest(kind, names))


def _figures(requirement: Requirement, basics: Basics) -> Iterator[Finding]:
    """Yield figures far outside what exists in this field, with the reading that would lie inside."""
    for path, plausible in basics.plausible.items():
        for quantity in _quantities(requirement, path):
            low, high = _ends(type(quantity), plausible.min, plausible.max)  # type: ignore[arg-type]  # mypy: a class with an __eq__ of its own
            if not low.magnitude <= quantity.magnitude <= high.magnitude:
                likely = likely_reading(quantity, low, high)
                yield finding("SG-W215", path, text=quantity.text, low=low.text, high=high.text, suggestion=likely)
    yield from _room(requirement)


@lru_cache(maxsize=256)  # a catalogue's few dozen ranges, for every file
def _ends(kind: type[Quantity], least: str, most: str) -> tuple[Quantity, Quantity]:
    return kind.parse(least), kind.parse(most)


def _room(requirement: Requirement) -> Iterator[Finding]:
    """Yield that the part would reach the source: its half along the beam is longer than the distance to its centre."""
    distance, specimen = requirement.imaging.source_object_distance, requirement.specimen
    turned = requirement.application.technique == "ct"
    along = [extent for extent in (specimen.diameter, specimen.depth, specimen.width if turned else None) if extent]
    largest = max(along, key=lambda extent: extent.magnitude, default=None)
    if distance and largest and largest.mm / 2 >= distance.mm:
        yield finding("SG-W220", "imaging.source_object_distance", distance=distance.text, extent=largest.text)


def geometry_findings(requirement: Requirement, basics: Basics) -> Iterator[Finding]:
    """Yield where a stated magnification or voxel disagrees with what goes before it (`SG-W211`, `SG-E212`)."""
    imaging, detector = requirement.imaging, requirement.imaging.detector
    pixel = detector.pixel_pitch.um / (detector.optical_magnification or 1) if detector.pixel_pitch else None
    sdd, sod = imaging.source_detector_distance, imaging.source_object_distance
    from_distances = physics.magnification(sdd.mm, sod.mm) if sdd and sod else None
    magnification = from_distances or imaging.magnification
    if from_distances and imaging.magnification:
        yield from _disagreement(basics, "imaging.magnification", imaging.magnification, from_distances, "")
    if not (pixel and imaging.voxel):
        return
    if magnification:
        yield from _disagreement(basics, "imaging.voxel", imaging.voxel.um, physics.voxel_um(pixel, magnification), " um")
    elif imaging.voxel.um > pixel * (1 + 1e-9):
        yield finding("SG-E134", "imaging.voxel", magnification=f"{pixel / imaging.voxel.um:.2g}")


def _disagreement(basics: Basics, where: str, stated: float, computed: float, unit: str) -> Iterator[Finding]:
    percent = 100 * abs(stated - computed) / computed
    if percent <= basics.default("geometry_agrees_percent") * (1 + 1e-9):
        return
    code = "SG-E212" if percent > basics.default("geometry_refused_percent") * (1 + 1e-9) else "SG-W211"
    yield finding(
        code,
        where,
        stated=f"{stated:.4g}{unit}",
        computed=f"{computed:.4g}{unit}",
        percent=f"{percent:.0f}" if percent >= 10 else f"{percent:.2g}",
    )


def _quantities(requirement: Requirement, path: str) -> Iterator[Quantity]:
    value: object = requirement
    for step in path.split("."):
        value = getattr(value, step)
    ends = (value.min, value.max) if isinstance(value, Range) else (value.max,) if isinstance(value, Ceiling) else (value,)
    yield from {end.text: end for end in ends if isinstance(end, Quantity)}.values()


def likely_reading(quantity: Quantity, low: Quantity, high: Quantity) -> str:
    """Return the same number in the unit that brings it between *low* and *high*, or nothing.

    Of several that would, it is the usual one of such a figure, else the one nearest to the middle.
    """
    number = _NUMBER.match(quantity.text)
    if number is None:
        return ""
    symbols = dict.fromkeys(unit.symbol for unit in quantity.units.values())
    inside = {}
    for symbol in symbols:
        with contextlib.suppress(QuantityError):  # in this unit the number is beyond what any figure can be
            reading = type(quantity).parse(f"{number[0]} {symbol}")
            if low.magnitude <= reading.magnitude <= high.magnitude:
                inside[symbol] = reading
    if quantity.likely in inside:
        return inside[quantity.likely].text
    middle = math.sqrt(abs(low.value * high.value))
    return min(inside.values(), key=lambda reading: abs(math.log(max(abs(reading.value), _TINY) / middle))).text if inside else ""


_TINY: Final = 1e-9  # 0 °C is a temperature, and has no logarithm
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9./])")
