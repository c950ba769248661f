"""Lists: one row one requirement, every message with its cell; good rows go on, bad rows explain themselves."""

import datetime
import os
import subprocess
import sys
import tracemalloc
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import DATE, icc_profile_left_open, kit
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from sheets import HEADINGS, ROW, csv, tampered, with_shared_texts, xlsx

from specgen.files.cells import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from specgen.files.lists import LONGEST_HEADING, meaning, read_list
from specgen.files.reader import decode, parse
from specgen.files.received import Received, receive, receive_each
from specgen.findings import Finding
from specgen.pipeline import Wish, propose_all
from specgen.requirement import Requirement

SHEET: Final = "xl/worksheets/sheet1.xml"


def received(folder: Path, data: bytes, name: str = "list.xlsx") -> list[Received]:
    """Return what a list that holds *data* is received as."""
    file = folder / name
    file.write_bytes(data)
    return list(receive_each(str(file), kit().catalog))


def told(entries: Sequence[Received]) -> list[tuple[str, str, str]]:
    """Return code, path and cell of every finding; each has its sentences and, unless it is of the whole file, its cell."""
    found = [finding for entry in entries for finding in entry.findings]
    assert all(kit().wording.message(finding) and kit().wording.help(finding) for finding in found)
    return [(finding.code, finding.where, cell_of(finding)) for finding in found]


def cell_of(finding: Finding) -> str:
    """Return the cell that a finding names."""
    assert finding.place is not None
    return finding.place.cell


def requirement(entry: Received) -> Requirement:
    """Return the requirement of a row that was accepted."""
    assert entry.requirement is not None, [kit().wording.message(finding) for finding in entry.findings]
    return entry.requirement


def one(folder: Path, data: bytes, name: str = "list.xlsx") -> Requirement:
    """Return the requirement of a list that has one good row."""
    (entry,) = received(folder, data, name)
    return requirement(entry)


def about(folder: Path, data: bytes, name: str = "list.xlsx") -> tuple[str, dict[str, str], str]:
    """Return the one finding of a list that is refused as a whole: code, facts, cell."""
    (entry,) = received(folder, data, name)
    assert entry.is_refused
    assert told([entry])
    (finding,) = entry.findings
    return finding.code, dict(finding.facts), cell_of(finding)


# --- headings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "path", "unit"),
    [
        ("imaging.smallest_feature", ("imaging", "smallest_feature"), ""),
        ("imaging.smallest_feature [um]", ("imaging", "smallest_feature"), "um"),
        ("imaging.smallest_feature (µm)", ("imaging", "smallest_feature"), "µm"),
        ("  imaging.smallest_feature[um]  ", ("imaging", "smallest_feature"), "um"),
        ("smallest_feature", ("imaging", "smallest_feature"), ""),
        ("Smallest feature [µm]", ("imaging", "smallest_feature"), "µm"),
        ("SMALLEST-FEATURE", ("imaging", "smallest_feature"), ""),
        ("Source detector distance (mm)", ("imaging", "source_detector_distance"), "mm"),
        ("density [g/cm3]", ("specimen", "density"), "g/cm3"),
        ("source.focal_spot.max [um]", ("source", "focal_spot", "max"), "um"),
        ("focal spot [um]", ("source", "focal_spot"), "um"),
        ("source.tube_voltage.min", ("source", "tube_voltage", "min"), ""),
        ("tube voltage [kV]", ("source", "tube_voltage"), "kV"),
        ("source.duty_cycle.on [s]", ("source", "duty_cycle", "on"), "s"),
        ("duty cycle [%]", ("source", "duty_cycle"), "%"),
        ("specimen.path[0].thickness", ("specimen", "path", 0, "thickness"), ""),
        ("specimen.path[12].thickness [mm]", ("specimen", "path", 12, "thickness"), "mm"),
        ("specimen.path.material", ("specimen", "path", 0, "material"), ""),
        ("source.filter.thickness [mm]", ("source", "filter", 0, "thickness"), "mm"),
        ("material", ("specimen", "material"), ""),
        ("company", ("customer", "company"), ""),
        ("Notes (internal)", ("notes",), ""),  # no quantity, so what stands in brackets is no unit
        ("projections [1]", None, ""),
        ("projections (frames)", ("imaging", "projections"), ""),
        ("standards", ("integration", "standards"), ""),
        ("should", ("should",), ""),
        ("integration.envelope.width [mm]", ("integration", "envelope", "width"), "mm"),
    ],
)
def test_what_a_heading_means(heading: str, path: tuple[str | int, ...] | None, unit: str) -> None:
    """A dotted key, or a plain name that only one field has; a unit in brackets where the field takes one."""
    assert meaning(heading) == (path, unit, [])


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "specgen",
        "imaging",  # a group, not a field
        "imaging.nonsense",
        "imaging.smallest_feature.value",
        "specimen.path",
        "specimen.path[0]",
        "specimen[0].name",
        "imaging.smallest_feature[0]",
        "path[0].thickness",
        "should[0]",
        "[0]",
        "specimen..name",
        ".",
        "x" * (LONGEST_HEADING + 1),
        "[" * 100_000,
        "(" + " " * 100_000,
        "a" + " " * 100_000 + "[",
    ],
    ids=lambda heading: heading[:24],
)
def test_a_heading_without_a_meaning(heading: str) -> None:
    """Neither guessed nor expensive."""
    assert meaning(heading)[0] is None
    assert not meaning(heading)[2]


@pytest.mark.parametrize(
    ("heading", "candidates"),
    [
        ("width", ["specimen.width", "integration.envelope.width"]),
        ("Height [mm]", ["specimen.height", "integration.envelope.height"]),
        ("description", None),
        ("magnification", None),
    ],
)
def test_a_heading_that_may_mean_several_fields(heading: str, candidates: list[str] | None) -> None:
    """All of them are named; where one field alone has the name, it is that."""
    assert meaning(heading)[2] == (candidates or [])


def test_an_ambiguous_heading_refuses_the_list(tmp_path: Path) -> None:
    code, facts, cell = about(tmp_path, xlsx((*ROW, 20), headings=(*HEADINGS, "width [mm]")))
    assert (code, cell) == ("SG-E165", "Sheet1!F1")
    assert facts == {"heading": "width [mm]", "choices": "specimen.width, integration.envelope.width"}


@pytest.mark.parametrize(
    "twin", ["imaging.smallest_feature [mm]", "Smallest feature", "specimen.path.material", "customer.company (again)"]
)
def test_a_heading_that_stands_twice_refuses_the_list(tmp_path: Path, twin: str) -> None:
    """Whatever its spelling."""
    code, facts, cell = about(tmp_path, xlsx((*ROW, 20), headings=(*HEADINGS, twin)))
    assert (code, cell, facts["heading"]) == ("SG-E164", "Sheet1!F1", twin)


@pytest.mark.parametrize("order", [1, -1])
def test_a_heading_that_gives_a_part_of_another_refuses_the_list(tmp_path: Path, order: int) -> None:
    """A ceiling and its only figure are the same field."""
    both = ["source.focal_spot [um]", "source.focal_spot.max [um]"][::order]
    code, _, cell = about(tmp_path, xlsx((*ROW, 20, 30), headings=(*HEADINGS, *both)))
    assert (code, cell) == ("SG-E164", "Sheet1!G1")


@pytest.mark.parametrize(
    ("heading", "suggestion"),
    [("imaging.smalest_feature", "imaging.smallest_feature"), ("SDD [mm]", "imaging.source_detector_distance"), ("Our remark", "")],
)
def test_a_column_without_a_field_is_named_and_left_out(tmp_path: Path, heading: str, suggestion: str) -> None:
    """The rows go on without it."""
    head, row = received(tmp_path, xlsx((*ROW, "?"), headings=(*HEADINGS, heading)))
    (finding,) = head.findings
    assert told([head]) == [("SG-W166", "", "Sheet1!F1")]
    assert dict(finding.facts) == {"heading": heading, "suggestion": suggestion}
    assert not head.is_refused
    assert requirement(row).reference == "ACME-1"


@pytest.mark.parametrize("headings", [("a", "b", "c", "d", "e"), ROW])
def test_a_list_without_any_field_is_refused(tmp_path: Path, headings: Sequence[Any]) -> None:
    """A title above the headings, or no headings at all."""
    (entry,) = received(tmp_path, xlsx(ROW, headings=headings))
    assert entry.is_refused
    assert told([entry])[-1] == ("SG-E161", "", "Sheet1!A1")
    assert dict(entry.findings[-1].facts)["problem"] == "@list-no-heading"


def test_a_formula_as_a_heading_is_refused(tmp_path: Path) -> None:
    assert about(tmp_path, xlsx(ROW, headings=(*HEADINGS, '="title"')))[::2] == ("SG-E162", "Sheet1!F1")


# --- cells ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "value", "path", "expected"),
    [
        ("title", "NO", "title", "NO"),
        ("title", "007", "title", "007"),
        ("title", 7, "title", "7"),
        ("title", 7.0, "title", "7"),
        ("title", True, "title", "true"),
        ("title", "  blanks \u00a0", "title", "blanks"),
        ("title", "0.1", "title", "0.1"),
        ("title", datetime.date(2027, 3, 31), "title", "2027-03-31"),
        ("title", "don't", "title", "don't"),
        ("title", "Prüfung 检查 😀", "title", "Prüfung 检查 😀"),
        ("revision", 2, "revision", "2"),
        ("commercial.delivery", datetime.datetime(2027, 3, 31), "commercial.delivery", datetime.date(2027, 3, 31)),
        ("commercial.delivery", "2027-03-31", "commercial.delivery", datetime.date(2027, 3, 31)),
        ("quantity", 4, "commercial.quantity", 4),
        ("quantity (pieces)", 4.0, "commercial.quantity", 4),
        ("magnification", 10.5, "imaging.magnification", 10.5),
        ("notes", "two\r\nlines_x000D_\n", "notes", "two\nlines"),
        ("cooling", "forced air; conduction ;", "source.cooling", ("forced air", "conduction")),
        ("interface", "RS-232", "integration.interface", ("RS-232",)),
        ("should", "source.cooling;imaging", "should", ("source.cooling", "imaging")),
    ],
)
def test_a_cell_is_its_text(tmp_path: Path, heading: str, value: Any, path: str, expected: Any) -> None:
    """What stands there, nothing more: no number, boolean or date is made of a text, and none is lost."""
    found: Any = one(tmp_path, xlsx((*ROW, value), headings=(*HEADINGS, heading)))
    for step in path.split("."):
        found = getattr(found, step)
    assert found == expected


@pytest.mark.parametrize(
    ("heading", "value", "um"),
    [
        ("imaging.voxel [um]", 10, 10),
        ("imaging.voxel [um]", 10.5, 10.5),
        ("imaging.voxel [um]", "10", 10),
        ("imaging.voxel [um]", "0.01 mm", 10),  # a unit in the cell goes before the heading's
        ("imaging.voxel [mm]", 0.01, 10),
        ("imaging.voxel [nm]", 1e4, 10),
        ("imaging.voxel", "10 um", 10),
        ("imaging.voxel", "10\u00a0µm", 10),
        ("imaging.voxel", "10\u202fμm", 10),
        ("imaging.voxel [um]", 0.1 + 0.2, 0.3),
    ],
)
def test_a_quantity_takes_its_unit_from_the_cell_or_the_heading(tmp_path: Path, heading: str, value: Any, um: float) -> None:
    """Without a spreadsheet's rounding noise."""
    voxel = one(tmp_path, xlsx((*ROW, value), headings=(*HEADINGS, heading))).imaging.voxel
    assert voxel is not None
    assert voxel.um == um


@pytest.mark.parametrize(
    ("heading", "value", "form", "text"),
    [
        ("imaging.detector.quantum_efficiency", 0.5, "0%", "50 %"),
        ("imaging.detector.quantum_efficiency [%]", 0.07, "0.00%", "7 %"),
        ("source.duty_cycle [%]", 0.25, "0%", "25 %"),
        ("source.tube_voltage [V]", 130, '0" kV"', "130 kV"),
        ("source.tube_voltage [kV]", 130, '#,##0.0\\ "kV"', "130 kV"),
        ("source.tube_voltage [kV]", 130, "#,##0.00", "130 kV"),
    ],
)
def test_a_number_has_the_unit_that_its_format_shows(tmp_path: Path, heading: str, value: float, form: str, text: str) -> None:
    """A percentage is stored as a part of one, a unit often only in the format: what the customer saw counts."""

    def formatted(book: Workbook) -> None:
        book.worksheets[0]["F2"].number_format = form

    (entry,) = received(tmp_path, xlsx((*ROW, value), headings=(*HEADINGS, heading), touch=formatted))
    assert requirement(entry)
    assert f'"{text}"'.encode() in entry.data


@pytest.mark.parametrize(
    ("heading", "value", "code", "suggestion"),
    [
        ("imaging.voxel", 10, "SG-E105", "10 um"),
        ("imaging.voxel [Um]", 10, "SG-E104", "10 um"),
        ("imaging.voxel [kV]", 10, "SG-E107", ""),
        ("imaging.voxel [um]", "10,5", "SG-E106", "10.5 um"),
        ("imaging.voxel [um]", "1\u00a0000", "SG-E104", "1000 um"),
        ("imaging.voxel [um]", True, "SG-E104", ""),
        ("imaging.voxel [um]", -1, "SG-E117", ""),
        ("imaging.voxel [um]", datetime.date(2026, 1, 1), "SG-E104", ""),
        ("imaging.time_per_part", datetime.timedelta(minutes=30), "SG-E104", ""),
        ("commercial.delivery", datetime.datetime(2027, 3, 31, 12, 30), "SG-E119", ""),
        ("commercial.delivery", 46112, "SG-E119", ""),
        ("technique", "CT", "SG-E114", "ct"),
        ("title", "a\nb", "SG-E115", ""),
        ("title", "x" * 201, "SG-E115", ""),
        ("notes", "x" * 20_001, "SG-E118", ""),
        ("title", "a\u202eb", "SG-E121", ""),
        ("revision", "../A", "SG-E116", ""),
        ("should", "imaging.voxell", "SG-E135", "imaging.voxel"),
    ],
)
def test_a_bad_cell_is_refused_at_its_name(tmp_path: Path, heading: str, value: Any, code: str, suggestion: str) -> None:
    """One finding, the same that a file would have, and the cell."""
    (entry,) = received(tmp_path, xlsx((*ROW, value), headings=(*HEADINGS, heading)))
    (finding,) = entry.findings
    assert (finding.code, cell_of(finding)) == (code, "Sheet1!F2")
    assert dict(finding.facts).get("suggestion", "").split('"')[0] == suggestion
    assert entry.is_refused
    assert entry.file.endswith("list.xlsx#Sheet1!2")


@pytest.mark.parametrize("value", ["=1+1", ArrayFormula("F2:F2", "=SUM(A1:A2)"), "=cmd|'/c calc'!A0", '=HYPERLINK("http://x")'])
def test_a_formula_is_refused_and_never_evaluated(tmp_path: Path, value: Any) -> None:
    """Whatever result a spreadsheet stored beside it; the formula is quoted."""
    (entry,) = received(tmp_path, xlsx((*ROW, value), headings=(*HEADINGS, "title")))
    assert told([entry]) == [("SG-E162", "title", "Sheet1!F2")]
    assert dict(entry.findings[0].facts)["text"].startswith("=")


def test_a_stored_result_of_a_formula_is_not_taken(tmp_path: Path) -> None:
    stored = tampered(
        xlsx((*ROW, "=1+1"), headings=(*HEADINGS, "title")),
        {SHEET: lambda part: part.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")},
    )
    (entry,) = received(tmp_path, stored)
    assert told([entry]) == [("SG-E162", "title", "Sheet1!F2")]


def test_a_text_that_looks_like_a_formula_is_a_text(tmp_path: Path) -> None:
    """A spreadsheet says which cells are formulas; in CSV everything is text."""

    def as_text(book: Workbook) -> None:
        book.worksheets[0]["F2"].data_type = "s"

    assert one(tmp_path, xlsx((*ROW, "=1+1"), headings=(*HEADINGS, "title"), touch=as_text)).title == "=1+1"
    assert one(tmp_path, csv((*ROW, "=1+1"), headings=(*HEADINGS, "title")), "list.csv").title == "=1+1"


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!"])
def test_a_spreadsheets_error_is_refused(tmp_path: Path, error: str) -> None:
    """It must not become a title."""
    (entry,) = received(tmp_path, xlsx((*ROW, error), headings=(*HEADINGS, "title")))
    assert told([entry]) == [("SG-E168", "title", "Sheet1!F2")]


def test_a_refused_cell_is_not_missing_too(tmp_path: Path) -> None:
    """One problem, one finding, though nothing is left of the value."""
    (entry,) = received(tmp_path, xlsx(("=A1", "Acme", "steel", "=2", 50)))
    assert told([entry]) == [("SG-E162", "reference", "Sheet1!A2"), ("SG-E162", "specimen.path[0].thickness", "Sheet1!D2")]


def test_a_missing_value_is_named_at_its_empty_cell(tmp_path: Path) -> None:
    """Where the list has a column for it; else at a cell of the same group, or the first of the row."""
    (entry,) = received(tmp_path, xlsx((None, None, "steel", None, 50)))
    assert told([entry]) == [
        ("SG-E112", "reference", "Sheet1!A2"),
        ("SG-E112", "customer", "Sheet1!B2"),
        ("SG-E112", "specimen.path[0].thickness", "Sheet1!D2"),
    ]
    (entry,) = received(tmp_path, xlsx(("X", "Acme", "steel"), headings=("reference", "company", "specimen.path[0].material")))
    assert ("SG-E112", "specimen.path[0].thickness", "Sheet1!C2") in told([entry])
    (entry,) = received(tmp_path, xlsx(("steel", "X"), headings=("material", "reference")))
    assert ("SG-E112", "customer", "Sheet1!A2") in told([entry])


def test_layers_that_a_row_leaves_out_are_closed_up(tmp_path: Path) -> None:
    """And a finding in a later one still names its own cell, though it has become the first."""
    headings = ("reference", "company", "feature", *(f"specimen.path[{i}].{key}" for i in (2, 0, 1) for key in ("material", "thickness")))
    headings = tuple(heading.replace("feature", "smallest feature") for heading in headings)
    good, bad = received(
        tmp_path,
        xlsx(
            ("A", "Acme", "50 um", "copper", "2 mm", "steel", "1 mm"),
            ("B", "Acme", "50 um", None, None, None, None, "tin", "3"),
            headings=headings,
        ),
    )
    assert [(layer.material, layer.thickness.mm) for layer in requirement(good).specimen.path] == [("steel", 1), ("copper", 2)]
    assert told([bad]) == [("SG-E105", "specimen.path[0].thickness", "Sheet1!I3")]


def test_rows_without_a_value_are_no_requirements(tmp_path: Path) -> None:
    """Empty rows, rows with blanks, rows that fill only a column that is no field; numbers of rows stay those of the sheet."""
    rows = ([], ROW, [" ", None, "\u00a0"], [None] * 5 + ["a remark"], [], ("ACME-2", *ROW[1:]))
    found = received(tmp_path, xlsx(*rows, headings=(*HEADINGS, "remark")))
    assert [entry.file.rsplit("#")[-1] for entry in found[1:]] == ["Sheet1!3", "Sheet1!7"]


def test_empty_rows_above_the_headings_are_no_headings(tmp_path: Path) -> None:
    (entry,) = received(tmp_path, xlsx(HEADINGS, ROW, headings=()))
    assert entry.file.endswith("#Sheet1!3")
    assert requirement(entry)
    (entry,) = received(tmp_path, b"\n\n" + csv(ROW), "list.csv")
    assert entry.file.endswith("#4")


# --- sheets and packages ----------------------------------------------------------------------------------------------


def second_sheet(book: Workbook) -> None:
    book.create_sheet("Old").append(["anything"])


def hidden_first(book: Workbook) -> None:
    book.create_sheet("Old", 0).append(["anything"])
    book.worksheets[0].sheet_state = "veryHidden"


@pytest.mark.parametrize("touch", [second_sheet, hidden_first])
def test_a_sheet_that_is_left_out_is_named(tmp_path: Path, touch: Callable[[Workbook], None]) -> None:
    """Hidden, or not the first that can be seen; nothing in it counts."""
    head, row = received(tmp_path, xlsx(ROW, touch=touch))
    assert told([head]) == [("SG-N167", "", "")]
    assert dict(head.findings[0].facts) == {"sheet": "Old"}
    assert requirement(row).reference == "ACME-1"


def test_an_empty_second_sheet_is_not_worth_a_word(tmp_path: Path) -> None:
    """Old spreadsheet programs make three of them."""
    (row,) = received(tmp_path, xlsx(ROW, touch=lambda book: (book.create_sheet("Sheet2"), None)[1]))
    assert requirement(row)


def test_merged_cells_are_refused_at_their_place(tmp_path: Path) -> None:
    code, facts, cell = about(tmp_path, xlsx(ROW, ROW, touch=lambda book: book.worksheets[0].merge_cells("B2:B3")))
    assert (code, facts, cell) == ("SG-E163", {"cell": "B2:B3"}, "Sheet1!B2:B3")


def far(row: int, column: int, value: Any) -> Callable[[Workbook], None]:
    """Return what writes *value* far away."""

    def touch(book: Workbook) -> None:
        book.worksheets[0].cell(row, column, value)

    return touch


@pytest.mark.parametrize(
    ("row", "column", "what", "cell"),
    [
        (MOST_ROWS + 2, 1, "@rows", f"Sheet1!A{MOST_ROWS + 2}"),
        (1_048_576, 16_384, "@rows", "Sheet1!XFD1048576"),
        (2, MOST_COLUMNS + 1, "@columns", "Sheet1!DQ2"),
        (1, 16_384, "@columns", "Sheet1!XFD1"),
    ],
)
def test_a_sheet_that_is_too_large_is_refused_where_it_is(tmp_path: Path, row: int, column: int, what: str, cell: str) -> None:
    """And costs nothing: only cells that the file holds are looked at."""
    code, facts, found = about(tmp_path, xlsx(ROW, touch=far(row, column, "x")))
    assert (code, facts["what"], found) == ("SG-E118", what, cell)


def test_formatted_empty_cells_far_away_do_not_count(tmp_path: Path) -> None:
    """As half of all honest spreadsheets have them."""

    def touch(book: Workbook) -> None:
        for row in (9_999, 1_048_576):
            book.worksheets[0].cell(row, 300).number_format = "0.00"

    assert one(tmp_path, xlsx(ROW, touch=touch)).reference == "ACME-1"


def test_a_list_of_too_many_cells_is_refused(tmp_path: Path) -> None:
    """Within rows and columns, but more than anybody fills in."""
    columns = 100
    data = ("reference" + ",x" * (columns - 1) + "\n" + ("a" + ",b" * (columns - 1) + "\n") * (MOST_CELLS // columns + 1)).encode()
    code, facts, cell = about(tmp_path, data, "list.csv")
    assert (code, facts["what"]) == ("SG-E118", "@cells")
    assert cell.endswith(str(MOST_CELLS // columns + 1))


MACROS = {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "&%c;&%c;">' % (c, c - 1, c - 1) for c in range(98, 122))
    + b"]><sst>&y;</sst>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def with_entity(part: bytes) -> bytes:
    """Return a sheet whose first text is an external entity."""
    return OUTSIDE + part.split(b"?>", 1)[-1].replace(b"<is><t>", b"<is><t>&a;", 1).replace(b"<v>0</v>", b"<v>&a;</v>", 1)


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("macros", lambda: tampered(xlsx(ROW), MACROS), "@list-macros"),
        ("macros in other letters", lambda: tampered(xlsx(ROW), {"xl/VBAPROJECT.BIN": b"x"}), "@list-macros"),
        ("macro sheet", lambda: tampered(xlsx(ROW), {"xl/macrosheets/sheet1.xml": b"<a/>"}), "@list-macros"),
        ("not a package", lambda: b"hello", "@list-no-package"),
        ("empty", lambda: b"", "@list-no-package"),
        ("a requirement file", lambda: b"specgen: 1\n", "@list-no-package"),
        ("an old or encrypted spreadsheet", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "@list-old"),
        ("cut off", lambda: xlsx(ROW)[:-200], "@list-package"),
        ("cut off early", lambda: xlsx(ROW)[:60], "@list-package"),
        ("a flipped bit", lambda: flipped(xlsx(ROW)), "@list-package"),
        ("only PK", lambda: b"PK", "@list-package"),
        (
            "another package",
            lambda: tampered(b"PK\5\6" + bytes(18), {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
            "@list-broken",
        ),
        ("a package without content", lambda: b"PK\5\6" + bytes(18), "@list-broken"),
        ("a sheet that is no XML", lambda: tampered(xlsx(ROW), {SHEET: b"hello"}), "@list-broken"),
        ("a workbook that is no XML", lambda: tampered(xlsx(ROW), {"xl/workbook.xml": b"<workbook"}), "@list-broken"),
        (
            "a cell with an impossible name",
            lambda: tampered(xlsx(ROW), {SHEET: lambda part: part.replace(b'r="A1"', b'r="1A"')}),
            "@list-broken",
        ),
        (
            "a shared text that is not there",
            lambda: tampered(with_shared_texts(xlsx(ROW)), {SHEET: lambda part: part.replace(b"<v>0</v>", b"<v>999</v>")}),
            "@list-broken",
        ),
        ("laughs", lambda: tampered(xlsx(ROW), {"xl/sharedStrings.xml": LAUGHS}), "@list-entities"),
        ("an external entity", lambda: tampered(xlsx(ROW), {SHEET: with_entity}), "@list-entities"),
        ("entities in UTF-16", lambda: tampered(xlsx(ROW), {"xl/sharedStrings.xml": LAUGHS.decode().encode("utf-16")}), "@list-entities"),
        ("entities in the relationships", lambda: tampered(xlsx(ROW), {"_rels/.rels": LAUGHS}), "@list-entities"),
        ("bomb", lambda: tampered(xlsx(ROW), {"xl/media/a.bin": bytes(60_000_000)}), "@list-bomb"),
        ("bomb in the sheet", lambda: tampered(xlsx(ROW), {SHEET: lambda part: part + b" " * 20_000_000}), "@list-bomb"),
        ("a million cells", lambda: tampered(xlsx(ROW), {SHEET: a_million_cells}), "@list-bomb"),
        ("many parts", lambda: tampered(xlsx(ROW), {f"a{n}": b"" for n in range(1_001)}), "@list-bomb"),
    ],
)
def test_a_package_that_is_not_taken(tmp_path: Path, name: str, data: Callable[[], bytes], problem: str) -> None:
    """Refused as a whole, with a word on what is wrong, before anything is unpacked that could hurt."""
    packed = data()
    file = tmp_path / "list.xlsx"
    file.write_bytes(packed)
    list(receive_each(str(file), kit().catalog))
    tracemalloc.start()
    code, facts, _ = about(tmp_path, packed)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (code, facts["problem"]) == ("SG-E161", problem)
    assert peak < 64_000_000


def flipped(package: bytes) -> bytes:
    """Return the package with one byte of its first part changed."""
    return package[:60] + bytes([package[60] ^ 255]) + package[61:]


def a_million_cells(part: bytes) -> bytes:
    """Return a sheet that holds more than it should, yet packs badly enough to pass for honest."""
    row = b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (n, n, n * 7919 % 1_000_003) for n in range(3, 300_000))
    return part.replace(b"</sheetData>", row + b"</sheetData>")


@pytest.mark.parametrize("lxml", ["True", "False"])
def test_an_external_entity_reads_no_file_with_either_parser(tmp_path: Path, lxml: str) -> None:
    """openpyxl takes lxml where it is installed; the second wall, behind our own look at the parts, holds with both."""
    secret = tmp_path / "secret"
    secret.write_text("TOP-SECRET")
    (tmp_path / "list.xlsx").write_bytes(
        tampered(
            with_shared_texts(xlsx(ROW)),
            {
                SHEET: lambda part: with_entity(part).replace(b"/etc/passwd", str(secret).encode()),
                "xl/sharedStrings.xml": lambda part: (
                    with_entity(part).replace(b"/etc/passwd", str(secret).encode()).replace(b"<t>", b"<t>&a;", 1)
                ),
            },
        )
    )
    program = (
        "import sys\nfrom specgen.files import cells, lists\ncells._part_problem = lambda *_: ''\n"
        "found = lists.read_list(sys.argv[1], open(sys.argv[1], 'rb').read())\nprint(found)\n"
    )
    environment = os.environ | {"OPENPYXL_LXML": lxml, "PYTHONPATH": str(Path(__file__).parent.parent)}
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "list.xlsx")],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert "TOP-SECRET" not in run.stdout


@pytest.mark.parametrize("name", ["list.xls", "list.ods", "list.xlsm", "list.xlsb", "LIST.ODS"])
def test_other_kinds_of_spreadsheets_are_refused(tmp_path: Path, name: str) -> None:
    assert about(tmp_path, xlsx(ROW), name)[1]["problem"] == "@list-kind"


def test_what_a_workbook_holds_besides_does_not_matter(tmp_path: Path) -> None:
    """Comments, links, drop-downs, colours, print settings, an unknown extension: no word, no warning."""

    def touch(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["A2"].hyperlink = "http://acme.example/"
        sheet.auto_filter.ref = "A1:E2"
        sheet.freeze_panes = "B2"

    extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x/></ext></extLst></worksheet>'
    data = tampered(xlsx(ROW, touch=touch), {SHEET: lambda part: part.replace(b"</worksheet>", extension)})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert one(tmp_path, data).reference == "ACME-1"


def test_an_empty_list_is_refused(tmp_path: Path) -> None:
    """No cell, or headings only."""
    assert about(tmp_path, xlsx(headings=()))[1]["problem"] == "@list-empty"
    assert about(tmp_path, xlsx())[1:] == ({"problem": "@list-empty", "reason": ""}, "Sheet1!A1")
    assert about(tmp_path, b"", "list.csv")[1]["problem"] == "@list-empty"
    assert about(tmp_path, csv(), "list.csv")[1]["problem"] == "@list-empty"


# --- CSV --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_csv_in_any_dialect(tmp_path: Path, delimiter: str, ends: str, mark: bytes) -> None:
    """What separates, what ends a line, a byte-order mark: all the same."""
    data = mark + csv(ROW, delimiter=delimiter).replace(b"\n", ends.encode())
    assert one(tmp_path, data, "list.csv") == one(tmp_path, xlsx(ROW))


@pytest.mark.parametrize("row", [b"B,Acme,steel,1,5,50", b"B,Acme,steel,1,50,x", b"B,Acme,steel,1,5,"])
def test_a_row_with_more_cells_than_headings_is_refused(tmp_path: Path, row: bytes) -> None:
    """A decimal comma without quotation marks moves every value after it one column on."""
    good, bad = received(tmp_path, csv(ROW) + row + b"\n,,,,,,,,,\n", "list.csv")
    assert requirement(good)
    assert ("SG-E169", "", "F3") in told([bad])
    assert bad.is_refused


def test_values_without_a_heading_are_named(tmp_path: Path) -> None:
    """Once for each column."""
    head, *rows = received(tmp_path, xlsx((*ROW, None, "x", "y"), (*ROW, None, None, "z")))
    assert told([head]) == [("SG-W166", "", "Sheet1!G1"), ("SG-W166", "", "Sheet1!H1")]
    assert all(map(requirement, rows))


def test_texts_in_a_table_of_their_own_are_read_alike(tmp_path: Path) -> None:
    """As Excel writes them; openpyxl writes them into the cells."""
    rows = (ROW, ("ACME-2", "Prüfung & Söhne < 3", "steel", 2, 60))
    assert [entry.data for entry in received(tmp_path, with_shared_texts(xlsx(*rows)))] == [
        entry.data for entry in received(tmp_path, xlsx(*rows))
    ]


def test_csv_with_quotation_marks(tmp_path: Path) -> None:
    """The delimiter, a line end and quotation marks inside a cell; rows count, not lines."""
    head = b'reference;"company";"title, short";notes;specimen.path[0].material;specimen.path[0].thickness;smallest feature\n'
    data = head + b'A;"Acme; ""Cells""";;"one\r\ntwo";steel;1 mm;50 um\nB;Acme;;;steel;1;50 um\n'
    warned, good, bad = received(tmp_path, data, "list.csv")
    assert told([warned]) == [("SG-W166", "", "C1")]
    assert (requirement(good).customer.company, requirement(good).notes) == ('Acme; "Cells"', "one\ntwo")
    assert told([bad]) == [("SG-E105", "specimen.path[0].thickness", "F3")]


@pytest.mark.parametrize(
    ("data", "code", "problem", "cell"),
    [
        (csv(("A", "Prüfung", "steel", 1, 50)).decode().encode("latin-1"), "SG-E102", "@latin-1", ""),
        (csv(ROW).decode().encode("utf-16"), "SG-E102", "@utf-16", ""),
        (csv(ROW) + b"B,\x00", "SG-E102", "@binary", ""),
        (csv(ROW) + b'B,"Acme,steel,1,50\n', "SG-E161", "@list-quotes", "A3"),
        (csv(ROW) + b'B,"Acme" x,steel,1,50\n' + csv(ROW), "SG-E161", "@list-quotes", "A3"),
        (csv(ROW) + b'B,"' + b"Acme\n" * 40_000, "SG-E161", "@list-quotes", "A3"),
        (csv(ROW) + b"," * 150_000, "SG-E118", "", ""),
        (csv(ROW) + b"B," + b"," * 250_000, "SG-E118", "", "A3"),
        (b"," * 1_000_000, "SG-E118", "", "A1"),
        (csv(*[("A", "B")] * (MOST_ROWS + 1)), "SG-E118", "", f"A{MOST_ROWS + 2}"),
    ],
    ids=["Latin-1", "UTF-16", "NUL", "unclosed", "text after a quote", "unclosed, long", "commas", "too long", "one line", "rows"],
)
def test_csv_that_cannot_be_read(tmp_path: Path, data: bytes, code: str, problem: str, cell: str) -> None:
    """Named, with the row in which it goes wrong."""
    if code == "SG-E118" and not cell:  # commas alone are empty cells
        assert not received(tmp_path, data, "list.csv")[0].is_refused
        return
    found, facts, at = about(tmp_path, data, "list.csv")
    assert (found, facts.get("problem", ""), at) == (code, problem, cell)


# --- rows as requirements ---------------------------------------------------------------------------------------------


def test_a_rows_own_file_is_a_requirement_file_that_reads_back_equal(tmp_path: Path) -> None:
    """It travels in the document, so it must say what the row said."""
    extra = {
        "title": "NO",
        "notes": '~ "quoted" \\ back\nline 😀',
        "cooling": "a;b",
        "tube voltage [kV]": 130,
        "specimen.path[1].material": "tin",
        "specimen.path[1].thickness": "2 mm",
        "should": "source.cooling",
        "revision": 1,
    }
    (entry,) = received(tmp_path, xlsx((*ROW, *extra.values()), headings=(*HEADINGS, *extra)))
    alone = tmp_path / "alone.yaml"
    alone.write_bytes(entry.data)
    again = receive(str(alone), kit().catalog)
    assert again.requirement == entry.requirement
    assert again.sha256 == entry.sha256
    assert [(f.code, f.where) for f in again.findings] == [(f.code, f.where) for f in entry.findings]
    assert again.lines() == entry.lines() | {"specgen": 2}


@given(texts=st.lists(st.text(max_size=12), min_size=4, max_size=4))
def test_any_row_gives_a_file_that_reads_back(texts: list[str]) -> None:
    """Or is refused with its cell; nothing is altered but blanks at the ends and the kind of line ends."""
    quoted = ['"{}"'.format(text.replace('"', '""')) for text in texts]
    data = ("reference,company,notes,title\n" + ",".join(quoted) + "\n").encode("utf-8", "surrogatepass")
    entries, findings = read_list("list.csv", data)
    assert all(finding.place for finding in findings)
    for entry in entries:
        assert all(finding.place and finding.place.cell for finding in entry.tree.findings)
        again = parse(*decode(entry.data, "row.yaml")[:1], "row.yaml")
        assert not again.findings
        assert plain(again.value) == plain(entry.tree.value)


def plain(value: Any) -> Any:
    """Return a tree of texts."""
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return {key: plain(entry) for key, entry in value.items()} if isinstance(value, dict) else value and value.text


BAD: Final = (
    ("smallest feature", "50 Um"), ("smallest feature", "50,5 um"), ("smallest feature", "50"),
    ("company", None), ("reference", "../x"), ("technique", "xray"), ("specimen.path[0].thickness", "1 kV"),
    ("specimen.path[0].thickness", None),
    ("smallest feature", "0 um"),
)  # fmt: skip


def many(count: int, bad: int) -> tuple[tuple[str, ...], list[list[Any]]]:
    """Return headings and *count* rows, *bad* of them with a slip, spread over the list."""
    headings = ("reference", "company", "technique", "specimen.path[0].material", "specimen.path[0].thickness", "smallest feature", "notes")
    rows: list[list[Any]] = [[f"ACME-{n}", "Acme", "ct", "steel", "1 mm", f"{20 + n % 50} um", f"row {n}"] for n in range(count)]
    for number in range(bad):
        heading, value = BAD[number % len(BAD)]
        rows[(number * 27 + 3) % count][headings.index(heading)] = value
    return headings, rows


def test_a_thousand_rows_of_which_37_are_bad(tmp_path: Path) -> None:
    """963 requirements and 37 rows that explain themselves, each at a cell; the same list as CSV gives the same."""
    headings, rows = many(1_000, 37)
    of_xlsx = received(tmp_path, xlsx(*rows, headings=headings))
    of_csv = received(tmp_path, csv(*[["" if cell is None else cell for cell in row] for row in rows], headings=headings), "list.csv")
    good, bad = [entry for entry in of_xlsx if not entry.is_refused], [entry for entry in of_xlsx if entry.is_refused]
    assert (len(good), len(bad)) == (963, 37)
    assert all(any(finding.is_error and cell_of(finding).startswith("Sheet1!") for finding in entry.findings) for entry in bad)
    assert [entry.requirement for entry in of_csv] == [entry.requirement for entry in of_xlsx]
    assert [entry.data for entry in of_csv] == [entry.data for entry in of_xlsx]
    assert told(of_csv) == [(code, where, cell.removeprefix("Sheet1!")) for code, where, cell in told(of_xlsx)]


def test_a_list_that_comes_again_changes_nothing(tmp_path: Path) -> None:
    """The same bytes for each row, so the same digests: whatever the order of the rows, and after saving it again."""
    headings, rows = many(20, 2)
    first = {entry.data: entry.sha256 for entry in received(tmp_path, xlsx(*rows, headings=headings))}
    again = {entry.data: entry.sha256 for entry in received(tmp_path, xlsx(*reversed(rows), headings=headings))}
    assert first == again
    assert len(first) == 20


def test_proposing_a_list_twice_writes_the_same(tmp_path: Path) -> None:
    """A good row is rendered, a bad one refused, and what the second run writes is what lies there."""
    (tmp_path / "list.csv").write_bytes(csv(ROW, ("ACME-2", "Acme", "steel", "1,5", 50)))
    runs: list[dict[str, bytes]] = []
    for _ in range(2):
        written: dict[str, bytes] = {}
        runs.append(written)

        def write(outputs: dict[str, bytes], written: dict[str, bytes] = written) -> tuple[str, ...]:
            written.update(outputs)
            return tuple(outputs)

        with icc_profile_left_open():
            outcomes = [result.outcome for _, result in propose_all(kit(), [str(tmp_path / "list.csv")], Wish(), DATE, write)]
        assert outcomes == ["done", "refused"]
    assert set(runs[0]) == {"ACME-1_A.pdf", "ACME-1_A.json"}
    assert runs[0] == runs[1]
