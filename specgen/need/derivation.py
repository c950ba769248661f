"""From what is stated to what is needed.

What is missing is not invented: it stays open, with a question, or a declared default of the catalogue takes its place, with
an assumption. Thresholds are the catalogue's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from specgen.catalog import Catalog
from specgen.findings import Phrase
from specgen.need.asks import image_asks, stated_asks
from specgen.need.exposure import light, light_assumptions
from specgen.need.geometry import geometry, srb_assumption
from specgen.need.limits import limits
from specgen.need.noticed import noticed
from specgen.need.penetration import passage
from specgen.need.setup import RADIOGRAPHY, Setup, setup_of, stand_alike
from specgen.need.values import ANYWHERE, Ask, Assumption, Need, Passage, Room
from specgen.requirement import Requirement, missing_need


def derive(requirement: Requirement, catalog: Catalog, room: Room = ANYWHERE) -> Need:
    """Return the need of *requirement*, with the catalogue's defaults where something is not stated.

    A magnification that has to be derived leaves *room* for a source.
    """
    setup = setup_of(requirement)
    through = passage(requirement, setup, catalog)
    need = _derived(setup, catalog, room, through, {ask.name: ask for ask in stated_asks(requirement, catalog)}, missing_need(requirement))
    need = replace(need, assumptions=tuple(_assumptions(requirement, need, catalog)))
    return replace(need, findings=tuple(noticed(requirement, need, catalog)))


def in_room(need: Need, room: Room, catalog: Catalog) -> Need:
    """Return *need* where its derived magnification leaves *room* for a source."""
    again = _derived(need.setup, catalog, room, need.passage, need.asked_of_source, need.missing)
    return replace(again, assumptions=need.assumptions, findings=need.findings)


def what_if(need: Need, setup: Setup, catalog: Catalog, through: Passage, asked_of_source: Mapping[str, Ask]) -> Need:
    """Return the numbers that a decision takes of *need* with other figures: asked often, so what only a document shows is left out.

    What the other figures leave as it is, is taken over.
    """
    at, found = need.geometry, need.limits
    if not stand_alike(setup, need.setup):
        at = geometry(setup, catalog, need.room, in_full=False)
    if at is not need.geometry or setup.focal_spot_um != need.setup.focal_spot_um or through.is_starved != need.passage.is_starved:
        found = tuple(limits(setup, at, through, catalog, in_full=False))
    if setup is not need.setup or through is not need.passage:
        lit, asked = light(setup, at, through, catalog), tuple(image_asks(setup, at, through, catalog))
    else:
        lit, asked = need.light, need.asked_of_setup
    return Need(
        *(setup, need.room, need.missing, at, through, lit, found, asked, asked_of_source),
        *((), (), need.unsharpness_exponent, need.drift_share),
    )


def _derived(setup: Setup, catalog: Catalog, room: Room, through: Passage, stated: Mapping[str, Ask], missing: tuple[str, ...]) -> Need:
    at = geometry(setup, catalog, room)
    return Need(
        setup=setup,
        room=room,
        missing=missing,
        geometry=at,
        passage=through,
        light=light(setup, at, through, catalog),
        limits=() if missing else tuple(limits(setup, at, through, catalog)),
        asked_of_setup=tuple(image_asks(setup, at, through, catalog)),
        asked_of_source=stated,
        assumptions=(),
        findings=(),
        unsharpness_exponent=int(catalog.default("unsharpness_exponent")),
        drift_share=catalog.default("drift_share_of_blur"),
    )


def _assumptions(requirement: Requirement, need: Need, catalog: Catalog) -> Iterator[Assumption]:
    """Yield every declared default that took the place of something the customer did not state."""
    yield from srb_assumption(need.setup, catalog)
    if not requirement.application.technique:
        yield Assumption("application.technique", RADIOGRAPHY, Phrase("@not-stated"))
    if need.setup.clearance_mm is None and need.geometry.room_for_housing:
        yield Assumption("imaging.clearance", "0 mm", Phrase("@no-clearance"))
    yield from light_assumptions(need, catalog)
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
