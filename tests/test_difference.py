"""Differences by meaning: each field found, writing told from value, and what asks for a new letter."""

import copy
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import DATE, EXAMPLES, kit

from specgen import pipeline, trace
from specgen.difference import About, Change, Difference, Effect, Side, as_json, difference, kind_of, parse
from specgen.fields import Scalar
from specgen.files.reader import parse as read
from specgen.files.received import read_texts
from specgen.requirement import Requirement, field_paths

SCHEMA: Final = json.loads((Path(__file__).parent / "diff.schema.json").read_text("utf-8"))
TEXT: Final = (EXAMPLES / "battery-18650.yaml").read_text("utf-8")
FIELDS: Final = read_texts(TEXT.encode())
assert len(FIELDS) > 60, "hardly a field: this module would prove little"


def side(text: str, maker: str = "helmsdal") -> Side:
    """Return a requirement file as a side, decided by the maker's catalogue."""
    judged = pipeline.judge_data(kit(maker), "x.yaml", text.encode())
    said = pipeline.decision_json(kit(maker), judged, DATE)
    return Side(pipeline.about(said, trace.as_bytes(said)), judged.received.requirement, said)


def fields_alone(tree: Any, digest: str = "") -> Side:
    """Return a requirement as a side without a decision: what is compared are its fields."""
    return Side(About("X", "A", "", digest), Requirement.model_validate(copy.deepcopy(tree)), {})


def put(tree: Any, where: str, text: str) -> Any:
    """Return a copy of *tree* with another text at *where*."""
    tree = copy.deepcopy(tree)
    steps = [int(step) if step.isdecimal() else step for step in re.findall(r"[^.\[\]]+", where)]
    inner = tree
    for step in steps[:-1]:
        inner = inner[step]
    inner[steps[-1]] = Scalar(text)
    return tree


OTHER: Final = {
    "reference": "X-9", "revision": "B", "date": "2026-12-01", "application.technique": "radiography", "imaging.criterion": "detect",
    "commercial.currency": "USD", "commercial.delivery": "2027-05-01", "document.language": "de", "document.paper": "letter",
    "document.units": "inch", "source.duty_cycle": "25 %", "customer.country": "FR",
}  # fmt: skip


def other_than(where: str) -> str:
    """Return another text that the field at *where* takes."""
    text = FIELDS[where]
    number = re.match(r"[0-9.]+", text)
    return OTHER.get(where) or (text.replace(number[0], f"{float(number[0]) * 2:g}", 1) if number else f"{text} x")


def field_of(where: str) -> str:
    """Return the field that a text belongs to: both ends of a range are one, and so are all entries of a list of texts."""
    whole = re.sub(r"\.(min|max)$", "", where)
    whole = whole.replace("source.filter.", "source.filter[0].")  # one entry stands for a list of one
    return whole if whole.endswith(("thickness", "material", "formula", "density")) else re.sub(r"\[[0-9]+\]$", "", whole)


@pytest.mark.parametrize("where", sorted(set(FIELDS) - {"specgen"}))
def test_a_change_of_one_field_is_that_field(where: str) -> None:
    tree = read(TEXT, "").value
    (found,) = difference(fields_alone(tree), fields_alone(put(tree, where, other_than(where)))).changes
    assert (found.where, found.is_writing, found.kind) == (field_of(where), False, kind_of(where))
    assert found.old != found.new


def test_every_field_of_the_format_has_a_kind() -> None:
    """Who asks and how it looks is editorial, terms are commercial, all else is technical."""
    kinds = {path: kind_of(path) for path in field_paths() if "." in path}
    assert {path for path, kind in kinds.items() if kind == "commercial"} == {"customer.company", "customer.country"} | {
        path for path in kinds if path.startswith("commercial.")
    }
    assert {kinds[path] for path in kinds if path.startswith(("imaging.", "source.", "integration."))} == {"technical"}
    assert [kind_of(name) for name in ("title", "notes", "customer.contact", "should", "commercialx")] == [
        *("editorial",) * 3, *("technical",) * 2,
    ]  # fmt: skip


# --- writing and value --------------------------------------------------------------------------------------------------

SAME: Final = [
    ("smallest_feature: 50 um ", "smallest_feature: 0.05 mm ", "imaging.smallest_feature"),
    ("smallest_feature: 50 um ", "smallest_feature: 50 µm ", "imaging.smallest_feature"),
    ("time_per_part: 30 min", "time_per_part: 1800 s", "imaging.time_per_part"),
    ("{min: 120 kV, max: 160 kV}", "{max: 0.16 MV, min: 120 kV}", "source.tube_voltage"),
    ("{material: copper, ", "{material: Copper, ", "specimen.path[1].material"),
    ("[forced air, conduction]", "[conduction, forced-air]", "source.cooling"),
    ("mass: {max: 15 kg}", "mass: 15000 g", "integration.mass"),
]


@pytest.mark.parametrize(("old", "new", "where"), SAME, ids=[case[1] for case in SAME])
def test_writing_alone_is_editorial(old: str, new: str, where: str) -> None:
    """The customer's own words stand on both sides; nothing comes out otherwise."""
    assert TEXT.count(old) == 1
    found = difference(side(TEXT), side(TEXT.replace(old, new)))
    assert [(change.kind, change.where, change.is_writing) for change in found.changes] == [("editorial", where, True)]
    assert (found.effects, found.is_material) == ((), False)


LAYOUT: Final[dict[str, Callable[[str], str]]] = {
    "a comment": lambda text: f"# thank you\n{text}",
    "no comments": lambda text: re.sub(r" +#.*", "", text),
    "quotation marks": lambda text: text.replace("50 um ", '"50 um" '),
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "a ceiling without braces": lambda text: text.replace("mass: {max: 15 kg}", "mass: 15 kg"),
    "another order": lambda text: text.replace("  criterion: resolve\n", "").replace("  clearance:", "  criterion: resolve\n  clearance:"),
}


@pytest.mark.parametrize("change", LAYOUT.values(), ids=LAYOUT)
def test_layout_alone_is_editorial(change: Callable[[str], str]) -> None:
    assert change(TEXT) != TEXT
    found = difference(side(TEXT), side(change(TEXT)))
    assert found.changes == (Change("editorial", "", None, None, is_writing=True, is_material=False),)
    assert not found.is_material


@pytest.mark.parametrize("name", ["battery-18650", "oem-source-only", "incomplete", "infeasible-detector", "mems-nanofocus"])
def test_a_document_does_not_differ_from_itself(name: str) -> None:
    text = (EXAMPLES / f"{name}.yaml").read_text("utf-8")
    assert difference(side(text), side(text)).is_empty


# --- layers ---------------------------------------------------------------------------------------------------------------

A, B, C = ("{material: steel, thickness: 1 mm}", "{material: copper, thickness: 2 mm}", "{material: aluminium, thickness: 3 mm}")
LAYERS: Final = [
    ([A, B], [A, C, B], [("specimen.path[1]", None, "aluminium, 3 mm")]),
    ([A, C, B], [A, B], [("specimen.path[1]", "aluminium, 3 mm", None)]),
    ([A], [A, B, C], [("specimen.path[1]", None, "copper, 2 mm"), ("specimen.path[2]", None, "aluminium, 3 mm")]),
    ([A, A], [A], [("specimen.path[1]", "steel, 1 mm", None)]),
    ([A, B], [A, C], [("specimen.path[1].material", "copper", "aluminium"), ("specimen.path[1].thickness", "2 mm", "3 mm")]),
    ([], [A], [("specimen.path[0]", None, "steel, 1 mm")]),
]


@pytest.mark.parametrize(("old", "new", "told"), LAYERS)
def test_a_layer_put_in_is_one_change(old: list[str], new: list[str], told: list[tuple[str, str | None, str | None]]) -> None:
    sides = [fields_alone(read(f"specgen: 1\nreference: X\ncustomer: {{company: X}}\nspecimen: {{path: [{', '.join(layers)}]}}", "").value)
             for layers in (old, new)]  # fmt: skip
    assert [(change.where, change.old, change.new) for change in difference(*sides).changes] == told


# --- laws -----------------------------------------------------------------------------------------------------------------


def exchanged(found: Difference) -> Difference:
    """Return the same with old and new exchanged, in an order of its own."""
    changes = sorted((replace(change, old=change.new, new=change.old) for change in found.changes), key=repr)
    return Difference(
        found.new, found.old, tuple(changes), tuple(sorted((replace(e, old=e.new, new=e.old) for e in found.effects), key=repr))
    )


def in_order(found: Difference) -> Difference:
    return replace(found, changes=tuple(sorted(found.changes, key=repr)), effects=tuple(sorted(found.effects, key=repr)))


@settings(deadline=None, max_examples=30)
@given(
    feature=st.sampled_from(["50 um", "0.05 mm", "30 um", "5 um", "1 mm"]),
    quantity=st.integers(1, 9),
    layers=st.integers(0, 6),
    title=st.sampled_from(["Electrode overhang in 18650 cells", "Another"]),
)
def test_a_difference_has_no_direction(feature: str, quantity: int, layers: int, title: str) -> None:
    """From B to A it is the same as from A to B, old and new exchanged; and JSON keeps all of it."""
    text = TEXT.replace("50 um ", f"{feature} ").replace("quantity: 4", f"quantity: {quantity}")
    lines = text.replace("title: Electrode overhang in 18650 cells", f"title: {title}").splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith("    - {material: steel"))
    one, other = side(TEXT), side("\n".join([*lines[:at], *lines[at + layers :]]))
    found = difference(one, other)
    assert in_order(difference(other, one)) == exchanged(found)
    told = as_json(found)
    jsonschema.validate(told, SCHEMA)
    assert parse(json.dumps(told).encode()) == found
    assert told["material"] == found.is_material == difference(other, one).is_material


# --- what is material -----------------------------------------------------------------------------------------------------

MATERIAL: Final = [
    ("smallest_feature: 50 um ", "smallest_feature: 30 um ", ("imaging.smallest_feature",), {"answer", "figure", "price", "terms"}),
    ("quantity: 4", "quantity: 5", ("commercial.quantity",), {"price"}),
    ("max: 35 degC", "max: 30 degC", ("integration.ambient",), {"compliance"}),
    ("delivery: 2027-03-31", "delivery: 2027-06-30", ("commercial.delivery",), {"compliance"}),
    ("company: Acme Cells GmbH", "company: Acme Power GmbH", ("customer.company",), set()),
    ("title: Electrode", "title: The electrode", (), set()),
    ("contact: Jane Doe", "contact: John Doe", (), set()),
    ("date: 2026-11-20", "date: 2026-11-21", (), set()),
]


@pytest.mark.parametrize(("old", "new", "because", "groups"), MATERIAL, ids=[case[1] for case in MATERIAL])
def test_what_asks_for_a_new_letter(old: str, new: str, because: tuple[str, ...], groups: set[str]) -> None:
    """A commercial field always, a technical one where it reaches the decision, an editorial one never; a new day moves no term."""
    assert TEXT.count(old) == 1
    found = difference(side(TEXT), side(TEXT.replace(old, new)))
    assert (found.because(), found.is_material) == (because, bool(because))
    assert {effect.group for effect in found.effects} >= groups
    assert bool(found.effects) is bool(groups)


def test_another_catalogue_can_be_material_without_a_field() -> None:
    """What came out otherwise is named in its place; with what it was made is told, and is no reason."""
    one, other = side(TEXT), side(TEXT, "packaged")
    found = difference(one, other)
    assert found.changes == ()
    assert Effect("answer", "platform", "hx-160-m", "source-ray-33um") in found.effects
    assert found.because()[0] == "platform"
    made_with = replace(one, decision={**one.decision, "provenance": {**one.decision["provenance"], "catalog": "sha256:0"}})
    assert [effect.group for effect in difference(one, made_with).effects] == ["made with"]
    assert not difference(one, made_with).is_material


@pytest.mark.parametrize(
    "decision", [{}, {"candidates": 7}, {"quote": []}, {"need": {"magnification": [1]}}, {"candidates": [None, {"verdicts": [0]}]}]
)
def test_a_decision_from_outside_stops_nothing(decision: dict[str, Any]) -> None:
    found = difference(Side(About("X", "A", ""), None, decision), side(TEXT))
    jsonschema.validate(as_json(found), SCHEMA)
    assert found.changes == ()


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b'{"changes": [{}]}', b"[" * 100_000])
def test_what_is_no_difference_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (of whatever kind: the caller says which document it was)
        parse(data)


def test_digests_name_both_documents() -> None:
    assert side(TEXT).about.requirement == hashlib.sha256(TEXT.encode()).hexdigest()
