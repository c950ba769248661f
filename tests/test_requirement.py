"""The model of the requirement file: what its fields take, and what `check` finds between them."""

from typing import Any, Final

import pytest
from pydantic import ValidationError

from specgen.fields import Scalar, nearest
from specgen.findings import Finding
from specgen.requirement import (
    _ALSO_CALLED,
    MOST_ITEMS,
    Layer,
    Requirement,
    check,
    field_paths,
    missing_need,
    model_at,
    nearest_key,
)

STEEL: Final = {"material": "steel", "thickness": "1 mm"}


def requirement(**groups: Any) -> Requirement:
    """Return a requirement that is complete, with *groups* in place of its own."""
    whole: dict[str, Any] = {
        "specgen": "1",
        "reference": "X-1",
        "customer": {"company": "Acme"},
        "specimen": {"path": [STEEL]},
        "imaging": {"smallest_feature": "50 um"},
    }
    return Requirement.model_validate(whole | groups)


def found(**groups: Any) -> list[Finding]:
    """Return what `check` says of a complete requirement with *groups* in place of its own."""
    return list(check(requirement(**groups)))


def refusal(**groups: Any) -> dict[str, Any]:
    """Return the only error of a requirement with *groups* in place of its own."""
    with pytest.raises(ValidationError) as caught:
        requirement(**groups)
    (error,) = caught.value.errors()
    return {"type": error["type"], "loc": error["loc"], **error.get("ctx", {})}


# --- checks between fields: groups, code, where, facts ---------------------------------------------------------------

FEATURE: Final = {"smallest_feature": "50 um"}
CHECKS: Final[list[tuple[dict[str, Any], str, str, dict[str, str]]]] = [
    ({"source": {"duty_cycle": {"on": "31 s", "period": "30 s"}}}, "SG-E131", "source.duty_cycle", {"on": "31 s", "period": "30 s"}),
    ({"source": {"duty_cycle": {"on": "1 min", "period": "59 s"}}}, "SG-E131", "source.duty_cycle", {"on": "1 min", "period": "59 s"}),
    (
        {"imaging": FEATURE | {"source_object_distance": "60 cm", "source_detector_distance": "500 mm"}},
        "SG-E132",
        "imaging.source_object_distance",
        {"sod": "60 cm", "sdd": "500 mm"},
    ),
    ({"source": {"tube_voltage": {}}}, "SG-E133", "source.tube_voltage", {"problem": "@range-empty"}),
    (
        {"source": {"tube_voltage": {"min": "160 kV", "max": "80000 V"}}},
        "SG-E133",
        "source.tube_voltage",
        {"problem": "@range-reversed", "low": "160 kV", "high": "80000 V"},
    ),
    ({"source": {"target_power": {"min": "2 W", "max": "1 W"}}}, "SG-E133", "source.target_power", {"problem": "@range-reversed"}),
    ({"source": {"tube_current": {"min": "2 mA", "max": "1 uA"}}}, "SG-E133", "source.tube_current", {"problem": "@range-reversed"}),
    ({"integration": {"ambient": {"min": "40 degC", "max": "5 degC"}}}, "SG-E133", "integration.ambient", {"problem": "@range-reversed"}),
    ({"imaging": FEATURE | {"magnification": "0.5"}}, "SG-E134", "imaging.magnification", {"magnification": "0.5"}),
    ({"should": ["integration.mas"]}, "SG-E135", "should[0]", {"text": "integration.mas", "suggestion": "integration.mass"}),
    ({"should": ["source.cooling", "integration.weight"]}, "SG-E135", "should[1]", {"suggestion": "integration.mass"}),
    ({"should": "mass"}, "SG-E135", "should[0]", {"suggestion": "integration.mass"}),
    ({"should": ["source.focal_spot.max"]}, "SG-E135", "should[0]", {"suggestion": "source.focal_spot"}),
    ({"should": ["envelope.width"]}, "SG-E135", "should[0]", {"suggestion": "integration.envelope.width"}),
    ({"should": ["xyzzy"]}, "SG-E135", "should[0]", {"text": "xyzzy", "suggestion": ""}),
    (
        {"source": {"tube_voltage": "100 kV", "tube_current": "100 uA", "target_power": "10.1 W"}},
        "SG-E136",
        "source.target_power",
        {"power": "10.1 W", "voltage": "100 kV", "current": "100 uA", "product": "10 W"},
    ),
    (
        {"source": {"tube_voltage": {"min": "1 kV", "max": "100 kV"}, "tube_current": {"min": "100 uA"}, "target_power": {"max": "11 W"}}},
        "SG-E136",
        "source.target_power",
        {"product": "10 W"},
    ),
    (
        {"source": {"tube_voltage": "100 kV", "tube_current": "100 uA", "target_power": "4.9 W"}},
        "SG-N207",
        "source.target_power",
        {"power": "4.9 W"},
    ),
    ({"specimen": {"path": [{"formula": "LiCoO2", "thickness": "1 mm"}]}}, "SG-Q222", "specimen.path[0].formula", {"material": "LiCoO2"}),
    ({"specimen": {"path": [STEEL, {"thickness": "1 mm"}]}}, "SG-Q222", "specimen.path[1]", {"material": "?"}),
    ({"specimen": {"formula": "C", "width": "1 mm"}}, "SG-Q222", "specimen.formula", {"material": "C"}),
    ({"source": {"duty_cycle": "25 %"}}, "SG-Q225", "source.duty_cycle", {"share": "25 %"}),
    ({"imaging": {}}, "SG-Q226", "imaging", {}),
    ({"specimen": {}}, "SG-Q227", "specimen", {}),
    ({"specimen": {"material": "steel"}}, "SG-Q227", "specimen", {}),
    ({"specimen": {"diameter": "20 mm"}}, "SG-Q227", "specimen", {}),
]


@pytest.mark.parametrize(("groups", "code", "where", "facts"), CHECKS)
def test_one_contradiction_gives_one_finding(groups: dict[str, Any], code: str, where: str, facts: dict[str, str]) -> None:
    """Its code, its path and the figures as they were written; nothing else is found."""
    (finding,) = found(**groups)
    assert (finding.code, finding.where) == (code, where)
    assert facts.items() <= dict(finding.facts).items()


def test_every_check_is_tried() -> None:
    """The codes that the checks of the file's own fields can give."""
    assert {code for _, code, _, _ in CHECKS} == {
        *(f"SG-E{number}" for number in range(131, 137)),
        *("SG-N207", "SG-Q222", "SG-Q225", "SG-Q226", "SG-Q227"),
    }


@pytest.mark.parametrize(
    "groups",
    [
        {},
        {"source": {"duty_cycle": {"on": "30 s", "period": "30 s"}}},
        {"source": {"duty_cycle": "continuous"}},
        {"imaging": FEATURE | {"source_object_distance": "500 mm", "source_detector_distance": "500 mm"}},
        {"imaging": FEATURE | {"magnification": "1"}},
        {"source": {"tube_voltage": {"min": "80 kV", "max": "80 kV"}}},
        {"source": {"tube_voltage": {"min": "80 kV"}}},
        {"source": {"tube_voltage": "100 kV", "tube_current": "100 uA", "target_power": "10 W"}},
        {"source": {"tube_voltage": "100 kV", "tube_current": "100 uA", "target_power": "5 W"}},
        {"source": {"tube_voltage": "100 kV", "target_power": "5 kW"}},
        {"integration": {"ambient": {"min": "-5 degC", "max": "40 degC"}}},
        {"should": ["source", "source.cooling", "imaging.detector.columns"]},
        {"specimen": {"material": "steel", "height": "20 mm"}},
        {"specimen": {"formula": "C", "density": "2.2 g/cm3", "width": "1 mm"}},
        {"imaging": {}, "specimen": {}, "source": {"focal_spot": "60 um"}},
    ],
)
def test_what_agrees_is_left_alone(groups: dict[str, Any]) -> None:
    """Limits belong to what is allowed; a stated focal spot is a need of its own."""
    assert found(**groups) == []


def test_what_is_missing_is_named() -> None:
    """Both parts of the technical need, feature first."""
    assert missing_need(requirement(imaging={}, specimen={})) == ("feature", "material")


# --- shapes that a field takes ---------------------------------------------------------------------------------------


def test_a_point_is_a_range_of_one_value() -> None:
    """`130 kV` and its long form are the same."""
    short = requirement(source={"tube_voltage": "130 kV"}).source.tube_voltage
    assert short == requirement(source={"tube_voltage": {"min": "130 kV", "max": "130 kV"}}).source.tube_voltage
    assert short is not None
    assert short.is_point


def test_a_ceiling_may_stand_without_its_word() -> None:
    """`60 um` is `{max: 60 um}`."""
    assert requirement(source={"focal_spot": "60 um"}) == requirement(source={"focal_spot": {"max": "60 um"}})


def test_one_entry_may_stand_for_a_list() -> None:
    """Of words as of layers."""
    one = requirement(source={"cooling": "forced air", "filter": STEEL}, should="source")
    assert one == requirement(source={"cooling": ["forced air"], "filter": [STEEL]}, should=["source"])
    assert isinstance(one.source.filter[0], Layer)


def test_a_key_without_a_value_is_absent() -> None:
    """As if it were not there; an unknown key is unknown even so."""
    assert requirement(title=None, imaging=FEATURE | {"voxel": None}) == requirement()
    assert refusal(titel=None)["type"] == "extra_forbidden"


@pytest.mark.parametrize("text", ["NO", "1:30", "010", "007", "1.10", "2", "null and void", "=1+1", "@length", "{x}", "<b>"])
def test_a_text_field_keeps_its_text(text: str) -> None:
    """Whatever it looks like."""
    whole = requirement(title=Scalar(text), notes=Scalar(text), integration={"supply": Scalar(text), "standards": [Scalar(text)]})
    assert (whole.title, whole.notes, whole.integration.supply, whole.integration.standards) == (text, text, text, (text,))


@pytest.mark.parametrize(
    ("groups", "code", "facts"),
    [
        ({"title": "x" * 201}, "SG-E115", {"problem": "@too-long", "length": "201", "limit": "200"}),
        ({"title": "a\nb"}, "SG-E115", {"problem": "@one-line"}),
        ({"notes": "x" * 20_001}, "SG-E115", {"length": "20001", "limit": "20000"}),
        ({"title": ["a"]}, "SG-E113", {"found": "@a-list", "wanted": "@text"}),
        ({"title": {"a": "b"}}, "SG-E113", {"found": "@a-group"}),
        ({"reference": "a b"}, "SG-E116", {"text": "a b"}),
        ({"reference": "../etc"}, "SG-E116", {}),
        ({"reference": "a..b"}, "SG-E116", {}),
        ({"reference": "CON"}, "SG-E116", {}),
        ({"reference": "nul.txt"}, "SG-E116", {}),
        ({"reference": "-rf"}, "SG-E116", {}),
        ({"reference": "x" * 65}, "SG-E116", {}),
        ({"reference": "Ä1"}, "SG-E116", {}),
        ({"revision": "A/B"}, "SG-E116", {}),
        ({"specgen": "2"}, "SG-E120", {"text": "2", "supported": "1"}),
        ({"specgen": "1.0"}, "SG-E120", {}),
        ({"date": "20.11.2026"}, "SG-E119", {"text": "20.11.2026"}),
        ({"date": "2026-02-30"}, "SG-E119", {}),
        ({"date": "2026-1-2"}, "SG-E119", {}),
        ({"application": {"technique": "CT"}}, "SG-E114", {"suggestion": "ct", "choices": "radiography, ct, laminography"}),
        ({"application": {"technique": "laminografy"}}, "SG-E114", {"suggestion": "laminography"}),
        ({"application": {"technique": "x"}}, "SG-E114", {"suggestion": ""}),
        ({"source": {"duty_cycle": "continous"}}, "SG-E114", {"suggestion": "continuous"}),
        ({"source": {"duty_cycle": {"on": "3 s"}}}, "SG-E112", {"key": "on and period"}),
        ({"source": {"duty_cycle": {}}}, "SG-E112", {"key": "on and period"}),
        ({"imaging": {"magnification": "1,5"}}, "SG-E108", {"kind": "@number", "suggestion": "1.5"}),
        ({"imaging": {"magnification": "10x"}}, "SG-E108", {"suggestion": "10"}),
        ({"imaging": {"magnification": "010"}}, "SG-E108", {"suggestion": "10"}),
        ({"imaging": {"magnification": "ten"}}, "SG-E108", {"suggestion": ""}),
        ({"imaging": {"magnification": "nan"}}, "SG-E108", {"suggestion": ""}),
        ({"imaging": {"magnification": "9" * 5000}}, "SG-E108", {"text": "9" * 64 + "…"}),
        ({"imaging": {"magnification": "0"}}, "SG-E117", {"bound": "@above", "least": "0"}),
        ({"imaging": {"magnification": "-3"}}, "SG-E117", {"bound": "@above"}),
        ({"imaging": {"magnification": "1e80"}}, "SG-E117", {"bound": "@at-most", "most": "1e9"}),
        ({"imaging": {"signal_to_noise": "1e-80"}}, "SG-E117", {"bound": "@at-least", "least": "1e-6"}),
        ({"imaging": {"projections": "1,024"}}, "SG-E108", {"kind": "@whole-number", "suggestion": "1024"}),
        ({"imaging": {"projections": "1 024"}}, "SG-E108", {"suggestion": "1024"}),
        ({"imaging": {"projections": "900.0"}}, "SG-E108", {"suggestion": "900"}),
        ({"imaging": {"projections": "900.5"}}, "SG-E108", {"suggestion": ""}),
        ({"imaging": {"projections": "2048 px"}}, "SG-E108", {"suggestion": "2048"}),
        ({"imaging": {"projections": "0"}}, "SG-E117", {"bound": "@above", "least": "0"}),
        ({"imaging": {"projections": "1" + "0" * 30}}, "SG-E117", {"bound": "@at-most"}),
        ({"imaging": {"smallest_feature": "1e-99 nm"}}, "SG-E117", {"bound": "@at-least", "least": "1e-6 um"}),
        ({"imaging": {"detector": {"quantum_efficiency": "0.6"}}}, "SG-E105", {"suggestion": "60 %"}),
        ({"integration": {"ambient": {"min": "5 C"}}}, "SG-E104", {"suggestion": "5 degC"}),
    ],
)
def test_a_leaf_is_refused_with_its_code(groups: dict[str, Any], code: str, facts: dict[str, str]) -> None:
    """And with the figures that its sentence needs."""
    error = refusal(**groups)
    assert error["type"] == code
    assert {key: str(error.get(key)) for key in facts} == facts


@pytest.mark.parametrize("key", ["path", "cooling", "filter", "interface", "standards", "should"])
def test_a_list_has_an_end(key: str) -> None:
    """A file of many entries must not keep the layout busy for ever."""
    entry: Any = STEEL if key in {"path", "filter"} else "imaging"
    group = {"path": "specimen", "cooling": "source", "filter": "source", "interface": "integration", "standards": "integration"}.get(key)

    def listed(count: int) -> dict[str, Any]:
        return {group: {key: [entry] * count}} if group else {key: [entry] * count}

    assert requirement(**listed(MOST_ITEMS))
    assert refusal(**listed(MOST_ITEMS + 1))["type"] == "too_long"


# --- keys that were nearly right -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        (("imaging", "smalest_feature"), "smallest_feature"),
        (("imaging", "Smallest-Feature"), "smallest_feature"),
        (("imaging", "smallest feature"), "smallest_feature"),
        (("source", "focal_spot", "maxx"), "max"),  # a group that may be absent
        (("source", "tube_voltage", "Max"), "max"),
        (("source", "duty_cycle", "Period"), "period"),
        (("specimen", "path", 0, "materal"), "material"),  # an item of a list
        (("source", "filter", 0, "thicknes"), "thickness"),
        (("source", "filter", "thicknes"), "thickness"),  # one layer without a list
        (("integration", "weight"), "mass"),  # another word for it
        (("imaging", "SOD"), "source_object_distance"),
        (("imaging", "detector", "pixel_size"), "pixel_pitch"),
        (("source", "kV"), "tube_voltage"),
        (("smallest_feature",), "imaging.smallest_feature"),  # of another group
        (("imaging", "mass"), "integration.mass"),
        (("imaging", "weight"), "integration.mass"),
        (("envelope",), "integration.envelope"),
        (("xyzzy",), ""),
        (("imaging", "xyzzy"), ""),
        (("xyzzy", "max"), ""),
        (("title", "x"), ""),  # no group there
    ],
)
def test_an_unknown_key_has_a_likely_meaning(path: tuple[str | int, ...], suggestion: str) -> None:
    """Of the same group first, then the full path of another; nothing rather than something far-fetched."""
    assert nearest_key(path) == suggestion


def test_other_words_lead_to_keys_that_exist() -> None:
    """And are no keys themselves."""
    keys = {path.rsplit(".", 1)[-1] for path in field_paths()}
    assert set(_ALSO_CALLED.values()) <= keys
    assert not set(_ALSO_CALLED) & keys


def test_every_group_explains_itself() -> None:
    """A field without a description would leave a gap in the schema, the starter file and the handbook."""
    for path in field_paths():
        *above, key = path.split(".")
        model = model_at(tuple(above))
        assert model is not None
        assert model.model_fields[key].description, path


@pytest.mark.parametrize(
    ("written", "known", "meant"),
    [
        ("colums", ["columns", "rows"], {"columns"}),
        ("mix", ["min", "max"], {"min", "max"}),  # as close to the one as to the other: both are named, neither is guessed
        ("xyz", ["min", "max"], {""}),
    ],
)
def test_names_about_as_close_are_all_suggested(written: str, known: list[str], meant: set[str]) -> None:
    """`nearest` names one, or the two that nobody can tell apart."""
    assert set(nearest(written, known).split('" or "')) == meant
