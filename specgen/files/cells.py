"""From a CSV or XLSX file to the cells that hold something, or to what forbids reading it.

No value is ever evaluated: a formula is named as one, whatever result a spreadsheet stored beside it. Nothing is unpacked
before its size and its parts have been looked at.
"""

import csv
import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from specgen.files.reader import MOST_FINDINGS, decode
from specgen.findings import Finding, Phrase, Place

SUFFIXES: Final = (".csv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

# Limits, each far above any honest list (docs/limits.md).
MOST_BYTES: Final = 8_000_000
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 120
MOST_CELLS: Final = 150_000
MOST_PARTS: Final = 1_000
MOST_UNPACKED: Final = 30_000_000
MOST_TIMES_PACKED: Final = 200
LONGEST_ROW: Final = 200_000

_CSV_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_QUOTED: Final = re.compile(r'"[^"]*"')
_OLD_SPREADSHEET: Final = b"\xd0\xcf\x11\xe0"  # the package that .xls and encrypted .xlsx files share
_MACROS: Final = ("xl/vbaproject", "xl/macrosheets/")
_ENTITIES: Final = tuple(mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_SHOWN_UNIT: Final = re.compile(r'[^"%;]*"(?P<unit>[^"]*)"\s*')  # a number format that ends in a text of its own: 0.0" mm"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something: its text, row and column from 1, and the sheet where there are several.

    *refused* is the code of a finding where the cell holds no value but a formula or a spreadsheet's error.
    """

    text: str
    row: int
    column: int
    sheet: str = ""
    refused: str = ""

    @property
    def name(self) -> str:
        """Return the cell's name as spreadsheets write it: `Sheet1!C7`."""
        name = f"{_letters(self.column)}{self.row}"
        return f"{self.sheet}!{name}" if self.sheet else name


@dataclass(slots=True)
class Sheet:
    """The cells of one sheet by row, those without a text left out, and what was noticed on the way."""

    name: str = ""
    rows: list[list[Cell]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    widths: dict[int, int] = field(default_factory=dict)  # in CSV, how many cells each row has, empty ones too


def read_cells(file: str, data: bytes) -> Sheet:
    """Return the cells of a list, or the findings that forbid reading it."""
    return _csv(file, data) if file.lower().endswith(".csv") else _xlsx(file, data)


def about(code: str, place: Place, where: str = "", **facts: str) -> Finding:
    """Return a finding at *place*."""
    return Finding(code, where, tuple(facts.items()), place)


def place_of(cell: Cell, file: str) -> Place:
    """Return the place that names *cell*."""
    return Place(file, cell.row, cell.column, 1, cell.name)


def _csv(file: str, data: bytes) -> Sheet:
    text, findings = decode(data, file)
    if findings:
        return Sheet(findings=findings)
    sheet, size = Sheet(), 0
    head = _QUOTED.sub("", next((line[0] for line in _CSV_LINE.finditer(text) if line[0].strip()), "")[:LONGEST_ROW])
    delimiter = max(",;\t", key=head.count)
    number = 0
    try:
        for number, row in enumerate(csv.reader(_csv_lines(text), delimiter=delimiter, strict=True), start=1):
            cells = [Cell(_tidy(value), number, column) for column, value in enumerate(row[: MOST_COLUMNS + 1], start=1) if value]
            filled = [cell for cell in cells if cell.text]
            size += len(filled)
            if problem := _too_large(filled, size):
                return _with_limit(sheet, file, *problem)
            if filled:
                sheet.rows.append(filled)
                sheet.widths[number] = len(row)
    except csv.Error:
        sheet.findings.append(about("SG-E161", Place(file, number + 1, 1, 1, f"A{number + 1}"), problem=Phrase("@list-quotes"), reason=""))
    except _LongRowError:
        return _with_limit(sheet, file, Cell("", number + 1, 1), "@list-row", LONGEST_ROW)
    return sheet


class _LongRowError(Exception):
    """One line of a CSV file is longer than any row."""


def _csv_lines(text: str) -> Iterator[str]:
    """Yield the lines of *text*, with their ends, without a copy of the whole."""
    for line in _CSV_LINE.finditer(text):
        if line.end() - line.start() > LONGEST_ROW:
            raise _LongRowError
        yield line[0]


def _xlsx(file: str, data: bytes) -> Sheet:
    place = Place(file, 1, 1)
    if problem := Phrase("@list-kind") if not file.lower().endswith(".xlsx") else _package_problem(data):
        return Sheet(findings=[about("SG-E161", place, problem=problem, reason="")])
    from openpyxl import load_workbook  # noqa: PLC0415  (a fifth of a second that only lists need)

    try:
        with warnings.catch_warnings():  # of what else the workbook holds, none of which is read
            warnings.simplefilter("ignore")
            # Read-only, for otherwise a range of merged or linked cells becomes as many cells as it spans, up to 17 billion.
            return _book(load_workbook(io.BytesIO(data), read_only=True, keep_links=False), file)
    except Exception as error:  # openpyxl raises whatever its parsers raise on a broken file
        reason = str(error)[:120] or type(error).__name__
        return Sheet(findings=[about("SG-E161", place, problem=Phrase("@list-broken"), reason=reason)])


def _book(book: Any, file: str) -> Sheet:
    """Return the first visible sheet of a workbook; others that hold something are named."""
    place = Place(file, 1, 1)
    visible = [page for page in book.worksheets if page.sheet_state == "visible"][:1]
    others = [page for page in book.worksheets if page not in visible]
    left_out = [about("SG-N167", place, sheet=page.title) for page in others if any(True for _ in _Page(page).cells())]
    if not visible:
        return Sheet(findings=[*left_out, about("SG-E161", place, problem=Phrase("@list-empty"), reason="")])
    sheet, page = Sheet(visible[0].title, [], left_out), _Page(visible[0])
    rows: dict[int, dict[int, Cell]] = {}
    for size, cell in enumerate(page.cells(), start=1):
        if problem := _too_large([cell], size):
            return _with_limit(sheet, file, *problem)
        row = rows.setdefault(cell.row, {})
        if cell.column in row or min(cell.row, cell.column) < 1:
            raise ValueError(f"{cell.name} stands there twice or cannot be")
        row[cell.column] = cell
    sheet.rows = [[row[column] for column in sorted(row)] for _, row in sorted(rows.items())]
    for name, row_of, column_of in page.merged():
        sheet.findings.append(about("SG-E163", Place(file, row_of, column_of, 1, f"{sheet.name}!{name}"), cell=name))
    return sheet


class _Page:
    """One worksheet of a workbook, read from its part as a stream."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.parser: Any = None

    def cells(self) -> Iterator[Cell]:
        """Yield every cell that shows something, as they are stored: to walk the sheet would make the empty ones as well."""
        from openpyxl.cell.read_only import ReadOnlyCell  # noqa: PLC0415
        from openpyxl.worksheet._reader import WorkSheetParser  # noqa: PLC0415

        page, book = self.page, self.page.parent
        with page._get_source() as source:
            dates = {"epoch": book.epoch, "date_formats": book._date_formats, "timedelta_formats": book._timedelta_formats}
            self.parser = WorkSheetParser(source, page._shared_strings, data_only=False, **dates)
            for _, row in self.parser.parse():
                for stored in row:
                    cell = ReadOnlyCell(page, **stored)
                    text = "" if cell.value is None else _tidy(_cell_text(cell))
                    if text:
                        yield Cell(text, cell.row, cell.column, page.title, _NO_VALUE.get(cell.data_type, ""))

    def merged(self) -> Iterator[tuple[str, int, int]]:
        """Yield the name, row and column of ranges of merged cells, as far as anybody reads on; the cells have been read before."""
        from openpyxl.utils import range_boundaries  # noqa: PLC0415

        for merged in self.parser.merged_cells.mergeCell[:MOST_FINDINGS] if self.parser.merged_cells else ():
            column, row, _, _ = range_boundaries(merged.ref)
            yield str(merged.ref), int(row or 1), int(column or 1)


_NO_VALUE: Final = {"f": "SG-E162", "e": "SG-E168"}


def _package_problem(data: bytes) -> str:
    """Return what is wrong with a workbook's package before anything of it is unpacked for good, or nothing."""
    if data.startswith(_OLD_SPREADSHEET):
        return Phrase("@list-old")
    if not data.startswith(b"PK"):
        return Phrase("@list-no-package")
    if data.count(b"PK\x01\x02") > MOST_PARTS:
        return Phrase("@list-bomb")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if sum(entry.file_size for entry in entries) > min(MOST_UNPACKED, max(1_000_000, MOST_TIMES_PACKED * len(data))):
                return Phrase("@list-bomb")
            if any(entry.filename.lower().startswith(_MACROS) for entry in entries):
                return Phrase("@list-macros")
            return next(filter(None, (_part_problem(package, entry) for entry in entries)), "")
    except Exception:  # zipfile and zlib raise whatever a broken package makes of them
        return Phrase("@list-package")


def _part_problem(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    """Return what is wrong with one part of the package, seen through a window without parsing it, or nothing."""
    if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
        return ""
    tags, tail = 0, b""
    with package.open(entry) as part:
        while block := part.read(_WINDOW):
            window = tail + block
            if any(mark in window for mark in _ENTITIES):
                return Phrase("@list-entities")
            tags += block.count(b"<")
            if tags > _MOST_TAGS:
                return Phrase("@list-bomb")
            tail = block[-_LONGEST_MARK:]
    return ""


_WINDOW: Final = 1 << 20
_LONGEST_MARK: Final = max(map(len, _ENTITIES))
_MOST_TAGS: Final = 5 * MOST_CELLS  # a cell with a value takes four


def _too_large(cells: Sequence[Cell], size: int) -> tuple[Cell, str, int] | None:
    """Return the first of *cells*, of which there are *size* up to here, that passes a limit, with the limit; or None."""
    for cell in cells:
        if cell.row > MOST_ROWS + 1:
            return cell, "@rows", MOST_ROWS
        if cell.column > MOST_COLUMNS:
            return cell, "@columns", MOST_COLUMNS
    return (cells[-1], "@cells", MOST_CELLS) if size > MOST_CELLS else None


def _with_limit(sheet: Sheet, file: str, cell: Cell, what: str, limit: int) -> Sheet:
    sheet.findings.append(about("SG-E118", place_of(cell, file), what=Phrase(what), limit=str(limit)))
    return sheet


def _tidy(text: str) -> str:
    """Return a cell's text with one kind of line end and no blanks around it."""
    return text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _cell_text(cell: Any) -> str:
    """Return what a cell shows, as plain text: numbers without a spreadsheet's rounding noise, with the unit that its format adds."""
    value = cell.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        form = str(cell.number_format)
        if "%" in form:
            return f"{value * 100:.15g} %"
        unit = _SHOWN_UNIT.fullmatch(form)
        number = f"{value:.15g}" if isinstance(value, float) else str(value)
        return f"{number} {unit['unit'].strip()}" if unit else number
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(getattr(value, "text", None) or value) if cell.data_type == "f" else str(value)


def _letters(column: int) -> str:
    """Return a column's letters: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
