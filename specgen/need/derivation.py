"""From what is stated to what is needed.

What is missing is not invented: it stays open, with a question, or a declared default of the catalogue takes its place, with
an assumption. Thresholds are the catalogue's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from specgen.catalog import Catalog
from specgen.findings import Phrase
from specgen.need.asks import stated_asks
from specgen.need.derived import Need
from specgen.need.exposure import light_assumptions
from specgen.need.geometry import Geometry, srb_assumption
from specgen.need.limits import limits
from specgen.need.noticed import noticed
from specgen.need.penetration import Passage, passage
from specgen.need.setup import RADIOGRAPHY, Setup, setup_of, stand_alike
from specgen.need.values import ANYWHERE, Ask, Assumption, Room
from specgen.requirement import Requirement, missing_need


def derive(requirement: Requirement, catalog: Catalog, room: Room = ANYWHERE) -> Need:
    """Return the need of *requirement*, with the catalogue's defaults where something is not stated.

    A magnification that has to be derived leaves *room* for a source.
    """
    setup, missing = setup_of(requirement), missing_need(requirement)
    at, through = Geometry(setup, room, catalog), passage(requirement, setup, catalog)
    stated = {ask.name: ask for ask in stated_asks(requirement, catalog)}
    need = Need(setup, at, through, () if missing else tuple(limits(setup, at, through)), stated, missing)
    assumptions, findings = tuple(_assumptions(requirement, need, catalog)), tuple(noticed(requirement, need, catalog))
    return replace(need, assumptions=assumptions, findings=findings)


def in_room(need: Need, room: Room) -> Need:
    """Return *need* where its derived magnification leaves *room* for a source."""
    at = replace(need.geometry, room=room)
    return replace(need, geometry=at, limits=tuple(limits(need.setup, at, need.passage)))


def what_if(need: Need, setup: Setup, through: Passage, asked_of_source: Mapping[str, Ask]) -> Need:
    """Return *need* with other figures; what they leave as it is, is taken over."""
    at, found = need.geometry, need.limits
    if not stand_alike(setup, need.setup):
        at = Geometry(setup, need.room, need.catalog)
    if at is not need.geometry or through is not need.passage or setup.focal_spot_um != need.setup.focal_spot_um:
        found = tuple(limits(setup, at, through))
    return Need(setup, at, through, found, asked_of_source, need.missing)


def _assumptions(requirement: Requirement, need: Need, catalog: Catalog) -> Iterator[Assumption]:
    """Yield every declared default that took the place of something the customer did not state."""
    yield from srb_assumption(need.setup, catalog)
    if not requirement.application.technique:
        yield Assumption("application.technique", RADIOGRAPHY, Phrase("@not-stated"))
    if need.setup.clearance_mm is None and need.geometry.room_for_housing:
        yield Assumption("imaging.clearance", "0 mm", Phrase("@no-clearance"))
    yield from light_assumptions(need.setup, need.light, catalog)
    through = need.passage
    if through.transmission is not None and not through.is_stated and through.tube_voltage_kv:
        because = Phrase("@recommended-voltage" if through.recommended else "@highest-voltage")
        yield Assumption("source.tube_voltage", f"{through.tube_voltage_kv:.3g} kV", because)
    if through.transmission is not None:
        window = catalog.defaults["inherent_filtration_mm"]
        yield Assumption("source.filter.window", f"{window.value:g} mm Be", window.because)
    for limit in need.limits[:1]:
        if limit.feature_spot and limit.feature_spot.formula == "largest_focal_spot_far":
            where = "imaging.detector" if need.geometry.magnification else "imaging.magnification"
            yield Assumption(where, Phrase("@high"), Phrase("@high-magnification"))
