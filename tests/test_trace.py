"""The decision as JSON: the form that `interface.md` section 3 promises, held against a strict schema of our own.

The schema is written from the interface and closed: a key more or less than it names fails here, so that an addition is
made on purpose.
"""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from making import DATE, EVERY, EXAMPLES, MAKERS, REFUSED, example, kit, made

from specgen import pipeline, trace
from specgen.findings import Severity

SCHEMA = json.loads((Path(__file__).parent / "decision.schema.json").read_text("utf-8"))
DECISION = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
REFUSAL = jsonschema.Draft202012Validator({"$ref": "#/$defs/refusal", "$defs": SCHEMA["$defs"]})


def problems(validator: jsonschema.Draft202012Validator, document: Any) -> list[str]:
    """Return what is wrong with *document*, each with its path."""
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]


def test_the_schema_is_sound() -> None:
    """It is a schema, and every group of keys in it is closed."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    groups = [SCHEMA, *SCHEMA["$defs"].values()]
    assert [g for g in groups if g.get("type") == "object" and "properties" in g and g.get("additionalProperties") is not False] == []


@pytest.mark.parametrize(("maker", "name"), EVERY)
def test_every_decision_has_the_promised_form(maker: str, name: str) -> None:
    """All examples, on both catalogues."""
    assert problems(DECISION, example(maker, name).json) == []


@pytest.mark.parametrize("maker", MAKERS)
def test_a_refusal_has_the_promised_form(maker: str) -> None:
    """A refused file prints its findings, of which at least one is an error."""
    judged = pipeline.judge(kit(maker), str(EXAMPLES / f"{REFUSED}.yaml"))
    document = pipeline.decision_json(kit(maker), judged, DATE)
    assert problems(REFUSAL, document) == []
    assert len(document["findings"]) > 20


# What somebody will get wrong: each must be caught by the schema, so that the tests above prove something.
WRONG: list[tuple[str, Any]] = [
    ("status", "rejected"),
    ("status", "custom"),  # but a platform stands there
    ("platform", None),
    ("class", "minifocus"),
    ("limited_by", "spot"),
    ("open_points", -1),
    ("need.max_focal_spot.unit", "mm"),
    ("need.max_focal_spot.value", 0),
    ("need.voxel", 10.0),
    ("need.extra", {"value": 1, "unit": "um"}),
    ("need.scan_time", {"value": 495, "unit": "s"}),  # it belongs to a candidate
    ("need.photon_rate", {"value": 85, "unit": "1/s"}),
    ("need.useful_voltage", None),
    ("need.advised_voltage", 175),
    ("candidates.0.frames", 0),
    ("candidates.0.relative_time", 4.125),
    ("candidates.0.scan_time", {"value": 495, "unit": "min"}),
    ("candidates.0.verdicts.0.verdict", "unknown"),
    ("candidates.0.verdicts.0.severity", "wish"),
    ("candidates.0.verdicts.0.kind", "guess"),
    ("candidates.0.verdicts.0.margin", "35 %"),
    ("candidates.0.verdicts.0.needed", None),  # only a scan's length may be unknown
    ("candidates.0.accepted", "yes"),
    ("why_not.0.because", ""),
    ("provenance.rules", "abc"),
    ("requirement.sha256", "..."),
    ("findings.0.severity", "info"),
    ("findings.0.code", "E213"),
    ("extra", 1),
]


@pytest.mark.parametrize(("path", "wrong"), WRONG, ids=[f"{path}={wrong!r}"[:60] for path, wrong in WRONG])
def test_the_schema_goes_red(path: str, wrong: Any) -> None:
    """A decision that differs from the promise in one place does not pass."""
    document = json.loads(json.dumps(example("packaged", "battery-18650").json))
    *above, last = path.split(".")
    inner = document
    for step in above:
        inner = inner[int(step)] if step.isdigit() else inner[step]
    inner[last] = wrong
    assert problems(DECISION, document)


@pytest.mark.parametrize("removed", SCHEMA["required"])
def test_no_part_may_be_missing(removed: str) -> None:
    """Readers may rely on every key of the first level."""
    document = {key: value for key, value in example("packaged", "battery-18650").json.items() if key != removed}
    assert problems(DECISION, document)


# --- what the form cannot say -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("maker", "name"), EVERY)
def test_the_parts_agree_with_each_other(maker: str, name: str) -> None:
    """The platform is the first candidate and accepted; all others say why not; open points are counted on it."""
    document = example(maker, name).json
    candidates, platform = document["candidates"], document["platform"]
    ids = [candidate["platform"] for candidate in candidates]
    assert [entry["platform"] for entry in document["why_not"]] == [id for id in ids if id != platform]
    if platform is None:
        assert not any(candidate["accepted"] for candidate in candidates) or document["status"] == "infeasible"
        assert document["open_points"] == 0
        return
    assert ids[0] == platform
    assert candidates[0]["accepted"] is True
    assert document["open_points"] == [v["verdict"] for v in candidates[0]["verdicts"]].count("to be confirmed")


@pytest.mark.parametrize(("maker", "name"), EVERY)
def test_accepted_is_false_when_a_must_is_not_met(maker: str, name: str) -> None:
    """And only then."""
    for candidate in example(maker, name).json["candidates"]:
        fails = [v for v in candidate["verdicts"] if v["severity"] == "must" and v["verdict"] == "not met"]
        assert candidate["accepted"] == (not fails)


@pytest.mark.parametrize(("maker", "name"), EVERY)
def test_unknown_and_guideline_are_to_be_confirmed(maker: str, name: str) -> None:
    """Never met, never not met; and what is known and no guideline is to be confirmed only against a scan of unknown length."""
    for candidate in example(maker, name).json["candidates"]:
        for verdict in candidate["verdicts"]:
            is_endless = verdict["offered"] == "continuous"
            is_unsure = verdict["offered"] is None or verdict["kind"] == "guideline" or (verdict["needed"] is None and not is_endless)
            if verdict["verdict"] != "not applicable":
                assert (verdict["verdict"] == "to be confirmed") == is_unsure, verdict


@pytest.mark.parametrize(("maker", "name"), EVERY)
def test_margins_are_those_of_the_two_figures(maker: str, name: str) -> None:
    """(needed - offered) / needed for at most, (offered - needed) / needed for at least; positive exactly where met."""
    seen = 0
    for candidate in example(maker, name).json["candidates"]:
        for verdict in candidate["verdicts"]:
            needed, offered = verdict["needed"], verdict["offered"]
            if verdict["margin"] is None or verdict["comparison"] == "sustains":  # no margin, too, where one side has no number
                continue
            sign = -1 if verdict["comparison"] == "at_most" else 1
            assert verdict["margin"] == pytest.approx(sign * (offered - needed) / needed)
            if verdict["verdict"] in {"met", "not met"}:
                assert (verdict["verdict"] == "met") == (verdict["margin"] >= -1e-9)
            seen += 1
    assert seen or name in {"incomplete"}


def test_the_example_of_the_interface_comes_out_as_printed() -> None:
    """The figures of `interface.md` section 3, which the demo gives."""
    document = example("packaged", "battery-18650").json
    need = document["need"]
    assert document["requirement"]["reference"] == "ACME-2026-014"
    assert need["magnification"]["value"] == 10.0
    assert need["magnification"]["inputs"] == {"source_detector_distance_mm": 600, "source_object_distance_mm": 60}
    assert need["voxel"]["value"] == 10.0
    assert need["field_of_view"]["value"] == pytest.approx(20.48)
    assert need["max_focal_spot"]["value"] == pytest.approx(50.92, abs=5e-3)
    assert need["max_focal_spot"]["criterion"] == "resolve"
    assert need["guideline_power"]["value"] == pytest.approx(50.92, abs=5e-3)
    first = document["candidates"][0]
    assert first["object_unsharpness"]["value"] == pytest.approx(35.8, abs=0.05)
    (spot,) = [verdict for verdict in first["verdicts"] if verdict["rule"] == "SG-R012"]
    assert (spot["subject"], spot["unit"], spot["verdict"], spot["severity"]) == ("focal spot", "um", "met", "must")
    assert spot["margin"] == pytest.approx(0.352, abs=5e-4)


# --- bytes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("maker", "name"), EVERY)
def test_the_same_file_gives_the_same_bytes(maker: str, name: str) -> None:
    """Judged anew, the JSON is the same to the byte, and reads back as what was written."""
    first = example(maker, name).json
    judged = pipeline.judge(kit(maker), str(EXAMPLES / f"{name}.yaml"))
    data = trace.as_bytes(pipeline.decision_json(kit(maker), judged, DATE))
    assert data == trace.as_bytes(first)
    assert json.loads(data) == first
    assert data.endswith(b"}\n")


def test_a_kit_loaded_anew_gives_the_same_bytes() -> None:
    """Nothing depends on the order in which folders were read or objects were made."""
    again = pipeline.open_kit(MAKERS["helmsdal"])
    file = EXAMPLES / "battery-18650.yaml"
    fresh = pipeline.decision_json(again, pipeline.judge(again, str(file)), DATE)
    assert trace.as_bytes(fresh) == trace.as_bytes(made("helmsdal", file).json)


def test_numbers_are_not_rounded() -> None:
    """The document rounds; the trace keeps what was computed."""
    value = example("packaged", "battery-18650").json["need"]["max_focal_spot"]["value"]
    assert value == (((1 * 50 * 10) ** 2 - 200**2) ** 0.5) / 9


def test_letters_outside_ascii_stay_letters() -> None:
    """Readable beside the PDF, not escaped."""
    text = trace.as_bytes(example("packaged", "bga-pcb").json).decode()
    assert "20 µm platform" in text
    assert "\\u" not in text


def test_severities_of_the_schema_are_those_of_the_code() -> None:
    """The enumeration of the schema is the enumeration of the program."""
    assert set(SCHEMA["$defs"]["finding"]["properties"]["severity"]["enum"]) == {severity.value for severity in Severity}
