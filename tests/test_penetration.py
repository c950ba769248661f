"""The beam against `interface.md` section 5 and `facts.md` 1.13 to 1.15: what the longest path lets through, which voltages serve.

Where a figure is printed in `facts.md` its section stands beside it; the printed thicknesses have two or three digits.
"""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import candidate, codes, decided, facts, judged_by, kit, need_of, platform, said, value, with_platforms

from specgen.decision import Outcome
from specgen.need import Need, told_share
from specgen.physics import BEST_TRANSMISSION

CT = {"application.technique": "ct"}
LAMINOGRAPHY = {"application.technique": "laminography"}
AL, CU = {"material": "aluminium", "thickness": "1 mm"}, {"material": "copper", "thickness": "0.5 mm"}


def through(kv: Any, material: str, thickness: str, filters: Any = None, **more: Any) -> Need:
    """Return the need for one layer of *material*, seen at *kv* through *filters*."""
    path = [{"material": material, "thickness": thickness}]
    return need_of({"specimen.path": path, "source.tube_voltage": kv, "source.filter": filters} | more)


def steel(thickness: str, kv: Any = None, **more: Any) -> dict[str, Any]:
    """Return the changes that ask for CT of this much steel, behind 1 mm of aluminium."""
    path = [{"material": "steel", "thickness": thickness}]
    return CT | {"specimen.path": path, "source.tube_voltage": kv, "source.filter": AL} | more


# --- what is asked and what is taken ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voltage", "upper", "low"),
    [
        ("130 kV", 130, None),
        ({"min": "80 kV", "max": "160 kV"}, 160, 80),
        ({"max": "160 kV"}, 160, None),
        ({"min": "80 kV"}, 80, None),
    ],
)
def test_a_range_of_voltage_is_used_at_its_upper_end(voltage: Any, upper: float, low: float | None) -> None:
    """The upper end must be reached; a lower end is asked only where both are given."""
    need = need_of({"source.tube_voltage": voltage})
    asks = {name: ask.value for name, ask in need.asked_of_source.items()}
    assert (asks["tube_voltage_kv"], asks.get("tube_voltage_low_kv")) == (upper, low)


NO_PATH = {"specimen.path": None, "specimen.material": "aluminium"}


@pytest.mark.parametrize(
    ("changes", "extent"),
    [
        (NO_PATH | {"specimen.diameter": "40 mm", "specimen.height": "20 mm"}, "40 mm"),
        (NO_PATH | {"specimen.width": "30 mm", "specimen.depth": "45 mm"}, "45 mm"),
        (NO_PATH | {"specimen.height": "20 mm"}, "20 mm"),
        ({"specimen.material": "aluminium", "specimen.diameter": "40 mm"}, None),  # with a path, extents serve the field alone
    ],
)
def test_without_a_path_the_largest_extent_is_taken_as_solid(changes: dict[str, Any], extent: str | None) -> None:
    """The warning names the extent and the material; with a path there is none."""
    need = need_of(changes)
    said = [dict(finding.facts) for finding in need.findings if finding.code == "SG-W219"]
    assert said == ([{"extent": extent, "material": "aluminium"}] if extent else [])


# --- transmission -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kv", "filters", "material", "twenty", "ten"),
    [
        # facts.md 1.15: the thickness [mm] that lets 20 % and 10 % of the energy through, printed to two or three digits
        ("60 kV", AL, "aluminium", 8.3, 13.4),
        ("130 kV", AL, "aluminium", 20.9, 32.2),
        ("130 kV", AL, "steel", 2.1, 3.7),
        ("130 kV", CU, "steel", 3.2, 5.1),
        ("160 kV", AL, "titanium", 7.2, 12.2),
        ("160 kV", CU, "copper", 3.0, 5.0),
        ("225 kV", CU, "steel", 6.4, 10.3),
        ("130 kV", AL, "water", 74, 108),
        ("130 kV", AL, "PMMA", 68, 99),
    ],
)
def test_the_transmission_is_that_of_published_thicknesses(kv: str, filters: Any, material: str, twenty: float, ten: float) -> None:
    """As an integrating detector sees it, weighted by energy; what the printed thickness leaves open is allowed for."""
    for thickness, share in ((twenty, 0.2), (ten, 0.1)):
        found = value(through(kv, material, f"{thickness} mm", filters).passage.transmission)
        assert found == pytest.approx(share, rel=0.04)


def test_photons_are_counted_beside_their_energy() -> None:
    """The path lets hard photons through: of their energy more passes than of their number."""
    need = through("130 kV", "steel", "3.7 mm", AL)
    assert 0.3 * value(need.passage.transmission) < value(need.passage.transmission_photons) < value(need.passage.transmission)


@pytest.mark.parametrize("voltage", ["130 kV", {"min": "80 kV", "max": "130 kV"}, {"max": "130 kV"}, {"min": "130 kV"}])
def test_the_transmission_is_that_of_the_upper_end(voltage: Any) -> None:
    """The figure names the voltage that it was computed with."""
    number = through(voltage, "steel", "3.7 mm", AL).passage.transmission
    assert number == through("130 kV", "steel", "3.7 mm", AL).passage.transmission
    assert number is not None
    assert dict(number.inputs) == {"tube_voltage_kv": 130, "path_mm": 3.7}


def test_a_filter_is_added_to_the_sources_own_window() -> None:
    """Each filter hardens the beam, so a larger part of what is left passes; the assumed window is listed."""
    needs = [through("100 kV", "steel", "1 mm", filters) for filters in (None, AL, [AL, CU])]
    assert value(needs[0].passage.transmission) < value(needs[1].passage.transmission) < value(needs[2].passage.transmission)
    (window,) = [a for a in needs[0].assumptions if a.where == "source.filter.window"]
    assert (window.value, window.because) == ("0.5 mm Be", kit().catalog.defaults["inherent_filtration_mm"].because)


def test_layers_may_stand_in_any_order_and_be_split() -> None:
    """One beam through all of them."""
    copper, steel = {"material": "copper", "thickness": "1 mm"}, {"material": "steel", "thickness": "2 mm"}
    half = {"material": "steel", "thickness": "1 mm"}
    found = [
        value(need_of({"specimen.path": path, "source.tube_voltage": "130 kV"}).passage.transmission)
        for path in ([copper, steel], [steel, copper], [half, copper, half])
    ]
    assert found[1:] == pytest.approx(found[:1] * 2)


def test_a_solid_part_is_a_path_of_its_own() -> None:
    """Without a path the largest extent counts; with one, extents add nothing."""
    solid = need_of(NO_PATH | {"specimen.diameter": "20.9 mm", "source.tube_voltage": "130 kV", "source.filter": AL})
    path = through("130 kV", "aluminium", "20.9 mm", AL, **{"specimen.diameter": "90 mm", "specimen.material": "lead"})
    assert value(solid.passage.transmission) == value(path.passage.transmission) == pytest.approx(0.2, rel=0.04)


@pytest.mark.parametrize(
    ("kv", "computed"), [("29 kV", False), ("30 kV", True), ("225 kV", True), ("226 kV", False), ("450 kV", False), (None, False)]
)
def test_outside_the_tables_nothing_is_computed(kv: str | None, computed: bool) -> None:
    """Below 30 and above 225 kV a warning says so; without a voltage there is nothing to compute."""
    need = through(kv, "aluminium", "5 mm")
    assert ((need.passage.transmission is not None), (need.passage.transmission_photons is not None)) == (computed, computed)
    assert ("SG-W214" in codes(need)) == (kv is not None and not computed)


@pytest.mark.parametrize(
    "changes",
    [
        {"specimen.path": [{"material": "unobtainium", "thickness": "1 mm"}]},
        {"specimen.path": [{"material": "steel", "thickness": "1 mm"}, {"material": "unobtainium", "thickness": "1 mm"}]},
        {"specimen.path": [{"formula": "LiCoO2", "thickness": "1 mm"}]},  # no density
        {"source.filter": {"material": "unobtainium", "thickness": "1 mm"}},
        {"specimen.path": None, "source.focal_spot.max": "60 um"},
    ],
)
def test_an_unknown_material_leaves_the_transmission_open(changes: dict[str, Any]) -> None:
    """Nothing is guessed in its place, and nothing is warned of."""
    need = need_of({"source.tube_voltage": "130 kV"} | changes)
    assert (need.passage.transmission, need.passage.transmission_photons) == (None, None)
    assert not codes(need) & {"SG-W213", "SG-W214"}


# --- the useful window ------------------------------------------------------------------------------------------------

# facts.md 1.15: at 130 kV behind 1 mm of aluminium 2.1 mm of steel let 20 % through and 3.7 mm 10 %; the window is 10 to 20 %.
SIDES = [
    ("1.9 mm", "@too-much"),
    ("2.3 mm", None),
    ("3.4 mm", None),
    ("4 mm", "@too-little"),
]


@pytest.mark.parametrize(("thickness", "side"), SIDES)
@pytest.mark.parametrize("technique", [CT, LAMINOGRAPHY])
def test_a_voltage_outside_the_useful_window_is_a_warning_on_either_side(technique: Any, thickness: str, side: str | None) -> None:
    """It warns, says on which side, and forbids nothing."""
    need = need_of(steel(thickness, "130 kV") | technique)
    assert ("SG-W213" in codes(need)) == (side is not None)
    assert side is None or facts(need, "SG-W213")["side"] == side
    assert [limit.infeasible for limit in need.limits] == [""]


@pytest.mark.parametrize(("share", "told"), [(0.2009, 0.2), (0.0996, 0.1), (0.2051, 0.21), (0.0943, 0.094), (7.12e-5, 7.1e-5)])
def test_the_window_judges_what_is_told(share: float, told: float) -> None:
    """No warning says that 20 % are in excess of 20 %: two digits are told, and two digits are judged."""
    assert told_share(share) == told


@pytest.mark.parametrize("thickness", ["1.9 mm", "4 mm"])
def test_radiography_knows_no_window(thickness: str) -> None:
    """Contrast and thickness decide there: no window, no recommended voltage, nothing to warn of."""
    need = need_of(steel(thickness, "130 kV", **{"application.technique": "radiography"}))
    assert "SG-W213" not in codes(need)
    assert (need.passage.recommended, need.passage.useful_from, need.passage.useful_to) == (None, None, None)


def test_the_warning_names_the_voltage_that_meets_the_window() -> None:
    """facts.md 1.15: 3.7 mm of steel let 10 % through at 130 kV, so what 120 kV lacks is found within 2 kV of that."""
    need = need_of(steel("3.7 mm", "120 kV"))
    assert value(need.passage.useful_from) == pytest.approx(130, abs=2)
    words = said(need, "SG-W213").replace("\u202f", " ")
    assert "short of the useful 10 to 20 %" in words
    assert "in excess of the useful 10 to 20 %" in said(need_of(steel("1.5 mm", "130 kV")), "SG-W213").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("material", "filters", "twenty", "ten", "kv"),
    # facts.md 1.15: a thickness that lets 20 % (10 %) through at this voltage has it for the end (the beginning) of its window
    [
        ("steel", AL, "2.1 mm", "3.7 mm", 130),
        ("aluminium", AL, "16.6 mm", "26.1 mm", 100),
        ("titanium", AL, "7.2 mm", "12.2 mm", 160),
        ("copper", CU, "3.0 mm", "5.0 mm", 160),
        ("water", AL, "60 mm", "89 mm", 80),
    ],
)
def test_the_useful_window_is_that_of_published_thicknesses(material: str, filters: Any, twenty: str, ten: str, kv: float) -> None:
    """10 to 20 % of the energy along the longest path; the printed thicknesses leave a few kilovolts open."""
    assert value(through(None, material, twenty, filters, **CT).passage.useful_to) == pytest.approx(kv, rel=0.06)
    assert value(through(None, material, ten, filters, **CT).passage.useful_from) == pytest.approx(kv, rel=0.06)


@pytest.mark.parametrize("thickness_mm", [1, 2, 3, 5])
def test_at_the_recommended_voltage_exp_minus_2_passes(thickness_mm: float) -> None:
    """mu D = 2 (Grodzins 1983; facts.md 1.15: T = 13.5 %), between the two ends of the window."""
    passage = need_of(steel(f"{thickness_mm} mm")).passage
    recommended = value(passage.recommended)
    assert passage.beam is not None
    passing = passage.beam.transmission(recommended)
    assert passing is not None
    assert passing.energy == pytest.approx(math.exp(-2), rel=1e-9)
    assert pytest.approx(0.135, abs=5e-4) == BEST_TRANSMISSION
    assert value(passage.useful_from) < recommended
    assert passage.useful_to is None or recommended < passage.useful_to.value


def test_the_recommended_voltage_is_used_where_none_is_stated() -> None:
    """Figures of the beam are those at that voltage, and they say so."""
    passage = need_of(steel("3 mm")).passage
    assert (passage.is_stated, passage.tube_voltage_kv) == (False, value(passage.recommended))
    assert value(passage.transmission) == pytest.approx(math.exp(-2), rel=1e-9)
    stated = need_of(steel("3 mm", "90 kV")).passage
    assert (stated.is_stated, stated.tube_voltage_kv) == (True, 90)
    assert stated.recommended == passage.recommended


@pytest.mark.parametrize("image", [{}, {"imaging.signal_to_noise": "20"}])
def test_the_recommended_voltage_is_listed_as_an_assumption(image: dict[str, str]) -> None:
    """What passes is judged at it; where a voltage is stated nothing is assumed, and radiography has none to assume."""
    listed = {a.where: (a.value, a.because) for a in need_of(steel("3 mm", **image)).assumptions}
    recommended = value(need_of(steel("3 mm")).passage.recommended)
    assert listed["source.tube_voltage"] == (f"{recommended:.3g} kV", "@recommended-voltage")
    for other in (steel("3 mm", "90 kV", **image), image):
        assert "source.tube_voltage" not in {a.where for a in need_of(other).assumptions}


def test_the_end_of_the_tables_is_not_called_the_best_voltage() -> None:
    """20 mm of steel let 1.5 % through at 225 kV: that is used, and not because a difference stands out most there."""
    need = need_of(steel("20 mm", **{"imaging.signal_to_noise": "20"}))
    assert (need.passage.recommended, need.passage.tube_voltage_kv) == (None, 225)
    assert [a.because for a in need.assumptions if a.where == "source.tube_voltage" and a.because == "@recommended-voltage"] == []


def test_a_platform_works_at_the_recommended_voltage_as_far_as_it_reaches() -> None:
    """3 mm of steel take about 140 kV: the platform of 90 kV is judged at 90 kV, that of 160 kV at the recommended one."""
    low, high, unknown = platform("low", tube_voltage_max="90 kV"), platform("high", tube_voltage_max="160 kV"), platform("unknown")
    decision = decided(steel("3 mm"), with_platforms(low, high, unknown))
    recommended = value(decision.need.passage.recommended)
    assert 120 < recommended < 160
    voltages = {c.platform.id: c.tube_voltage_kv for c in decision.candidates}
    assert voltages == {"low": 90, "high": recommended, "unknown": recommended}
    at_90 = value(need_of(steel("3 mm", "90 kV")).passage.transmission)
    assert judged_by("SG-R026", candidate(decision, "low")).offered.value == pytest.approx(100 * at_90)
    assert judged_by("SG-R026", candidate(decision, "unknown")).outcome is Outcome.TO_BE_CONFIRMED


# --- starvation -------------------------------------------------------------------------------------------------------

STARVED = [
    # tube voltage, steel; what passes is below 0.5 % at the highest voltage that is permitted
    ("130 kV", "20 mm", True),
    ("130 kV", "10 mm", False),
    ({"min": "60 kV", "max": "130 kV"}, "20 mm", True),
    ({"min": "60 kV", "max": "225 kV"}, "20 mm", False),
    ({"max": "130 kV"}, "20 mm", True),
    (None, "20 mm", False),  # the tables reach to 225 kV
    (None, "40 mm", True),
    ("450 kV", "40 mm", False),  # outside the tables nothing is judged
]


@pytest.mark.parametrize(("kv", "thickness", "starved"), STARVED)
@pytest.mark.parametrize("technique", ["ct", "radiography", "laminography"])
def test_too_little_at_the_highest_permitted_voltage_is_infeasible(technique: str, kv: Any, thickness: str, starved: bool) -> None:
    """`interface.md` 5: infeasible only below the declared minimum at the highest permitted voltage; no class, no platform."""
    decision = decided(steel(thickness, kv, **{"application.technique": technique}))
    if starved:
        assert (decision.status.value, decision.limited_by) == ("infeasible", "penetration")
        assert (decision.focus_class, decision.chosen) == (None, None)
        assert value(decision.need.passage.at_highest) < 0.005
    else:
        assert (decision.status.value, decision.need.passage.is_starved) == ("recommended", False)


def test_starvation_begins_below_half_a_percent() -> None:
    """Layer by layer up to the declared minimum: the last that passes lets 0.5 % or more through."""
    shares = {mm: value(need_of(steel(f"{mm} mm", "130 kV")).passage.transmission) for mm in range(8, 20)}
    starved = {mm: need_of(steel(f"{mm} mm", "130 kV")).passage.is_starved for mm in shares}
    assert starved == {mm: share < 0.005 for mm, share in shares.items()}
    assert set(starved.values()) == {True, False}


def test_a_detector_that_forbids_the_task_goes_before_the_path() -> None:
    """Both fail: the culprit of the image is named, since no thinner path would mend it."""
    decision = decided(steel("40 mm", "130 kV", **{"imaging.source_object_distance": "200 mm"}))
    assert (decision.status.value, decision.limited_by) == ("infeasible", "detector")


# --- advised voltage --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("material", "thickness", "kv"),
    [
        # facts.md 1.15, [S] as a public calculator approximates the curves of ISO 17636-2
        ("steel", "10 mm", 175),  # 100 + 7.5 * 10
        ("steel", "20 mm", 272),  # 40 * 20^0.64 = 272.09
        ("aluminium", "50 mm", 129),  # 24 * 50^0.43 = 129.05
        ("titanium", "10 mm", 110),  # 70 + 4 * 10
        ("copper", "10 mm", 210),  # 120 + 9 * 10
        ("316L", "10 mm", 175),
        ("Ti-6Al-4V", "10 mm", 110),
        ("PMMA", "10 mm", None),  # no curve
        ("unobtainium", "10 mm", None),
    ],
)
def test_the_advised_voltage_is_that_of_the_published_curves(material: str, thickness: str, kv: float | None) -> None:
    """An upper bound for radiography, by the material of the whole path."""
    advice = through(None, material, thickness).passage.advice
    assert (advice.value if advice else None) == (None if kv is None else pytest.approx(kv, abs=0.5))


@pytest.mark.parametrize(
    ("changes", "kv"),
    [
        ({"specimen.path": [{"material": "steel", "thickness": "4 mm"}, {"material": "316L", "thickness": "6 mm"}]}, 175),  # one curve
        ({"specimen.path": [{"material": "steel", "thickness": "4 mm"}, {"material": "titanium", "thickness": "6 mm"}]}, None),
        (CT | {"specimen.path": [{"material": "steel", "thickness": "10 mm"}]}, None),
    ],
)
def test_advice_is_for_radiography_of_one_group_of_materials(changes: dict[str, Any], kv: float | None) -> None:
    """The curves say nothing of mixed paths, and nothing of CT."""
    advice = need_of(changes).passage.advice
    assert (advice.value if advice else None) == kv


def test_the_advice_judges_nothing() -> None:
    """220 kV lie above the 175 kV advised: no rule and no finding says so."""
    assert codes(through("220 kV", "steel", "10 mm")) == codes(through("170 kV", "steel", "10 mm"))


@pytest.mark.parametrize("advice", kit().catalog.voltage_advice, ids=lambda advice: advice.materials[0])
def test_every_curve_is_for_materials_of_the_catalogue(advice: Any) -> None:
    """By their own names, not by synonyms, and a source that the catalogue lists."""
    assert [name for name in advice.materials if (known := kit().catalog.material(name)) is None or known.name != name] == []
    assert advice.source in kit().catalog.sources


# --- laws -------------------------------------------------------------------------------------------------------------


@given(thickness_mm=st.floats(0.1, 30), more_mm=st.floats(0.1, 30))
def test_a_thicker_part_never_takes_a_lower_voltage(thickness_mm: float, more_mm: float) -> None:
    """Recommended voltage and both ends of the window rise with the path, or leave the tables."""
    thin, thick = (need_of(steel(f"{mm:.4f} mm")).passage for mm in (thickness_mm, thickness_mm + more_mm))
    for name in ("useful_from", "recommended", "useful_to"):
        lower, upper = getattr(thin, name), getattr(thick, name)
        assert upper is None or (lower is not None and lower.value <= upper.value * (1 + 1e-9))
