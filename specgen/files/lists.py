"""Lists of requirements: one row of a CSV or XLSX file, one requirement; every message names sheet and cell.

Headings are dotted keys, or the plain names of the form, with units in the cell or in brackets in the heading. No value is
ever evaluated: a formula is refused, whatever result a spreadsheet stored beside it.
"""

import csv
import datetime
import io
import json
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, get_args, get_origin

from specgen.fields import Ceiling, Range, Scalar, Values, folded_name, nearest
from specgen.files.reader import LONGEST_SCALAR, MOST_FINDINGS, Steps, Tree, decode, forbidden_characters
from specgen.findings import Finding, Phrase, Place, dotted
from specgen.requirement import FORMAT, DutyCycle, field_paths, model_at, nearest_key
from specgen.units import Quantity

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
LONGEST_HEADING: Final = 200

_BRACKETED: Final = re.compile(r"(?P<name>[^\[(]*(?:\[[0-9]+\][^\[(]*)*)[\[(]\s*(?P<unit>[^\])0-9][^\])]*)[\])]\s*")
_STEP: Final = re.compile(r"\[([0-9]{1,3})\]")
_MANY: Final = frozenset({"source.cooling", "integration.interface", "integration.standards", "should"})
_BARE: Final = re.compile(r"[+-]?[0-9][0-9.,eE+-]*")
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
    if any(found.is_error for found in sheet.findings):
        return [], sheet.findings
    if not sheet.rows:
        return [], [*sheet.findings, _about("SG-E161", Place(file, 1, 1), problem=Phrase("@list-empty"), reason="")]
    headings, found = _headings(sheet.rows[0], file)
    if any(finding.is_error for finding in found):
        return [], sheet.findings + found
    found += _without_heading(sheet, file)
    entries = [_entry(row, headings, file) for row in sheet.rows[1:] if any(cell.column in headings for cell in row)]
    for entry in entries:
        entry.tree.findings.extend(_too_wide(entry.tree.places[()].line, sheet, file))
    if not entries:
        found.append(_about("SG-E161", _place(sheet.rows[0][0], file), problem=Phrase("@list-empty"), reason=""))
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
        sheet.findings.append(_about("SG-E161", Place(file, number + 1, 1, 1, f"A{number + 1}"), problem=Phrase("@list-quotes"), reason=""))
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
        return Sheet(findings=[_about("SG-E161", place, problem=problem, reason="")])
    from openpyxl import load_workbook  # noqa: PLC0415  (a fifth of a second that only lists need)

    try:
        with warnings.catch_warnings():  # of what else the workbook holds, none of which is read
            warnings.simplefilter("ignore")
            # Read-only, for otherwise a range of merged or linked cells becomes as many cells as it spans, up to 17 billion.
            return _book(load_workbook(io.BytesIO(data), read_only=True, keep_links=False), file)
    except Exception as error:  # openpyxl raises whatever its parsers raise on a broken file
        reason = str(error)[:120] or type(error).__name__
        return Sheet(findings=[_about("SG-E161", place, problem=Phrase("@list-broken"), reason=reason)])


def _book(book: Any, file: str) -> Sheet:
    """Return the first visible sheet of a workbook; others that hold something are named."""
    place = Place(file, 1, 1)
    visible = [page for page in book.worksheets if page.sheet_state == "visible"][:1]
    others = [page for page in book.worksheets if page not in visible]
    left_out = [_about("SG-N167", place, sheet=page.title) for page in others if any(True for _ in _Page(page).cells())]
    if not visible:
        return Sheet(findings=[*left_out, _about("SG-E161", place, problem=Phrase("@list-empty"), reason="")])
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
        sheet.findings.append(_about("SG-E163", Place(file, row_of, column_of, 1, f"{sheet.name}!{name}"), cell=name))
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
    sheet.findings.append(_about("SG-E118", _place(cell, file), what=Phrase(what), limit=str(limit)))
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


# --- from cells to requirements -------------------------------------------------------------------------------------


def _headings(row: Sequence[Cell], file: str) -> tuple[dict[int, Heading], list[Finding]]:
    """Return what each column means; a column without a meaning is named, two of one meaning are refused."""
    headings: dict[int, Heading] = {}
    findings: list[Finding] = []
    for cell in row:
        place, text = _place(cell, file), cell.text[:80]
        if cell.refused:
            findings.append(_about(cell.refused, place, text=cell.text[:40]))
            continue
        path, unit, candidates = meaning(cell.text)
        if path is None and candidates:
            findings.append(_about("SG-E165", place, heading=text, choices=", ".join(candidates)))
        elif path is None:
            suggestion = _nearest_field(cell.text) if len(cell.text) <= LONGEST_HEADING else ""
            findings.append(_about("SG-W166", place, heading=text, suggestion=suggestion))
        elif any(_overlap(path, known.path) for known in headings.values()):
            findings.append(_about("SG-E164", place, heading=text, path=dotted(path)))
        else:
            headings[cell.column] = Heading(path, unit)
    if not headings and not any(finding.is_error for finding in findings):
        findings.append(_about("SG-E161", _place(row[0], file), problem=Phrase("@list-no-heading"), reason=""))
    return headings, findings


def _without_heading(sheet: Sheet, file: str) -> Iterator[Finding]:
    """Yield a finding for each column that has values but no heading; in CSV the rows tell that themselves."""
    head = sheet.rows[0]
    named = {cell.column for cell in head}
    columns = sorted({cell.column for row in sheet.rows for cell in row} - named) if sheet.name else ()
    for column in columns:
        yield _about("SG-W166", _place(Cell("", head[0].row, column, sheet.name), file), heading="", suggestion="")


def _too_wide(row: int, sheet: Sheet, file: str) -> Iterator[Finding]:
    """Yield a finding where a *row* of a CSV file has more cells than the headings: what stands in it may have moved."""
    width, cells = sheet.widths.get(sheet.rows[0][0].row, 0), sheet.widths.get(row, 0)
    if cells > width:
        yield _about("SG-E169", _place(Cell("", row, width + 1), file), cells=str(cells), headings=str(width))


def _nearest_field(heading: str) -> str:
    name, _ = _plain_name(heading)
    return nearest(name.replace(" ", "_"), field_paths()) or nearest_key((name.rpartition(".")[2],))


def _overlap(one: Steps, other: Steps) -> bool:
    """Return whether two columns give the same field, or one of them a part of the other's."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def meaning(heading: str) -> tuple[Steps | None, str, list[str]]:
    """Return the field and unit that a *heading* names, or the fields that it could name."""
    if len(heading) > LONGEST_HEADING:
        return None, "", []
    name, unit = _plain_name(heading)
    path, kind = _field(_steps(name))
    if path:
        return path, unit if kind == "quantity" else "", []
    folded = folded_name(name.replace("_", " "))
    named = [known for known in field_paths() if folded_name(known.rsplit(".", 1)[-1].replace("_", " ")) == folded]
    candidates = [(known, *_field(_steps(known))) for known in named]
    candidates = [(known, path, kind) for known, path, kind in candidates if path]
    if len(candidates) != 1:
        return None, "", [known for known, _, _ in candidates]
    ((_, path, kind),) = candidates
    return path, unit if kind == "quantity" else "", []


def _plain_name(heading: str) -> tuple[str, str]:
    """Return a heading without the unit in its brackets, and that unit."""
    match = _BRACKETED.fullmatch(heading)
    return (match["name"].strip(), match["unit"].strip()) if match else (heading.strip(), "")


def _field(path: Steps) -> tuple[Steps | None, str]:
    """Return the path of the field that a cell under *path* gives, and `quantity` or `text`; None where a cell cannot give it.

    Where a list of groups is meant and no item is named, it is the first.
    """
    normal: Steps = ()
    field = None
    for step, following in zip(path, (*path[1:], None), strict=True):
        if isinstance(step, int):
            continue
        group = model_at(normal)
        field = group.model_fields.get(step) if group else None
        normal = (*normal, step)
        is_list = field is not None and model_at(normal) is not None and any(get_origin(part) is tuple for part in _parts(field.annotation))
        if field is None or isinstance(following, int) > is_list or (is_list and following is None):
            return None, ""
        if is_list:
            normal = (*normal, following if isinstance(following, int) else 0)
    if field is None or isinstance(path[-1], int) or normal == ("specgen",):
        return None, ""
    parts = [part for part in _parts(field.annotation) if isinstance(part, type)]
    groups = [part for part in parts if issubclass(part, Values)]
    if groups and not issubclass(groups[0], Range | Ceiling | DutyCycle):
        return None, ""
    return normal, "quantity" if groups or any(issubclass(part, Quantity) for part in parts) else "text"


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield *annotation* and everything in it."""
    yield annotation
    for argument in get_args(annotation):
        yield from _parts(argument)


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
    given = {cell.column: headings[cell.column] for cell in row if cell.column in headings}
    paths = dict(zip(given, _closed_up([heading.path for heading in given.values()]), strict=True))
    for cell in row:
        if cell.column in given:
            _put(tree, replace(given[cell.column], path=paths[cell.column]), cell, file)
    for column, heading in headings.items():  # an empty cell is where a needed value is missing
        if column not in given:
            empty = _place(Cell("", first.row, column, first.sheet), file)
            for depth in range(1, len(heading.path) + 1):
                tree.keys.setdefault(heading.path[:depth], empty)
    label = f"{first.sheet}!{first.row}" if first.sheet else str(first.row)
    return Entry(label, tree, _as_json(tree.value))


def _closed_up(paths: list[Steps]) -> list[Steps]:
    """Return *paths* with the items of each list numbered 0, 1, ...: a row may leave out some that the list has columns for."""
    closed: list[Steps] = []
    for path in paths:
        steps: list[str | int] = []
        for depth, step in enumerate(path):
            if isinstance(step, int):
                used = {other[depth] for other in paths if len(other) > depth and other[:depth] == path[:depth]}
                steps.append(sorted(map(int, used)).index(step))
            else:
                steps.append(step)
        closed.append(tuple(steps))
    return closed


def _put(tree: Tree, heading: Heading, cell: Cell, file: str) -> None:
    """Put what *cell* says where *heading* has it; a cell that is refused leaves nothing but its finding."""
    path, place = heading.path, _place(cell, file)
    refused = _cell_refused(cell, place, path, file)
    tree.findings.extend(refused)
    value = None if refused else _value(heading, cell.text)
    for depth in range(1, len(path)):  # of a group, the first cell stands for the whole
        tree.keys.setdefault(path[:depth], place)
    tree.places[path] = tree.keys[path] = place
    if isinstance(value, list):
        tree.places.update({(*path, index): place for index in range(len(value))})
    node = tree.value
    for step, following in zip(path, (*path[1:], None), strict=True):
        inner: Any = value if following is None else [] if isinstance(following, int) else {}
        if isinstance(node, list):
            node.extend({} for _ in range(int(step) + 1 - len(node)))
        elif isinstance(node, dict) and step not in node:
            node[step] = inner
        node = node[step]


def _cell_refused(cell: Cell, place: Place, path: Steps, file: str) -> list[Finding]:
    if cell.refused:
        return [_about(cell.refused, place, dotted(path), text=cell.text[:40])]
    if len(cell.text) > LONGEST_SCALAR:
        return [_about("SG-E118", place, dotted(path), what=Phrase("@long-scalar"), limit=str(LONGEST_SCALAR))]
    bad = next(forbidden_characters(cell.text, file), None)
    return [replace(bad, where=dotted(path), place=place)] if bad else []


def _value(heading: Heading, text: str) -> Scalar | list[Scalar]:
    if dotted(heading.path) in _MANY:
        return [Scalar(part.strip()) for part in text.split(";") if part.strip()]
    return Scalar(f"{text} {heading.unit}" if heading.unit and _BARE.fullmatch(text) else text)


def _as_json(value: Any) -> bytes:
    """Return a row as a requirement file of its own: JSON, which is YAML, with every value as text."""

    def plain(entry: Any) -> Any:
        if isinstance(entry, Scalar):
            return entry.text
        if isinstance(entry, list):
            return [plain(item) for item in entry]
        return {key: plain(item) for key, item in entry.items()} if isinstance(entry, dict) else entry

    return (json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n").encode()
