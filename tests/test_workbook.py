"""The compliance matrix and the open points as XLSX: numbers that are numbers, text that never is a formula, the same bytes."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from making import DATE, EXAMPLES, example, kit

from specgen import pipeline
from specgen.document import sheets
from specgen.document.sheets import Sheet, SheetColumn, Sheets
from specgen.files.workbook import workbook


def book_of(maker: str, name: str) -> Any:
    """Return the workbook of an example, read back."""
    found = example(maker, name)
    return openpyxl.load_workbook(io.BytesIO(workbook(sheets(found.proposal, kit(maker).wording, found.document.title))))


def rows_of(page: Any) -> list[dict[str, Any]]:
    """Return the rows of a sheet by the heads of its columns."""
    heads, *rows = page.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.mark.parametrize("maker", ["packaged", "helmsdal"])
@pytest.mark.parametrize("name", ["battery-18650", "hole-1-to-5-um", "oem-source-only", "turbine-blade"])
def test_the_matrix_is_that_of_the_decision(maker: str, name: str) -> None:
    """Line by line, with both sides as numbers that nobody rounded."""
    found = example(maker, name)
    rows = rows_of(book_of(maker, name)["Compliance matrix"])
    candidate = found.json["candidates"][0]
    assert len(rows) == len(candidate["verdicts"]) > 0
    for row, verdict in zip(rows, candidate["verdicts"], strict=True):
        assert (row["Rule"], row["Verdict"], row["Field of the file"]) == (verdict["rule"], verdict["verdict"], verdict["where"])
        assert row["Must or wish"] == ("must" if verdict["severity"] == "must" else "wish")
        for head, side in (("Needed", verdict["needed"]), ("Offered", verdict["offered"]), ("Margin", verdict["margin"])):
            if isinstance(side, float):
                assert row[head] == pytest.approx(side, rel=1e-15)
            else:
                assert row[head] is None or isinstance(row[head], str)
        assert row["Offered"] is not None
        if isinstance(verdict["needed"], float) and verdict["unit"] != "1":
            assert row["Unit"]


def test_the_demo_in_figures() -> None:
    """facts.md 1.7: 50.9175 µm, shown with three digits and kept with all."""
    page = book_of("packaged", "battery-18650")["Compliance matrix"]
    (row,) = [cells for cells in page.iter_rows(min_row=2) if cells[4].value == "SG-R012"]
    assert [cell.value for cell in row[6:12]] == ["≤", pytest.approx(50.9175, abs=5e-5), 33, "µm", pytest.approx(0.35189, abs=1e-5), "met"]
    assert [row[7].number_format, row[8].number_format, row[10].number_format] == ["0.0", "0", "+0%;-0%;0%"]


@pytest.mark.parametrize(
    ("name", "titles", "kinds"),
    [
        ("battery-18650", ["Compliance matrix", "Open points"], {"Answer", "For the maker to confirm", "Note well"}),
        ("incomplete", ["Open points"], {"Answer", "Question to the customer"}),
        ("infeasible-detector", ["Open points"], {"Answer"}),
    ],
)
def test_what_is_open_stands_on_a_sheet_of_its_own(name: str, titles: list[str], kinds: set[str]) -> None:
    """Without a platform to judge there is no matrix, and never an empty sheet."""
    book = book_of("packaged", name)
    rows = rows_of(book["Open points"])
    assert book.sheetnames == titles
    assert {row["Kind"] for row in rows} >= kinds
    assert [row["No."] for row in rows] == list(range(1, len(rows) + 1))
    assert all(row["What it says"] for row in rows)


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")', "plain", "#REF!", "2026-11-20", "0012", "TRUE"]


def test_a_text_stays_a_text() -> None:
    """Whatever it starts with: no formula, no link, no number, no date; what could be one when typed in anew is marked as text."""
    page = Sheet("s", (SheetColumn("=head", 10),), tuple((text,) for text in HOSTILE))
    data = workbook(Sheets("=title", "=author", (page,)))
    cells = [row[0] for row in openpyxl.load_workbook(io.BytesIO(data))["s"].iter_rows()]
    assert [cell.value for cell in cells] == ["=head", *HOSTILE]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [text.startswith(("=", "+", "-", "@", "\t")) for text in ["=head", *HOSTILE]]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not any(b"<f>" in package.read(name) or b"<f " in package.read(name) for name in package.namelist())
        assert "xl/externalLinks" not in "".join(package.namelist())


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0"), (33.0, "0"), (50.9175, "0.0"), (7.25, "0.00"), (0.0521, "0.0000"), (1234.5, "0"), (-2.5, "0.00"), (1e-12, "0.000000")],
)
def test_three_digits_are_shown(value: float, shown: str) -> None:
    """By the number's own size."""
    data = workbook(Sheets("t", "a", (Sheet("s", (SheetColumn("h", 10),), ((value,),)),)))
    cell = openpyxl.load_workbook(io.BytesIO(data))["s"]["A2"]
    assert (cell.value, cell.number_format) == (value, shown)


def test_the_same_workbook_has_the_same_bytes() -> None:
    """No date of the day, neither in the properties nor in the package."""
    judged = pipeline.judge(kit(), str(EXAMPLES / "battery-18650.yaml"))
    wish = pipeline.Wish(formats=("xlsx",))
    first, second = (pipeline.propose(kit(), judged, wish, DATE)[1] for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first["ACME-2026-014_A.xlsx"])) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2
