"""The form for lists: a column for every field, which a list made of it fills, and nothing in it that a spreadsheet evaluates."""

import hashlib
import io
import re
import zipfile
from pathlib import Path
from typing import Any, Final

import pytest
from making import kit
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from specgen.files.cells import MOST_COLUMNS
from specgen.files.form import columns, form
from specgen.files.lists import meaning
from specgen.files.received import receive_each
from specgen.findings import dotted
from specgen.requirement import field_paths, texts
from specgen.units import Quantity

FORM: Final = form()
COLUMNS: Final = tuple(columns())
assert len(COLUMNS) > 60, "hardly a column: this module would prove little"


def book() -> Workbook:
    """Return the form as a spreadsheet program opens it."""
    return load_workbook(io.BytesIO(FORM))


def test_the_form_is_the_same_each_time() -> None:
    """No clock, no user, no path goes into it."""
    assert hashlib.sha256(form()).digest() == hashlib.sha256(FORM).digest()
    with zipfile.ZipFile(io.BytesIO(FORM)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026" not in package.read("docProps/core.xml")


def test_every_field_has_a_column_and_every_column_a_field() -> None:
    """Each heading is understood, no two mean the same, and what cannot stand in a cell is the format's own version and its what-ifs."""
    meant = [meaning(column.heading) for column in COLUMNS]
    assert [column.heading for column, (path, _, _) in zip(COLUMNS, meant, strict=True) if path is None] == []
    paths = [dotted(path) for path, _, _ in meant if path]
    assert len(set(paths)) == len(paths)
    covered = {re.sub(r"\[[0-9]+\]", "", path) for path in paths}
    assert [
        path
        for path in field_paths()
        if path not in {"specgen", "scenarios"} and not any(f"{known}.".startswith(f"{path}.") for known in covered)
    ] == []
    assert len(COLUMNS) <= MOST_COLUMNS


def test_the_sheet_shows_what_the_columns_say() -> None:
    """Headings, a comment with the description on each, drop-downs where the field takes one of a few values."""
    sheet = book().worksheets[0]
    assert [cell.value for cell in sheet[1]] == [column.heading for column in COLUMNS]
    assert [cell.comment.text for cell in sheet[1] if cell.comment] == [column.description for column in COLUMNS]
    assert all(column.description for column in COLUMNS)
    choices = {
        str(entry.sqref).split(":", maxsplit=1)[0].rstrip("0123456789"): entry.formula1 for entry in sheet.data_validations.dataValidation
    }
    shown = {column.heading: choices.get(cell.column_letter) for column, cell in zip(COLUMNS, sheet[1], strict=True)}
    assert shown["application.technique"] == '"radiography,ct,laminography"'
    assert {heading for heading, choice in shown.items() if choice} == {column.heading for column in COLUMNS if column.choices}
    assert len(choices) >= 4


@pytest.mark.parametrize("choices", [column.choices for column in COLUMNS if column.choices])
def test_a_drop_down_fits_what_spreadsheets_take(choices: tuple[str, ...]) -> None:
    """At most 255 characters, and no comma inside a value."""
    assert len(",".join(choices)) < 255
    assert not any("," in choice for choice in choices)


def test_units_stand_in_the_headings_of_quantities() -> None:
    """The likely ones, which a number alone then has."""
    headings = {column.heading for column in COLUMNS}
    assert {
        "imaging.smallest_feature [um]",
        "specimen.diameter [mm]",
        "source.tube_voltage.min [kV]",
        "integration.mass.max [kg]",
    } <= headings
    assert {"specimen.path[0].thickness [mm]", "specimen.path[2].material", "source.filter[0].thickness [mm]", "title"} <= headings


def test_nothing_in_the_form_is_evaluated() -> None:
    """No formula, no link, no macro: every cell that holds something holds a text."""
    sheets = book().worksheets
    assert {cell.data_type for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    with zipfile.ZipFile(io.BytesIO(FORM)) as package:
        names = package.namelist()
        parts = b"".join(package.read(name) for name in names)
    assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]
    assert b"<f>" not in parts
    assert b"http://" not in re.sub(rb'(?:xmlns(?::\w+)?|Type|xsi:type|uri)="[^"]*"', b"", parts).replace(b"http://schemas", b"")


def test_the_empty_form_says_that_it_has_no_rows(tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(FORM)
    (entry,) = receive_each(str(tmp_path / "form.xlsx"), kit().catalog)
    assert entry.is_refused
    assert [(finding.code, dict(finding.facts)["problem"]) for finding in entry.findings] == [("SG-E161", "@list-empty")]


FILLED: Final[dict[str, Any]] = {
    "application.technique": "ct",
    "imaging.criterion": "resolve",
    "document.paper": "a4",
    "document.units": "metric",
    "document.kind": "proposal",
    "document.language": "en",
    "document.brand": "source-ray",
    "reference": "ACME-1",
    "revision": "A",
    "date": "2026-11-20",
    "commercial.delivery": "2027-03-31",
    "commercial.currency": "EUR",
    "source.duty_cycle": "continuous",
    "should": "source.cooling; integration.mass",
    "customer.country": "DE",
    "specimen.path[0].material": "steel",
    "specimen.path[1].material": "copper",
    "specimen.path[2].formula": "LiCoO2",
    "imaging.magnification": 10,
    "imaging.source_detector_distance [mm]": 600,
    "imaging.source_object_distance [mm]": 60,
    "imaging.voxel [um]": 10,
    "imaging.detector.pixel_pitch [um]": 100,
    "imaging.detector.optical_magnification": 1,
    "source.tube_voltage.min [kV]": 80,
    "source.tube_voltage.max [kV]": 130,
    "source.target_power.min [W]": 10,
    "source.target_power.max [W]": 20,
    "source.tube_current.min [uA]": 100,
    "source.tube_current.max [uA]": 200,
    "integration.ambient.min [degC]": 5,
    "integration.ambient.max [degC]": 40,
    "source.focal_spot.max [um]": 60,
}


def test_the_form_filled_in_is_a_requirement(tmp_path: Path) -> None:
    """Every column holds a value, numbers where the heading has a unit, and each arrives."""
    filled = book()
    for number, column in enumerate(COLUMNS, start=1):
        filled.worksheets[0].cell(2, number, FILLED.get(column.heading, 50 if "[" in column.heading.rsplit(" ", 1)[-1] else "4"))
    filled.save(tmp_path / "list.xlsx")
    (entry,) = receive_each(str(tmp_path / "list.xlsx"), kit().catalog)
    assert [kit().wording.message(finding) for finding in entry.findings if finding.is_error] == []
    requirement = entry.requirement
    assert requirement is not None
    assert len(requirement.specimen.path) == 3
    assert requirement.source.tube_voltage is not None
    assert requirement.source.tube_voltage.max is not None
    assert requirement.source.tube_voltage.max.kv == 130
    assert len(list(texts(requirement))) > 25
    missing = [path for path in field_paths() if not requirement.given(path)]
    assert missing == ["scenarios"]  # no cell can hold them
    assert isinstance(requirement.imaging.smallest_feature, Quantity)
