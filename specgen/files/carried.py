"""What a PDF carries, and where two PDFs differ: the one door through which PDF files are read. They come from outside.

Nothing is repaired or guessed: a file that is damaged, encrypted or no PDF is refused, and what it packs is unpacked no
further than an honest document goes.
"""

import io
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from specgen.errors import DocumentError

MOST_BYTES: Final = 32_000_000  # of the file, and of everything in it that is unpacked at once
MOST_FILES: Final = 100
_NAME_A_PDF: Final = "name a PDF that specgen has made"
RECORD: Final = "urn:specgen:document:1#"  # the namespace of what the metadata records
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)  # names that Windows keeps for itself


@dataclass(frozen=True, slots=True)
class Carried:
    """The files inside a document by name, what its metadata records of it, and the program that laid it out."""

    document: bytes
    files: Mapping[str, bytes]
    record: Mapping[str, str]
    producer: str


def carried(path: Path) -> Carried:
    """Return what the PDF at *path* carries, or raise `DocumentError`."""
    return carried_in(_read(path), str(path))


def carried_in(data: bytes, file: str) -> Carried:
    """Return what the PDF *data* carries, or raise `DocumentError`; *file* is what a message calls it."""
    if not data.startswith(b"%PDF-"):
        raise DocumentError(file, "it is not a PDF", _NAME_A_PDF)
    with opened(data, file) as pdf:
        names = list(pdf.attachments)
        if len(names) > MOST_FILES:
            raise _bomb(file)
        files, left = {}, MOST_BYTES
        for name in names:
            files[name] = pdf.attachments[name].get_file().read_bytes()
            left -= len(files[name])
            if left < 0:
                raise _bomb(file)
        return Carried(data, files, _record(pdf), str(pdf.docinfo.get("/Producer", "")))


def hostile_names(names: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the names under which no file is ever written: other folders, devices, hidden, or the same but for the case."""
    folded = [name.casefold() for name in names]
    return tuple(
        name
        for name in names
        if not _NAME.fullmatch(name) or name.endswith(".") or _DEVICES.fullmatch(name) or folded.count(name.casefold()) > 1
    )


def differing_parts(one: bytes, other: bytes) -> tuple[str, ...]:
    """Return the parts in which two PDFs differ, by name (`page 3`, `metadata`); nothing where only their storage differs."""
    with opened(one, "") as first, opened(other, "") as second:
        return tuple(dict.fromkeys(_differences(first, second)))


def _read(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError(
                str(path), "this is a folder" if stat.S_ISDIR(status.st_mode) else "this is not a regular file", _NAME_A_PDF
            )
        if status.st_size > MOST_BYTES:
            raise _bomb(str(path))
        return path.read_bytes()
    except FileNotFoundError:
        raise DocumentError(str(path), "there is no such file", _NAME_A_PDF) from None
    except (OSError, ValueError) as error:
        raise DocumentError(str(path), f"it cannot be read: {getattr(error, 'strerror', None) or error}", _NAME_A_PDF) from None


def _bomb(file: str) -> DocumentError:
    return DocumentError(file, f"it holds more than {MOST_BYTES} bytes or {MOST_FILES} files", "no document of specgen's is that large")


@contextmanager
def opened(data: bytes, file: str) -> Iterator[Any]:
    """Open *data* as a PDF without mending it and within limits; whatever is wrong with it becomes `DocumentError`."""
    import pikepdf  # noqa: PLC0415  (only what reads PDFs needs it)
    from pikepdf import settings  # noqa: PLC0415

    names = ("flate_max_memory", "run_length_max_memory", "png_max_memory", "tiff_max_memory", "dct_max_memory")
    limits: dict[str, Any] = dict.fromkeys(names, MOST_BYTES)
    before: dict[str, Any] = settings.set_qpdf_limits(**limits, parser_max_container_size=1_000_000)
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            yield pdf
    except pikepdf.PasswordError:
        raise DocumentError(
            file, "it is encrypted, which no document of specgen's is", "ask the sender for the file as it was made"
        ) from None
    except (pikepdf.PikepdfError, pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        said = f" ({str(error).rpartition('>: ')[2].splitlines()[0][:160]})" if str(error) else ""
        raise DocumentError(file, f"it is damaged or cut off{said}", "take another copy; nothing was repaired or guessed") from None
    finally:
        settings.set_qpdf_limits(**before)


def _record(pdf: Any) -> dict[str, str]:
    """Return specgen's own properties of the metadata by name."""
    from defusedxml import ElementTree  # noqa: PLC0415

    stream = pdf.Root.get("/Metadata")
    if stream is None:
        return {}
    try:
        tree = ElementTree.fromstring(stream.read_bytes())
    except (ElementTree.ParseError, ValueError):
        return {}
    return {node.tag.rpartition("}")[2]: (node.text or "").strip() for node in tree.iter() if str(node.tag).startswith(f"{{{RECORD}}}")}


# --- comparison -----------------------------------------------------------------------------------------------------

_PARTS: Final = {
    "/Metadata": "metadata",
    "/Names": "attachments",
    "/AF": "attachments",
    "/StructTreeRoot": "structure",
    "/Outlines": "bookmarks",
}
_DIRECT: Final = (0, 0)  # what stands in its place, without a number of its own
_STORAGE: Final = {"/Length", "/Filter", "/DecodeParms"}  # how a stream is packed, not what it says


def _differences(one: Any, other: Any) -> Iterator[str]:
    """Yield the name of a part for each difference, walking both files side by side from the pages on."""
    if len(one.pages) != len(other.pages):
        yield "pages"
        return
    pages = [
        (first.obj, second.obj, f"page {number}") for number, (first, second) in enumerate(zip(one.pages, other.pages, strict=True), 1)
    ]
    seen = {(first.objgen, second.objgen) for first, second, _ in pages}
    left = [(one.trailer.get("/Info"), other.trailer.get("/Info"), "metadata")]
    for name in sorted({*one.Root.keys(), *other.Root.keys()} - {"/Pages"}):
        left.append((one.Root.get(name), other.Root.get(name), _PARTS.get(name, "catalog")))
    for first, second, part in reversed(pages):  # the last is taken first: what a page shows is told as that page's
        left += [(a, b, part) for a, b in _entries(first, second, {"/Parent"})]
    while left:
        first, second, part = left.pop()
        pair = (getattr(first, "objgen", _DIRECT), getattr(second, "objgen", _DIRECT))
        if pair in seen:
            continue
        if _DIRECT not in pair:
            seen.add(pair)
        inner = _inside(first, second)
        if inner is None:
            yield part
        else:
            left += [(a, b, part) for a, b in inner]


def _inside(one: Any, other: Any) -> list[tuple[Any, Any]] | None:
    """Return the pairs that two equal containers hold, nothing for equal values, and None where the two differ themselves."""
    import pikepdf  # noqa: PLC0415

    if getattr(one, "_type_code", type(one)) != getattr(other, "_type_code", type(other)):
        return None
    if isinstance(one, pikepdf.Stream):
        same = bytes(one.read_raw_bytes()) == bytes(other.read_raw_bytes()) or one.read_bytes() == other.read_bytes()
        return list(_entries(one, other, _STORAGE)) if same else None
    if isinstance(one, pikepdf.Dictionary):
        return list(_entries(one, other, set()))
    if isinstance(one, pikepdf.Array):
        return list(zip(one, other, strict=True)) if len(one) == len(other) else None
    return [] if one == other else None


def _entries(one: Any, other: Any, without: set[str]) -> Iterator[tuple[Any, Any]]:
    """Yield the values of both under every key that either has."""
    for name in sorted({*one.keys(), *other.keys()} - without):
        yield one.get(name), other.get(name)
