"""The need against `interface.md` section 5: where magnification comes from, what limits the spot, what is left open.

Figures beside an expectation are computed by hand from `facts.md` 1.1 to 1.11; the computation stands in the comment.
"""

import math
from typing import Any

import pytest
from making import NOTHING_OF, asked, codes, example, facts, kit, need_of, value

from specgen.lazily import lazily
from specgen.need import Need, Number, Room, derive
from specgen.sense import geometry_findings

GEOMETRY = "imaging.source_detector_distance", "imaging.source_object_distance", "imaging.magnification", "imaging.voxel"


def geometry(sdd: str | None, sod: str | None, magnification: str | None, voxel: str | None) -> dict[str, str | None]:
    """Return the changes that state exactly this geometry."""
    return dict(zip(GEOMETRY, (sdd, sod, magnification, voxel), strict=True))


def disagreements(changes: dict[str, Any]) -> list[tuple[str, str, dict[str, str]]]:
    """Return code, path and facts of what the stated geometry contradicts."""
    return [(f.code, f.where, dict(f.facts)) for f in geometry_findings(asked(changes), kit().catalog)]


# --- Geometry: precedence ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "magnification", "origin"),
    [
        # distances 600 / 60 = 10; stated 9.9 and voxel 10.1 µm (100 / 10.1 = 9.90) are within 2 % and give way
        (geometry("600 mm", "60 mm", "9.9", "10.1 um"), 10.0, "distances"),
        (geometry("600 mm", "60 mm", None, "10.1 um"), 10.0, "distances"),
        (geometry(None, None, "9.9", "10 um"), 9.9, "stated"),
        (geometry("600 mm", None, "9.9", "10 um"), 9.9, "stated"),
        (geometry(None, None, None, "12.5 um"), 8.0, "voxel"),  # 100 µm / 12.5 µm
        (geometry("600 mm", None, None, "12.5 um"), 8.0, "voxel"),
    ],
)
def test_distances_go_before_magnification_before_voxel(given: dict[str, str | None], magnification: float, origin: str) -> None:
    """The first of the three that is stated decides, and the need says which it was."""
    need = need_of(given)
    assert value(need.geometry.magnification) == pytest.approx(magnification)
    assert need.geometry.origin == origin


@pytest.mark.parametrize(
    ("given", "sdd_mm", "sod_mm"),
    [
        (geometry("600 mm", None, "8", None), 600, 75),  # 600 / 8
        (geometry(None, "60 mm", "8", None), 480, 60),  # 60 * 8
        (geometry("600 mm", None, None, "12.5 um"), 600, 75),
        (geometry(None, None, "8", None), None, None),
    ],
)
def test_the_other_distance_follows(given: dict[str, str | None], sdd_mm: float | None, sod_mm: float | None) -> None:
    """Magnification and one distance give the other; from the magnification alone no distance is invented."""
    need = need_of(given)
    assert (need.geometry.sdd_mm, need.geometry.sod_mm) == (sdd_mm, sod_mm)


# --- Geometry: what is stated against what is computed ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("magnification", "code", "percent"),
    [
        ("10.2", None, ""),  # exactly 2 % beside 10: not more
        ("9.8", None, ""),
        ("10.21", "SG-W211", "2.1"),
        ("9.79", "SG-W211", "2.1"),
        ("12", "SG-W211", "20"),  # exactly 20 %: still a warning
        ("12.1", "SG-E212", "21"),
        ("7.9", "SG-E212", "21"),
        ("25", "SG-E212", "150"),
    ],
)
def test_a_stated_magnification_is_held_against_the_distances(magnification: str, code: str | None, percent: str) -> None:
    """Up to 2 % agrees, up to 20 % warns, beyond refuses; both figures are named, at the path of the stated one."""
    found = disagreements({"imaging.magnification": magnification})
    expected = [(code, "imaging.magnification", {"stated": magnification, "computed": "10", "percent": percent})] if code else []
    assert found == expected


@pytest.mark.parametrize(
    ("voxel", "code"),
    [("10.2 um", None), ("10.3 um", "SG-W211"), ("12 um", "SG-W211"), ("12.1 um", "SG-E212"), ("7.9 um", "SG-E212")],
)
def test_a_stated_voxel_is_held_against_the_geometry(voxel: str, code: str | None) -> None:
    """The voxel of 100 µm at magnification 10 is 10 µm."""
    found = disagreements({"imaging.voxel": voxel})
    assert [(c, where) for c, where, _ in found] == ([(code, "imaging.voxel")] if code else [])
    assert all(facts["stated"] == voxel and facts["computed"] == "10 um" for _, _, facts in found)


def test_each_stated_figure_is_held_against_what_goes_before_it() -> None:
    """Magnification 11 and voxel 11 µm both contradict the distances, each at its own path."""
    found = disagreements({"imaging.magnification": "11", "imaging.voxel": "11 um"})
    assert [(code, where) for code, where, _ in found] == [("SG-W211", "imaging.magnification"), ("SG-W211", "imaging.voxel")]


def test_a_voxel_is_held_against_a_stated_magnification() -> None:
    """Without distances the stated magnification 10 wants 10 µm; 11 µm is 10 % off."""
    ((code, where, said),) = disagreements(geometry(None, None, "10", "11 um"))
    assert (code, where, said["stated"], said["computed"]) == ("SG-W211", "imaging.voxel", "11 um", "10 um")


@pytest.mark.parametrize("given", [geometry(None, None, None, "12.5 um"), geometry("600 mm", "60 mm", None, None)])
def test_one_figure_alone_contradicts_nothing(given: dict[str, str | None]) -> None:
    """A voxel that gives the magnification cannot disagree with it."""
    assert disagreements(given) == []


# --- Geometry: only the source-detector distance ----------------------------------------------------------------------

ONLY_SDD = {"imaging.source_object_distance": None}
CT = {"application.technique": "ct"}
PANEL = {"imaging.detector.columns": "2000", "imaging.detector.rows": "2000"}  # 200 mm wide at 100 µm


@pytest.mark.parametrize(
    ("changes", "magnification", "origin", "formula"),
    [
        # optimum (u / s)^2 = (200 / 50)^2 = 16; no specimen, no field: nothing caps it
        ({}, 16.0, "optimum", "best_magnification"),
        # detect allows twice the feature: (200 / 100)^2 = 4
        ({"imaging.criterion": "detect"}, 4.0, "optimum", "best_magnification"),
        # CT, cylinder of 40 mm: 600 * sin(atan(200 / 1200)) / 20 = 600 * 0.164399 / 20 = 4.93197
        (CT | PANEL | {"specimen.diameter": "40 mm"}, 4.93197, "largest", "magnification_for_cylinder"),
        # the same with a region of interest of 16 mm: 600 * 0.164399 / 8 = 12.32992
        (CT | PANEL | {"specimen.diameter": "40 mm", "imaging.field_of_view": "16 mm"}, 12.32992, "largest", "magnification_for_cylinder"),
        # width 30 and depth 40 sweep a radius of 25: 600 * 0.164399 / 25 = 3.94557
        (CT | PANEL | {"specimen.width": "30 mm", "specimen.depth": "40 mm"}, 3.94557, "largest", "magnification_for_cylinder"),
        # radiography: the whole extent caps nothing, the wanted field of 25 mm does: 200 / 25 = 8
        (PANEL | {"specimen.diameter": "40 mm", "imaging.field_of_view": "25 mm"}, 8.0, "largest", "magnification_for_field"),
        # radiography of a part 40 mm deep, 30 mm clear: 600 / (0 + 20 + 30) = 12
        ({"specimen.depth": "40 mm", "imaging.clearance": "30 mm"}, 12.0, "largest", "magnification_for_clearance"),
        # CT of a cylinder of 40 mm without a known panel, 30 mm clear: 600 / (0 + 20 + 30) = 12
        (CT | {"specimen.diameter": "40 mm", "imaging.clearance": "30 mm"}, 12.0, "largest", "magnification_for_clearance"),
        # feature of 100 µm: optimum (200 / 100)^2 = 4 is smaller than the 4.93 that the cylinder allows
        (
            CT | PANEL | {"specimen.diameter": "40 mm", "imaging.smallest_feature": "100 um"},
            4.0,
            "optimum",
            "best_magnification",
        ),
    ],
)
def test_one_distance_gives_the_optimum_or_the_largest_magnification(
    changes: dict[str, str], magnification: float, origin: str, formula: str
) -> None:
    """With the source-detector distance alone the smaller of the two counts, named by its origin and its formula."""
    geometry = need_of(ONLY_SDD | changes).geometry
    assert value(geometry.magnification) == pytest.approx(magnification, abs=5e-5)
    assert (geometry.origin, geometry.magnification.formula if geometry.magnification else "") == (origin, formula)


def test_a_derived_magnification_leaves_room_for_housing_and_cone() -> None:
    """Housing 50 mm: 600 / (50 + 20 + 30) = 6; cone 20 degrees about a radius of 20: 600 sin 10 / 20 = 5.20945."""
    requirement = asked(ONLY_SDD | CT | {"specimen.diameter": "40 mm", "imaging.clearance": "30 mm"})
    housed = derive(requirement, kit().catalog, Room(housing_mm=50))
    narrow = derive(requirement, kit().catalog, Room(cone_deg=20))
    assert value(housed.geometry.magnification) == pytest.approx(6)
    assert value(narrow.geometry.magnification) == pytest.approx(5.20945, abs=5e-6)


def test_the_bracket_of_the_examples_is_derived_as_computed_by_hand() -> None:
    """Swept radius hypot(40, 25) / 2 = 23.5850; 700 sin(atan(432 / 1400)) / 23.5850 = 8.7514; the optimum would be (300 / 60)^2 = 25."""
    geometry = example("packaged", "additive-bracket").proposal.decision.need.geometry
    assert value(geometry.magnification) == pytest.approx(8.7514, abs=5e-4)
    assert geometry.origin == "largest"
    assert geometry.swept_radius_mm == pytest.approx(23.5850, abs=5e-5)


@pytest.mark.parametrize("diameter", ["250 mm", "900 mm"])
def test_a_part_larger_than_any_field_is_not_passed_over(diameter: str) -> None:
    """At magnification 1 the field of a 200 mm panel at 600 mm is 197 mm: a larger part is infeasible, or at least warned of."""
    need = need_of(ONLY_SDD | CT | PANEL | {"specimen.diameter": diameter, "imaging.smallest_feature": "500 um"})
    assert {limit.infeasible for limit in need.limits} == {"geometry"} or "SG-W218" in codes(need)


# --- Geometry: what is missing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lacking", "missing", "where"),
    [
        (NOTHING_OF["geometry"], "@geometry", "imaging"),
        (NOTHING_OF["detector"], "@detector", "imaging.detector"),
        (NOTHING_OF["geometry"] | NOTHING_OF["detector"], "@geometry-and-detector", "imaging"),
        ({"imaging.source_detector_distance": None}, "@geometry", "imaging"),  # the object's distance alone gives nothing
    ],
)
@pytest.mark.parametrize(("criterion", "limit_um"), [("resolve", 50), ("detect", 100)])
def test_without_geometry_or_detector_the_feature_alone_sets_the_limit(
    lacking: dict[str, None], missing: str, where: str, criterion: str, limit_um: float
) -> None:
    """The limit is the criterion's factor times the feature, and SG-Q221 asks for what is missing."""
    need = need_of(lacking | {"imaging.criterion": criterion})
    (limit,) = need.limits
    assert (value(limit.max_focal_spot), limit.limited_by, limit.infeasible) == (limit_um, "focal spot", "")
    assert limit.max_focal_spot is not None
    assert limit.max_focal_spot.formula == "largest_focal_spot_far"
    assert facts(need, "SG-Q221") == {"missing": missing}
    assert [f.where for f in need.findings if f.code == "SG-Q221"] == [where]


@pytest.mark.parametrize("lacking", [NOTHING_OF["geometry"], NOTHING_OF["detector"]])
def test_the_limit_at_high_magnification_is_listed_as_an_assumption(lacking: dict[str, None]) -> None:
    """`interface.md` 5: "its limit at high magnification, an assumption with a question"."""
    before, after = need_of(), need_of(lacking)
    assert {a.where for a in after.assumptions} - {a.where for a in before.assumptions}


def figures_of(part: Any) -> list[str]:
    """Return the names of all that *part* of a need can be asked for, whether it is kept or made when asked."""
    made = (name for name, member in vars(type(part)).items() if isinstance(member, property | lazily))
    kept = getattr(part, "_fields", ()) or part.__dataclass_fields__
    return [name for name in (*kept, *made) if not name.startswith("_") and name not in {"setup", "room", "catalog"}]


def test_nothing_is_invented() -> None:
    """Without distances and detector every figure of the geometry stays open."""
    geometry = need_of(NOTHING_OF["geometry"] | NOTHING_OF["detector"]).geometry
    known = [name for name in figures_of(geometry) if getattr(geometry, name) not in (None, "", False)]
    assert {"magnification", "origin", "sdd_mm", "voxel", "usable_field", "front"} < set(figures_of(geometry))
    assert known == []


def test_a_complete_geometry_asks_nothing() -> None:
    """SG-Q221 is for what is missing only."""
    assert "SG-Q221" not in codes(need_of())


# --- Geometry: detector, voxel, field ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pitch", "optical", "pixel_um", "voxel_um"),
    [("100 um", None, 100, 10), ("100 um", "1", 100, 10), ("13.5 um", "4", 3.375, 0.3375), ("9 um", "0.5", 18, 1.8)],
)
def test_a_lens_coupled_pixel_counts_at_the_scintillator(pitch: str, optical: str | None, pixel_um: float, voxel_um: float) -> None:
    """The pixel is pitch / optical magnification, and the voxel follows from it."""
    geometry = need_of({"imaging.detector.pixel_pitch": pitch, "imaging.detector.optical_magnification": optical}).geometry
    assert geometry.pixel_um == pytest.approx(pixel_um)
    assert value(geometry.voxel) == pytest.approx(voxel_um)


def test_a_lens_coupled_field_is_that_of_the_scintillator() -> None:
    """2000 pixels of 13.5 / 4 µm are 6.75 mm; at magnification 10 that is 0.675 mm."""
    changes = PANEL | {"imaging.detector.pixel_pitch": "13.5 um", "imaging.detector.optical_magnification": "4"}
    assert value(need_of(changes).geometry.field_of_view) == pytest.approx(0.675)


def test_an_unstated_resolution_is_the_pixel_by_default_and_says_so() -> None:
    """One pixel at the scintillator, so u = 2 * 3.375 µm; the default is listed as an assumption."""
    lens = {"imaging.detector.pixel_pitch": "13.5 um", "imaging.detector.optical_magnification": "4"}
    need = need_of(lens | {"imaging.detector.basic_spatial_resolution": None})
    assert value(need.geometry.detector_unsharpness) == pytest.approx(6.75)
    (assumption,) = [a for a in need.assumptions if a.where == "imaging.detector.basic_spatial_resolution"]
    assert (assumption.value, assumption.because) == ("3.375 um", kit().catalog.defaults["srb_in_pixels"].because)


def test_a_stated_resolution_is_no_assumption() -> None:
    """What the customer gives is used as given."""
    assert not any(a.where == "imaging.detector.basic_spatial_resolution" for a in need_of().assumptions)


@pytest.mark.parametrize(
    ("technique", "field_mm", "formula"),
    [
        # 2 * 60 mm * sin(atan(200 / 1200)) = 120 * 0.164399 = 19.7279, against the parallel 200 / 10 = 20
        ("ct", 19.7279, "field_of_view_cylinder"),
        ("radiography", 20.0, "field_of_view"),
        ("laminography", 20.0, "field_of_view"),
    ],
)
def test_the_field_of_a_rotating_body_is_exact(technique: str, field_mm: float, formula: str) -> None:
    """For CT the tangent ray counts; the plain W / M is 1.4 % too much here."""
    usable = need_of(PANEL | {"application.technique": technique}).geometry.usable_field
    assert usable is not None
    assert (usable.value, usable.formula) == (pytest.approx(field_mm, abs=5e-5), formula)


@pytest.mark.parametrize(("field", "fits"), [("19.7 mm", True), ("19.8 mm", False), ("20 mm", False)])
def test_a_field_that_only_the_parallel_formula_allows_is_infeasible(field: str, fits: bool) -> None:
    """Of 19.73 mm a region of 19.8 mm cannot be seen at once; no source can mend that."""
    (limit,) = need_of(CT | PANEL | {"imaging.field_of_view": field}).limits
    assert limit.infeasible == ("" if fits else "geometry")


@pytest.mark.parametrize(
    ("changes", "warns"),
    [
        (PANEL | {"specimen.height": "20 mm"}, False),  # 200 mm / 10
        (PANEL | {"specimen.height": "20.1 mm"}, True),
        ({"specimen.height": "20.1 mm"}, False),  # rows not known
    ],
)
def test_a_height_beyond_the_detector_is_a_warning(changes: dict[str, str], warns: bool) -> None:
    """The height never caps the magnification; it is told."""
    need = need_of(changes)
    assert ("SG-W217" in codes(need)) == warns
    assert value(need.geometry.magnification) == 10


@pytest.mark.parametrize(
    ("changes", "warns"),
    [
        (CT | PANEL | {"specimen.diameter": "19 mm"}, False),
        (CT | PANEL | {"specimen.diameter": "20 mm"}, True),  # 19.73 mm are seen
        (CT | PANEL | {"specimen.diameter": "40 mm", "imaging.field_of_view": "15 mm"}, False),  # a region of interest, as asked
        (PANEL | {"specimen.diameter": "40 mm"}, False),  # radiography: part of the specimen may be seen
    ],
)
def test_a_ct_specimen_that_leaves_the_field_is_a_warning(changes: dict[str, str], warns: bool) -> None:
    """The whole extent counts for CT alone, and a field of view replaces it."""
    assert ("SG-W218" in codes(need_of(changes))) == warns


@pytest.mark.parametrize(
    ("specimen", "technique", "radius_mm"),
    [
        ({"specimen.diameter": "18.5 mm"}, "ct", 9.25),
        ({"specimen.width": "30 mm", "specimen.depth": "40 mm"}, "ct", 25),  # half the diagonal
        ({"specimen.width": "30 mm"}, "ct", 21.2132),  # taken as square: 30 / sqrt 2
        ({"specimen.diameter": "18.5 mm"}, "radiography", 9.25),
        ({"specimen.width": "30 mm", "specimen.depth": "40 mm"}, "radiography", 20),  # half the depth along the beam
        ({"specimen.width": "30 mm", "specimen.depth": "40 mm"}, "laminography", 20),
        ({"specimen.width": "30 mm"}, "radiography", None),
        ({"specimen.height": "65 mm"}, "ct", None),
    ],
)
def test_clearance_counts_the_swept_radius_for_ct(specimen: dict[str, str], technique: str, radius_mm: float | None) -> None:
    """A turning part sweeps half its diagonal; one at rest reaches half its depth towards the source."""
    swept = need_of(specimen | {"application.technique": technique}).geometry.swept_radius_mm
    assert swept == (None if radius_mm is None else pytest.approx(radius_mm, abs=5e-5))


@pytest.mark.parametrize(
    ("specimen", "clearance", "room_mm", "infeasible"),
    [
        ("30 mm", "5 mm", 40, ""),  # 60 - 15 - 5
        ("30 mm", None, 45, ""),
        ("100 mm", "10 mm", 0, ""),
        ("100 mm", "11 mm", -1, "geometry"),  # the specimen with its clearance reaches past the focal spot
    ],
)
def test_the_room_for_the_housing_is_what_specimen_and_clearance_leave(
    specimen: str, clearance: str | None, room_mm: float, infeasible: str
) -> None:
    """SOD - R - c; less than nothing is a geometry that no source serves."""
    need = need_of({"specimen.diameter": specimen, "imaging.clearance": clearance})
    assert value(need.geometry.room_for_housing) == pytest.approx(room_mm)
    assert [limit.infeasible for limit in need.limits] == [infeasible]


@pytest.mark.parametrize(
    ("specimen", "front", "back"),
    [
        # SDD / (SOD -+ R): 600 / (60 - 9.25) = 11.8227, 600 / (60 + 9.25) = 8.6643
        (CT | {"specimen.diameter": "18.5 mm"}, 11.8227, 8.6643),
        # a turning section of 30 by 40 mm sweeps 25: 600 / 35 = 17.1429, 600 / 85 = 7.0588
        (CT | {"specimen.width": "30 mm", "specimen.depth": "40 mm"}, 17.1429, 7.0588),
        # at rest it reaches half its depth: 600 / 40 = 15, 600 / 80 = 7.5
        ({"specimen.width": "30 mm", "specimen.depth": "40 mm"}, 15.0, 7.5),
        ({"specimen.width": "30 mm"}, None, None),  # its depth is not known
        ({"specimen.diameter": "120 mm"}, None, None),  # it would touch the focal spot
        ({"specimen.diameter": "1.2 mm", "imaging.source_object_distance": "600 mm"}, None, None),  # half of it lies behind the detector
    ],
)
def test_the_faces_of_the_specimen_have_their_own_magnification(specimen: dict[str, str], front: float | None, back: float | None) -> None:
    """Similar triangles (facts.md 1.1) for the plane nearest to the source and the one furthest from it."""
    at = need_of(specimen).geometry
    found = [number.value if number else None for number in (at.front, at.back)]
    assert found == [None if m is None else pytest.approx(m, abs=5e-5) for m in (front, back)]


# --- Criterion --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("feature", "srb", "m", "spot_um"),
    [
        # facts.md 1.7, column n = 2
        ("50 um", "100 um", "10", 50.9175),
        ("50 um", "100 um", "5", 37.5),
        ("20 um", "100 um", "20", 18.2321),
        ("10 um", "100 um", "50", 9.3522),
        ("2 um", "50 um", "100", 1.7495),
        ("1 um", "50 um", "200", 0.8704),
    ],
)
def test_the_largest_spot_is_that_of_the_published_vectors(feature: str, srb: str, m: str, spot_um: float) -> None:
    """The inverse of the quadratic sum, through the whole derivation."""
    changes = {"imaging.smallest_feature": feature, "imaging.detector.basic_spatial_resolution": srb}
    (limit,) = need_of(changes | geometry(None, None, m, None)).limits
    assert value(limit.max_focal_spot) == pytest.approx(spot_um, abs=5e-5)
    assert limit.infeasible == ""


@pytest.mark.parametrize(
    ("criterion", "allowed_um", "spot_um"),
    # detect: sqrt((2 * 50 * 10)^2 - 200^2) / 9 = sqrt(960000) / 9 = 108.866
    [("resolve", 50, 50.9175), ("detect", 100, 108.8662)],
)
def test_resolve_allows_the_feature_and_detect_twice_the_feature(criterion: str, allowed_um: float, spot_um: float) -> None:
    """The criterion is a factor on the blur in the object plane."""
    (limit,) = need_of({"imaging.criterion": criterion}).limits
    assert limit.allowed_unsharpness_um == allowed_um
    assert value(limit.max_focal_spot) == pytest.approx(spot_um, abs=5e-5)


def test_without_a_criterion_both_are_computed_resolve_first() -> None:
    """Both limits stand in the need, in the order in which they are tried."""
    need = need_of({"imaging.criterion": None})
    assert [limit.criterion for limit in need.limits] == ["resolve", "detect"]
    assert [value(limit.max_focal_spot) for limit in need.limits] == pytest.approx([50.9175, 108.8662], abs=5e-5)


@pytest.mark.parametrize(("m", "infeasible"), [("3", "detector"), ("4", "detector"), ("4.01", "")])
def test_where_even_a_point_fails_the_detector_is_blamed(m: str, infeasible: str) -> None:
    """u / s = 200 / 50 = 4: at and below that magnification no source can serve (facts.md 1.7)."""
    (limit,) = need_of(geometry(None, None, m, None)).limits
    assert (limit.infeasible, value(limit.needed_magnification)) == (infeasible, 4)


def test_where_the_set_up_caps_the_magnification_the_geometry_is_blamed() -> None:
    """The cylinder of 60 mm allows 600 * 0.164399 / 30 = 3.29, less than the 4 that the detector needs."""
    (limit,) = need_of(ONLY_SDD | CT | PANEL | {"specimen.diameter": "60 mm"}).limits
    assert (limit.infeasible, limit.limited_by) == ("geometry", "geometry")


@pytest.mark.parametrize(("srb", "limited_by", "infeasible"), [("25 um", "nothing", ""), ("25.1 um", "detector", "detector")])
def test_in_contact_the_detector_alone_decides(srb: str, limited_by: str, infeasible: str) -> None:
    """At magnification 1 the spot sets no limit: 2 * 25 µm just resolve the feature of 50 µm, 2 * 25.1 µm do not."""
    (limit,) = need_of(geometry(None, None, "1", None) | {"imaging.detector.basic_spatial_resolution": srb}).limits
    assert (limit.limited_by, limit.infeasible) == (limited_by, infeasible)
    assert limit.max_focal_spot is None or limit.infeasible


@pytest.mark.parametrize(
    ("feature", "m", "part"),
    [
        # u / M = 20 µm against f (M - 1) / M = 50.9175 * 0.9 = 45.8 µm
        ("50 um", "10", "focal spot"),
        # u / M = 40 µm against 37.5 * 4 / 5 = 30 µm
        ("50 um", "5", "detector"),
    ],
)
def test_the_larger_part_of_the_blur_names_the_regime(feature: str, m: str, part: str) -> None:
    """`limited_by` says what sets the blur at the limit."""
    (limit,) = need_of({"imaging.smallest_feature": feature} | geometry(None, None, m, None)).limits
    assert limit.limited_by == part


VOXELS = [
    # pixel, voxel at M 10, infeasible under resolve, advised against: half of 50 µm is 25, a third 16.67
    ("166 um", 16.6, "", False),
    ("167 um", 16.7, "", True),
    ("250 um", 25.0, "", True),
    ("251 um", 25.1, "voxel", True),
]


@pytest.mark.parametrize(("pixel", "voxel_um", "infeasible", "advised_against"), VOXELS)
def test_a_ct_voxel_above_half_the_feature_fails_resolve(pixel: str, voxel_um: float, infeasible: str, advised_against: bool) -> None:
    """Half the feature is the rule, a third is advice (SG-N209)."""
    need = need_of(CT | {"imaging.detector.pixel_pitch": pixel})
    (limit,) = need.limits
    assert value(need.geometry.voxel) == pytest.approx(voxel_um)
    assert (limit.infeasible, "SG-N209" in codes(need)) == (infeasible, advised_against)


@pytest.mark.parametrize(
    "changes", [CT | {"imaging.criterion": "detect"}, {"application.technique": "radiography"}, {"application.technique": "laminography"}]
)
def test_the_voxel_rule_is_for_resolving_by_ct_alone(changes: dict[str, str]) -> None:
    """A voxel of 30 µm for a feature of 50 µm fails neither `detect` nor a projection."""
    (limit,) = need_of(changes | {"imaging.detector.pixel_pitch": "300 um"}).limits
    assert (limit.infeasible, limit.resolving_voxel_um) == ("", None)


def test_a_stated_voxel_fails_resolve_without_any_geometry() -> None:
    """40 µm stated for 50 µm: no source can mend that, whatever the set-up."""
    changes = CT | NOTHING_OF["geometry"] | NOTHING_OF["detector"] | {"imaging.voxel": "40 um"}
    (limit,) = need_of(changes).limits
    assert (limit.infeasible, limit.limited_by) == ("voxel", "voxel")


# --- Criterion: a stated spot -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "limit_um", "limited_by"),
    [("50 um", 50, "stated spot"), ("50.9 um", 50.9, "stated spot"), ("51 um", 50.9175, "focal spot"), ("60 um", 50.9175, "focal spot")],
)
def test_of_feature_and_stated_spot_the_tighter_counts(stated: str, limit_um: float, limited_by: str) -> None:
    """The limit of the feature is 50.9175 µm."""
    (limit,) = need_of({"source.focal_spot.max": stated}).limits
    assert value(limit.max_focal_spot) == pytest.approx(limit_um, abs=5e-5)
    assert limit.limited_by == limited_by
    assert value(limit.feature_spot) == pytest.approx(50.9175, abs=5e-5)


def test_without_a_feature_the_stated_spot_is_the_limit() -> None:
    """An OEM designer asks for the source itself: no blur is allowed or forbidden."""
    (limit,) = need_of(NOTHING_OF["feature"] | {"source.focal_spot.max": "60 um"}).limits
    assert (limit.criterion, limit.limited_by, value(limit.max_focal_spot)) == ("stated", "stated spot", 60)
    assert limit.allowed_unsharpness_um is None


# --- Power and current ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("spot", "watts"), [("60 um", 60.0), ("5 um", 5.0), ("1 um", 1.0), ("0.999 um", None), ("0.5 um", None)])
def test_the_guideline_gives_no_power_below_a_micrometre(spot: str, watts: float | None) -> None:
    """1 W/µm from 1 µm on, a guideline with its factor as an input; below, no figure."""
    (limit,) = need_of(NOTHING_OF["feature"] | {"source.focal_spot.max": spot}).limits
    power = limit.guideline_power
    assert (power.value if power else None) == watts
    assert power is None or ("w_per_um", 1.0) in power.inputs


@pytest.mark.parametrize(
    ("voltage", "current_ua"),
    [
        ("80 kV", 412.5),  # 33 W / 80 kV
        ({"min": "40 kV", "max": "80 kV"}, 412.5),  # the upper end counts
        ({"min": "80 kV"}, 412.5),
        (None, None),
    ],
)
def test_the_current_is_that_of_the_guideline_power_at_the_asked_voltage(voltage: Any, current_ua: float | None) -> None:
    """33 µm, so 33 W by the guideline; I = P / V, and none without a voltage."""
    need = need_of(NOTHING_OF["feature"] | {"source.focal_spot.max": "33 um", "source.tube_voltage": voltage})
    (limit,) = need.limits
    assert (limit.tube_current.value if limit.tube_current else None) == current_ua
    assert need.tube_voltage_kv == (80 if voltage else None)


# --- The whole --------------------------------------------------------------------------------------------------------


def numbers(need: Need) -> list[Number]:
    """Return every figure of the need."""
    groups = (need.geometry, need.passage, need.light, *need.limits)
    found = [getattr(group, name) for group in groups for name in figures_of(group)]
    return [number for number in found if isinstance(number, Number)]


def test_every_number_keeps_its_formula_and_its_inputs() -> None:
    """A computed figure names its formula and what went into it; a stated one has neither."""
    asks = {"specimen.diameter": "15 mm", "imaging.signal_to_noise": "20", "source.tube_voltage": "80 kV"}
    found = numbers(need_of(CT | PANEL | asks))
    assert len(found) > 20
    assert all(bool(number.formula) == bool(number.inputs) for number in found)
    assert all(math.isfinite(number.value) for number in found)


def test_what_is_missing_stops_the_derivation() -> None:
    """Without feature and spot there is no limit, and no finding beside the questions of the form check."""
    need = need_of(NOTHING_OF["feature"])
    assert (need.missing, need.limits, need.findings) == (("feature",), (), ())
