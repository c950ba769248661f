"""Lists of requirements: one row of a CSV or XLSX file, one requirement; every message names sheet and cell.

Headings are dotted keys, or the plain names of the form, with units in the cell or in brackets in the heading.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, get_args, get_origin

from specgen.fields import Ceiling, Range, Scalar, Values, folded_name, nearest
from specgen.files.cells import Cell, Sheet, about, place_of, read_cells
from specgen.files.reader import LONGEST_SCALAR, Steps, Tree, forbidden_characters
from specgen.findings import Finding, Phrase, Place, dotted
from specgen.requirement import FORMAT, DutyCycle, field_paths, model_at, nearest_key
from specgen.units import Quantity

LONGEST_HEADING: Final = 200  # characters; the longest dotted key has fifty

_BRACKETED: Final = re.compile(r"(?P<name>[^\[(]*(?:\[[0-9]+\][^\[(]*)*)[\[(]\s*(?P<unit>[^\])0-9][^\])]*)[\])]\s*")
_STEP: Final = re.compile(r"\[([0-9]{1,3})\]")
_MANY: Final = frozenset({"source.cooling", "integration.interface", "integration.standards", "should"})
_BARE: Final = re.compile(r"[+-]?[0-9][0-9.,eE+-]*")


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
    sheet = read_cells(file, data)
    if any(found.is_error for found in sheet.findings):
        return [], sheet.findings
    if not sheet.rows:
        return [], [*sheet.findings, about("SG-E161", Place(file, 1, 1), problem=Phrase("@list-empty"), reason="")]
    headings, found = _headings(sheet.rows[0], file)
    if any(finding.is_error for finding in found):
        return [], sheet.findings + found
    found += _without_heading(sheet, file)
    entries = [_entry(row, headings, file) for row in sheet.rows[1:] if any(cell.column in headings for cell in row)]
    for entry in entries:
        entry.tree.findings.extend(_too_wide(entry.tree.places[()].line, sheet, file))
    if not entries:
        found.append(about("SG-E161", place_of(sheet.rows[0][0], file), problem=Phrase("@list-empty"), reason=""))
    return entries, sheet.findings + found


def _headings(row: Sequence[Cell], file: str) -> tuple[dict[int, Heading], list[Finding]]:
    """Return what each column means; a column without a meaning is named, two of one meaning are refused."""
    headings: dict[int, Heading] = {}
    findings: list[Finding] = []
    for cell in row:
        place, text = place_of(cell, file), cell.text[:80]
        if cell.refused:
            findings.append(about(cell.refused, place, text=cell.text[:40]))
            continue
        path, unit, candidates = meaning(cell.text)
        if path is None and candidates:
            findings.append(about("SG-E165", place, heading=text, choices=", ".join(candidates)))
        elif path is None:
            suggestion = _nearest_field(cell.text) if len(cell.text) <= LONGEST_HEADING else ""
            findings.append(about("SG-W166", place, heading=text, suggestion=suggestion))
        elif any(_overlap(path, known.path) for known in headings.values()):
            findings.append(about("SG-E164", place, heading=text, path=dotted(path)))
        else:
            headings[cell.column] = Heading(path, unit)
    if not headings and not any(finding.is_error for finding in findings):
        findings.append(about("SG-E161", place_of(row[0], file), problem=Phrase("@list-no-heading"), reason=""))
    return headings, findings


def _without_heading(sheet: Sheet, file: str) -> Iterator[Finding]:
    """Yield a finding for each column that has values but no heading; in CSV the rows tell that themselves."""
    head = sheet.rows[0]
    named = {cell.column for cell in head}
    columns = sorted({cell.column for row in sheet.rows for cell in row} - named) if sheet.name else ()
    for column in columns:
        yield about("SG-W166", place_of(Cell("", head[0].row, column, sheet.name), file), heading="", suggestion="")


def _too_wide(row: int, sheet: Sheet, file: str) -> Iterator[Finding]:
    """Yield a finding where a *row* of a CSV file has more cells than the headings: what stands in it may have moved."""
    width, cells = sheet.widths.get(sheet.rows[0][0].row, 0), sheet.widths.get(row, 0)
    if cells > width:
        yield about("SG-E169", place_of(Cell("", row, width + 1), file), cells=str(cells), headings=str(width))


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
    tree.places[()] = place_of(first, file)
    given = {cell.column: headings[cell.column] for cell in row if cell.column in headings}
    paths = dict(zip(given, _closed_up([heading.path for heading in given.values()]), strict=True))
    for cell in row:
        if cell.column in given:
            _put(tree, replace(given[cell.column], path=paths[cell.column]), cell, file)
    for column, heading in headings.items():  # an empty cell is where a needed value is missing
        if column not in given:
            empty = place_of(Cell("", first.row, column, first.sheet), file)
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
    path, place = heading.path, place_of(cell, file)
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
        return [about(cell.refused, place, dotted(path), text=cell.text[:40])]
    if len(cell.text) > LONGEST_SCALAR:
        return [about("SG-E118", place, dotted(path), what=Phrase("@long-scalar"), limit=str(LONGEST_SCALAR))]
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
