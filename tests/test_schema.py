"""The JSON Schema takes what the reader takes, in every form, and refuses what one field alone shows to be wrong."""

import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from specgen import units
from specgen.errors import QuantityError
from specgen.fields import quantity_pattern
from specgen.files.library import Library
from specgen.files.words import load_wording
from specgen.requirement import field_paths
from specgen.schema import json_schema
from specgen.starter import starter

SCHEMA: Final = json_schema()
VALIDATOR: Final = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
EXAMPLES: Final = sorted((Path(__file__).parent.parent / "examples").glob("*.yaml"))
assert EXAMPLES, "no examples found: this module would prove nothing"
BROKEN: Final = "broken-on-purpose.yaml"


class Yaml12(yaml.SafeLoader):
    """YAML as editors read it: the core schema of YAML 1.2, in which `on` and `NO` are text and a date is, too."""

    yaml_implicit_resolvers: Any = {}  # noqa: RUF012  (PyYAML's own form)


for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), list(first))


def faults(text: str) -> list[str]:
    """Return where *text* breaks the schema."""
    return [error.json_path for error in VALIDATOR.iter_errors(yaml.load(text, Yaml12))]


def with_head(text: str) -> str:
    return f"specgen: 1\nreference: X-1\ncustomer: {{company: Acme}}\n{text}\n"


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples(path: Path) -> None:
    found = faults(path.read_text("utf-8"))
    assert (found != []) is (path.name == BROKEN), found


def test_the_starter() -> None:
    assert faults(starter(load_wording(Library(), "en"))) == []


BOTH_FORMS: Final = [
    "revision: 1",
    "revision: '1'",
    "title: 18650",
    "customer: {company: NO}",
    "date: 2026-11-20",
    "source: {tube_voltage: 130 kV}",
    "source: {tube_voltage: {min: 80 kV}}",
    "source: {tube_voltage: {min: 80 kV, max: 160 kVp}}",
    "source: {focal_spot: 60 um}",
    "source: {focal_spot: {max: 60 µm}}",
    "source: {duty_cycle: continuous}",
    "source: {duty_cycle: 25 %}",
    "source: {duty_cycle: {on: 30 s, period: 120 s}}",
    "source: {cooling: forced air}",
    "source: {cooling: [forced air, water]}",
    "source: {filter: {material: Al, thickness: 1 mm}}",
    "source: {filter: [{material: Al, thickness: 1 mm}, {material: Cu, thickness: 0.1 mm}]}",
    "integration: {ambient: {min: -5 degC, max: 104 °F}}",
    "integration: {ambient: 20 °C}",
    "imaging: {magnification: 10, projections: 900}",
    "imaging: {magnification: '10.5', projections: '900'}",
    "imaging: {magnification: 1e1}",
    'specimen: {diameter: 1/2 in, height: 3 "}',
    "should: source.cooling",
    "should: [source.cooling]",
    "source:",
    "imaging: {detector: , voxel: }",
]


@pytest.mark.parametrize("text", BOTH_FORMS)
def test_what_is_taken(text: str) -> None:
    assert faults(with_head(text)) == []


REFUSED: Final = [
    ("imaging: {voxel: 10}", "$.imaging.voxel"),
    ("imaging: {voxel: 10 Um}", "$.imaging.voxel"),
    ("imaging: {voxel: '12,5 um'}", "$.imaging.voxel"),
    ("imaging: {voxel: 010 um}", "$.imaging.voxel"),
    ("imaging: {magnification: 0}", "$.imaging.magnification"),
    ("imaging: {projections: 0}", "$.imaging.projections"),
    ("imaging: {projections: 9.5}", "$.imaging.projections"),
    ("imaging: {voxl: 10 um}", "$.imaging"),
    ("imaging: {criterion: resolved}", "$.imaging.criterion"),
    ("source: {focal_spot: {min: 60 um}}", "$.source.focal_spot"),
    ("source: {duty_cycle: always}", "$.source.duty_cycle"),
    ("specimen: {path: {material: Al, thickness: 1 mm}}", "$.specimen.path"),
    ("specimen: {path: [{material: Al}]}", "$.specimen.path"),
    ("date: 20.11.2026", "$.date"),
    ("commercial: {currency: 840}", "$.commercial.currency"),
    ("customer:", "$.customer"),
    ("reference: ../x", "$.reference"),
]


@pytest.mark.parametrize(("text", "where"), REFUSED)
def test_what_is_refused(text: str, where: str) -> None:
    assert where in faults(with_head(text))


def test_every_field_is_described() -> None:
    def described(schema: dict[str, Any]) -> int:
        if "$ref" in schema:
            schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]] | schema
        inner = [described(field) for field in schema.get("properties", {}).values()]
        return len(inner) + sum(inner)

    assert described(SCHEMA) == len(field_paths())
    for name, definition in {"": SCHEMA, **SCHEMA["$defs"]}.items():
        for key, field in definition.get("properties", {}).items():
            target = SCHEMA["$defs"].get(field.get("$ref", "").rpartition("/")[2], {})
            assert field.get("description") or target.get("description"), f"{name}.{key}"


def test_patterns_are_such_that_editors_can_read_them() -> None:
    """ECMAScript knows no escape of a letter or a sign that has no meaning of its own."""
    for kind in units.KINDS:
        assert set(re.findall(r"\\(.)", quantity_pattern(kind))) <= set("su.^"), kind.kind


QUANTITIES: Final = st.sampled_from(units.KINDS).flatmap(
    lambda kind: st.tuples(st.just(kind), st.from_regex(re.compile(quantity_pattern(kind), re.ASCII), fullmatch=True))
)


@given(QUANTITIES)
def test_a_quantity_of_the_schemas_form_is_read(drawn: tuple[type[units.Quantity], str]) -> None:
    """What the pattern takes, the reader takes as well, or it is out of range or too long to be honest."""
    kind, text = drawn
    refusal = ""
    try:
        kind.parse(text)
    except QuantityError as error:
        refusal = error.code
    assert refusal in {"", "SG-E117"} or len(text.strip()) > 64


@given(
    st.sampled_from(units.KINDS).flatmap(lambda kind: st.tuples(st.just(kind), st.sampled_from(sorted(kind.units)))),
    st.decimals(1, 99, places=2),
    st.sampled_from(["", " ", "\u00a0", "\u202f"]),
)
def test_what_the_reader_takes_has_the_schemas_form(unit: tuple[type[units.Quantity], str], number: Any, space: str) -> None:
    kind, spelling = unit
    text = f"{number}{space}{spelling}"
    kind.parse(text)
    assert re.fullmatch(quantity_pattern(kind), text)
    if spelling.startswith("u"):
        assert re.fullmatch(quantity_pattern(kind), f"{number}{space}µ{spelling[1:]}")
