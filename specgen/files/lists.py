"""Lists of requirements: one row of a CSV or XLSX file, one requirement; every message names sheet and cell.

Headings are dotted keys, or the plain names of the form, with units in the cell or in brackets in the heading. No value is
ever evaluated: a formula is refused, whatever result a spreadsheet stored beside it.
"""

import csv
import datetime
import io
import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from specgen.fields import Scalar, folded_name, nearest
from specgen.files.reader import LONGEST_SCALAR, Steps, Tree, decode, forbidden_characters
from specgen.findings import Finding, Phrase, Place, dotted
from specgen.requirement import FORMAT, field_paths

SUFFIXES: Final = (".csv", ".xlsx", ".xlsm", ".xls", ".ods")

# Limits, each far above any honest list (docs/limits.md).
MOST_BYTES: Final = 20_000_000
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 120
MOST_UNPACKED: Final = 100_000_000
MOST_TIMES_PACKED: Final = 200

_BRACKETED: Final = re.compile(r"(?P<name>.*?)\s*[\[(]\s*(?P<unit>[^\])0-9][^\])]*?)\s*[\])]\s*")
_STEP: Final = re.compile(r"\[([0-9]{1,3})\]")
_MANY: Final = frozenset({"source.cooling", "integration.interface", "integration.standards", "should"})
_MACROS: Final = "xl/vbaProject.bin"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something: its text, its name (`Sheet1!C7`), row and column from 1."""

    text: str
    name: str
    row: int
    column: int
    is_formula: bool = False


@dataclass(slots=True)
class Sheet:
    """The cells of one sheet by row, and what was noticed on the way."""

    rows: list[list[Cell]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column means: the path of a field, and the unit that its numbers are in."""

    path: Steps
    unit: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as a tree of scalars, with the bytes that stand for it in a document."""

    label: str
    tree: Tree
    data: bytes


def read_list(file: str, data: bytes) -> tuple[list[Entry], list[Finding]]:
    """Return the requirements of a list, and what is to be said of the list as a whole."""
    sheet = _csv(file, data) if file.lower().endswith(".csv") else _xlsx(file, data)
    if any(found.is_error for found in sheet.findings) or not sheet.rows:
        empty = [] if sheet.findings else [_about("SG-E161", Place(file, 1, 1), problem=Phrase("@list-empty"), reason="")]
        return [], sheet.findings + empty
    headings, found = _headings(sheet.rows[0], file)
    if any(finding.is_error for finding in found):
        return [], sheet.findings + found
    entries = [_entry(row, headings, file) for row in sheet.rows[1:] if row]
    return entries, sheet.findings + found


def _about(code: str, place: Place, where: str = "", **facts: str) -> Finding:
    return Finding(code, where, tuple(facts.items()), place)


def _place(cell: Cell, file: str) -> Place:
    return Place(file, cell.row, cell.column, 1, cell.name)


# --- from files to cells --------------------------------------------------------------------------------------------


def _csv(file: str, data: bytes) -> Sheet:
    text, findings = decode(data, file)
    if findings:
        return Sheet(findings=findings)
    sheet = Sheet()
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1):
            if number > MOST_ROWS + 1 or len(row) > MOST_COLUMNS:
                return _too_large(sheet, file, number, len(row))
            cells = [Cell(value.strip(), f"{_letters(column)}{number}", number, column) for column, value in enumerate(row, start=1)]
            sheet.rows.append([cell for cell in cells if cell.text])
    except csv.Error as error:
        sheet.findings.append(_about("SG-E161", Place(file, len(sheet.rows) + 1, 1), problem=Phrase("@list-broken"), reason=str(error)))
    return sheet


def _xlsx(file: str, data: bytes) -> Sheet:
    place = Place(file, 1, 1)
    if not file.lower().endswith(".xlsx"):
        return Sheet(findings=[_about("SG-E161", place, problem=Phrase("@list-kind"), reason="")])
    if problem := _zip_problem(data):
        return Sheet(findings=[_about("SG-E161", place, problem=problem, reason="")])
    from openpyxl import load_workbook  # noqa: PLC0415  (a fifth of a second that only lists need)

    try:
        book = load_workbook(io.BytesIO(data), data_only=False, keep_links=False, keep_vba=False, rich_text=False)
    except Exception as error:  # openpyxl raises whatever its parsers raise on a broken file
        return Sheet(findings=[_about("SG-E161", place, problem=Phrase("@list-broken"), reason=str(error)[:120])])
    sheet = Sheet()
    visible = [page for page in book.worksheets if page.sheet_state == "visible"]
    for page in book.worksheets:
        if page not in visible[:1] and page.max_row > 1:
            sheet.findings.append(_about("SG-N167", place, sheet=page.title))
    if not visible:
        sheet.findings.append(_about("SG-E161", place, problem=Phrase("@list-empty"), reason=""))
        return sheet
    page = visible[0]
    for merged in page.merged_cells.ranges:
        at = Place(file, merged.min_row, merged.min_col, 1, f"{page.title}!{merged.coord}")
        sheet.findings.append(_about("SG-E163", at, cell=merged.coord))
    if page.max_row > MOST_ROWS + 1 or page.max_column > MOST_COLUMNS:
        return _too_large(sheet, file, page.max_row, page.max_column)
    for number, row in enumerate(page.iter_rows(), start=1):
        filled = [(column, cell) for column, cell in enumerate(row, start=1) if cell.value not in (None, "")]
        cells = [_xlsx_cell(cell, page.title, number, column) for column, cell in filled]
        sheet.rows.append([cell for cell in cells if cell.text])
    return sheet


def _xlsx_cell(cell: Any, page: str, row: int, column: int) -> Cell:
    return Cell(_cell_text(cell.value), f"{page}!{_letters(column)}{row}", row, column, cell.data_type == "f")


def _zip_problem(data: bytes) -> str:
    """Return what is wrong with the package before anything of it is unpacked, or nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return Phrase("@list-broken")
    if sum(entry.file_size for entry in entries) > min(MOST_UNPACKED, max(1_000_000, MOST_TIMES_PACKED * len(data))):
        return Phrase("@list-bomb")
    return Phrase("@list-macros") if any(entry.filename == _MACROS for entry in entries) else ""


def _too_large(sheet: Sheet, file: str, rows: int, columns: int) -> Sheet:
    what, limit = (Phrase("@rows"), MOST_ROWS) if rows > MOST_ROWS + 1 else (Phrase("@columns"), MOST_COLUMNS)
    sheet.findings.append(_about("SG-E118", Place(file, rows, min(columns, MOST_COLUMNS + 1)), what=what, limit=str(limit)))
    return sheet


def _cell_text(value: Any) -> str:
    """Return what a cell shows, as plain text: numbers without a spreadsheet's rounding noise, days as dates."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else str(value).strip()


def _letters(column: int) -> str:
    """Return a column's letters: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# --- from cells to requirements -------------------------------------------------------------------------------------


def _headings(row: Sequence[Cell], file: str) -> tuple[dict[int, Heading], list[Finding]]:
    """Return what each column means; a column without a meaning is named, two of one meaning are refused."""
    headings: dict[int, Heading] = {}
    findings: list[Finding] = []
    for cell in row:
        path, unit, candidates = meaning(cell.text)
        if len(candidates) > 1:
            findings.append(_about("SG-E165", _place(cell, file), heading=cell.text[:80], choices=", ".join(candidates)))
        elif path is None:
            suggestion = nearest(_bare_name(cell.text), field_paths())
            findings.append(_about("SG-W166", _place(cell, file), heading=cell.text[:80], suggestion=suggestion))
        elif any(known.path == path for known in headings.values()):
            findings.append(_about("SG-E164", _place(cell, file), heading=cell.text[:80], path=dotted(path)))
        else:
            headings[cell.column] = Heading(path, unit)
    if not findings and not headings:
        findings.append(_about("SG-E161", Place(file, 1, 1), problem=Phrase("@list-no-heading"), reason=""))
    return headings, findings


def meaning(heading: str) -> tuple[Steps | None, str, list[str]]:
    """Return the field and unit that a *heading* names, or the fields that it could name."""
    match = _BRACKETED.fullmatch(heading)
    name, unit = (match["name"], match["unit"]) if match else (heading.strip(), "")
    base = _STEP.sub("", name).strip()
    known = field_paths()
    if base in known or base.rsplit(".", 1)[0] in known:
        return _steps(name), unit, []
    folded = folded_name(base.replace("_", " "))
    candidates = [path for path in known if folded_name(path.rsplit(".", 1)[-1].replace("_", " ")) == folded and not _is_group(path)]
    if len(candidates) == 1:
        return _steps(candidates[0]), unit, []
    return None, unit, candidates


def _is_group(path: str) -> bool:
    return any(other.startswith(f"{path}.") for other in field_paths())


def _bare_name(heading: str) -> str:
    match = _BRACKETED.fullmatch(heading)
    return (match["name"] if match else heading).strip().replace(" ", "_").casefold()


def _steps(name: str) -> Steps:
    steps: list[str | int] = []
    for part in name.split("."):
        key, *indices = _STEP.split(part)[0], *_STEP.findall(part)
        steps += [key.strip(), *(int(index) for index in indices)]
    return tuple(steps)


def _entry(row: Sequence[Cell], headings: dict[int, Heading], file: str) -> Entry:
    """Return one row as a tree; a cell that holds a formula or a forbidden character is refused at its place."""
    tree = Tree(value={"specgen": Scalar(FORMAT)}, whole=True)
    first = row[0]
    tree.places[()] = _place(first, file)
    for cell in row:
        heading = headings.get(cell.column)
        if heading is None:
            continue
        place = _place(cell, file)
        if cell.is_formula:
            tree.findings.append(_about("SG-E162", place, dotted(heading.path), text=cell.text[:40]))
        elif len(cell.text) > LONGEST_SCALAR:
            tree.findings.append(_about("SG-E118", place, dotted(heading.path), what=Phrase("@long-scalar"), limit=str(LONGEST_SCALAR)))
        elif bad := next(forbidden_characters(cell.text, file), None):
            tree.findings.append(_about("SG-E121", place, dotted(heading.path), **dict(bad.facts)))
        else:
            _put(tree, heading, cell.text, place)
    tree.value = _closed_up(tree.value)
    label = f"{first.name.rsplit('!', 1)[0]}!{first.row}" if "!" in first.name else str(first.row)
    return Entry(label, tree, _as_json(tree.value))


def _put(tree: Tree, heading: Heading, text: str, place: Place) -> None:
    path = heading.path
    tree.places[path] = tree.keys[path] = place
    if dotted(path) in _MANY:
        value: Any = [Scalar(part.strip()) for part in text.split(";") if part.strip()]
        tree.places.update({(*path, index): place for index in range(len(value))})
    else:
        bare = re.fullmatch(r"[+-]?[0-9][0-9.,eE+-]*", text)
        value = Scalar(f"{text} {heading.unit}" if heading.unit and bare else text)
    node = tree.value
    for step, following in zip(path, (*path[1:], None), strict=True):
        if following is None:
            node[step] = value
        elif step not in node:
            node[step] = {}
        node = node[step]


def _closed_up(value: Any) -> Any:
    """Return the tree with groups numbered 0, 1, ... as lists, without the numbers that a row leaves out."""
    if not isinstance(value, dict):
        return value
    if value and all(isinstance(key, int) for key in value):
        return [_closed_up(value[key]) for key in sorted(value)]
    return {key: _closed_up(entry) for key, entry in value.items()}


def _as_json(value: Any) -> bytes:
    """Return a row as a requirement file of its own: JSON, which is YAML, with every value as text."""

    def plain(entry: Any) -> Any:
        if isinstance(entry, Scalar):
            return entry.text
        if isinstance(entry, list):
            return [plain(item) for item in entry]
        return {key: plain(item) for key, item in entry.items()}

    return (json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n").encode()
