"""`archive impact`: which open documents would be answered otherwise today, and how."""

import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from specgen import impact as reviewing
from specgen import pipeline
from specgen.archive.index import Wanted
from specgen.cli import coloured, terminal
from specgen.cli.archived import ArchiveDir, existing
from specgen.cli.options import AsJson, CatalogDir, day, here, print_json
from specgen.cli.records import indexed
from specgen.difference import Effect
from specgen.document.sheets import Sheet, SheetColumn, Sheets
from specgen.files.workbook import workbook
from specgen.files.writing import write_all
from specgen.impact import Impact, Review
from specgen.wording import Wording

_COLUMNS: Final = {"reference": 22, "revision": 8, "date": 12, "state": 10, "customer": 30}
_CHANGE: Final = {"what": 44, "before": 28, "after": 28}
_SHOWN_EACH: Final = 4  # changes of one document; the answer and the price come first


def impact(
    catalog: CatalogDir = None,
    date: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="The day for which to tell.  [default: today]")] = None,
    report: Annotated[Path | None, typer.Option("--report", metavar="FILE.xlsx", help="Write it as a workbook as well.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a workbook of other content under the same name.")] = False,
    folder: ArchiveDir = None,
    as_json: AsJson = False,
) -> None:
    """Tell which documents that are filed or sent would be decided otherwise with this catalogue, its rules and its prices."""
    layout, kit = existing(folder), pipeline.open_kit(here(), catalog)
    rows = (row for state in reviewing.OPEN for row in indexed(layout, Wanted(state=state), kit.wording))
    review = reviewing.review(kit, layout, rows, day("--date", date) or datetime.date.today())
    if report:
        write_all({report: workbook(_sheets(review, kit.wording))}, force=force)
    if as_json:
        impacts = [one.as_json() for one in review.impacts]
        print_json({"format": "specgen-impact/1", "looked_at": review.looked_at, "impacts": impacts})
        return
    headings = [kit.wording(f"archive.column.{name}") for name in _COLUMNS] + [kit.wording("impact.column.what")]
    coloured.show_columns(headings, [[*_cells(one), _told(one, kit.wording)] for one in review.impacts])
    terminal.say(kit.wording("impact.found", count=len(review.impacts), total=review.looked_at))


def _cells(one: Impact) -> list[str]:
    told = one.row.as_json()
    return [told[name] or "" for name in _COLUMNS]


def _told(one: Impact, wording: Wording) -> str:
    if one.refused:
        return wording("impact.refused")
    shown = [_sentence(effect, wording) for effect in one.effects[:_SHOWN_EACH]]
    more = len(one.effects) - _SHOWN_EACH
    return "; ".join([*shown, *([wording("impact.more", count=more)] if more > 0 else [])])


def _sentence(effect: Effect, wording: Wording) -> str:
    before, after = (_text(value, effect.unit, wording) for value in (effect.old, effect.new))
    return f"{effect.what}: {wording('reproduce.change', before=before, after=after)}"


def _text(value: object, unit: str, wording: Wording) -> str:
    return wording("reproduce.absent") if value is None else f"{value} {unit}".rstrip()


def _sheets(review: Review, wording: Wording) -> Sheets:
    """Return the review as a workbook, a row for each change."""
    columns = tuple(SheetColumn(wording(f"archive.column.{name}"), width) for name, width in _COLUMNS.items())
    columns += tuple(SheetColumn(wording(f"impact.column.{name}"), width) for name, width in _CHANGE.items())
    rows = tuple((*_cells(one), *entries) for one in review.impacts for entries in _entries(one, wording))
    return Sheets(wording("impact.title"), "", (Sheet(wording("impact.title"), columns, rows),))


def _entries(one: Impact, wording: Wording) -> list[tuple[str, str, str]]:
    if one.refused:
        return [(wording("impact.refused"), "", "")]
    return [(e.what, _text(e.old, e.unit, wording), _text(e.new, e.unit, wording)) for e in one.effects]
