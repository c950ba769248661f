"""Workbooks written: text that can never become a formula, numbers that are numbers, the same bytes each time."""

import io
import math
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from specgen.document.sheets import Entry, Sheet, Sheets

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_TIME: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def workbook(content: "Sheets") -> bytes:
    """Return *content* as XLSX."""
    from openpyxl import Workbook  # noqa: PLC0415  (only workbooks need it)

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.creator = content.title, content.author
    for sheet in content.sheets:
        _fill(book.create_sheet(sheet.title), sheet)
    return saved(book)


def saved(book: Any) -> bytes:
    """Return *book* as bytes with every date of its package, and those in its properties, set to the format's first."""
    written, out = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            data = _TIME.sub(rb"\g<1>1980-01-01T00:00:00Z", data) if entry.filename == "docProps/core.xml" else data
            new.writestr(zipfile.ZipInfo(entry.filename, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def put(cell: Any, entry: "Entry") -> None:
    """Write *entry*: a number as such; text as text, also to a program that reads what is typed in anew."""
    cell.value = entry
    if isinstance(entry, str):
        cell.data_type = "s"
        cell.quotePrefix = entry.startswith(_STARTS_FORMULA)


def _fill(page: Any, sheet: "Sheet") -> None:
    from openpyxl.styles import Alignment, Border, Font, Side  # noqa: PLC0415

    top, text = Alignment(vertical="top", wrap_text=True), Alignment(vertical="top", wrap_text=True, indent=1)
    for number, column in enumerate(sheet.columns, start=1):
        head = page.cell(1, number)
        put(head, column.head)
        head.font, head.alignment, head.border = Font(bold=True), text, Border(bottom=Side("thin"))
        page.column_dimensions[head.column_letter].width = column.width
        for row, entries in enumerate(sheet.rows, start=2):
            cell, entry = page.cell(row, number), entries[number - 1]
            if entry == "":
                continue
            put(cell, entry)
            cell.alignment = top if isinstance(entry, float) else text
            if isinstance(entry, float):
                cell.number_format = "+0%;-0%;0%" if column.is_share else "#,##0.00" if column.is_money else _format(entry)
    page.freeze_panes, page.auto_filter.ref = "A2", page.dimensions
    page.page_setup.orientation, page.page_setup.fitToHeight, page.print_title_rows = "landscape", 0, "1:1"
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _format(value: float) -> str:
    """Return the format that shows three significant digits; the cell itself keeps them all."""
    digits = 2 - math.floor(math.log10(abs(value))) if value else 0
    return "0" if digits <= 0 or value == int(value) else f"0.{'0' * min(digits, 6)}"
