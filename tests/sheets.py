"""Spreadsheets for tests: built from rows, then tampered with part by part."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from csv import writer
from typing import Any, Final

from openpyxl import Workbook

HEADINGS: Final = (
    "reference",
    "customer.company",
    "specimen.path[0].material",
    "specimen.path[0].thickness [mm]",
    "imaging.smallest_feature [um]",
)
ROW: Final = ("ACME-1", "Acme", "steel", 1, 50)


def xlsx(*rows: Sequence[Any], touch: Callable[[Workbook], None] | None = None, headings: Sequence[Any] = HEADINGS) -> bytes:
    """Return a workbook whose first sheet holds *headings* and *rows*, after *touch* has had its way with it."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Sheet1"
    for row in (headings, *rows):
        sheet.append(list(row))
    if touch:
        touch(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS, delimiter: str = ",") -> bytes:
    """Return the same as CSV."""
    text = io.StringIO(newline="")
    writer(text, delimiter=delimiter, lineterminator="\n").writerows([headings, *rows])
    return text.getvalue().encode()


def with_shared_texts(package: bytes) -> bytes:
    """Return the package with its texts in a table of their own, as Excel writes them."""
    texts: list[bytes] = []

    def share(match: re.Match[bytes]) -> bytes:
        texts.append(match[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    sheets = {"xl/worksheets/sheet1.xml": lambda part: re.sub(rb't="inlineStr"><is><t[^>]*>(.*?)</t></is>', share, part, flags=re.DOTALL)}
    shared = tampered(package, sheets)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    entry = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    table = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
    name = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    parts = {"[Content_Types].xml": lambda part: part.replace(b"</Types>", entry), "xl/sharedStrings.xml": name + table + b"</sst>"}
    return tampered(shared, parts)


def tampered(package: bytes, parts: Mapping[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """Return the package with *parts* replaced or added; a function gets what stood there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys((*old.namelist(), *parts)):
            part = parts.get(name, old.read(name) if name in old.namelist() else b"")
            new.writestr(zipfile.ZipInfo(name), part if isinstance(part, bytes) else part(old.read(name)), zipfile.ZIP_DEFLATED)
    return out.getvalue()
