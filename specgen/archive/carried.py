"""What a PDF carries inside: the requirement as received and the decision. The one place that reads PDF files."""

import io
import json
import zlib
from dataclasses import dataclass
from typing import Any, Final

from specgen.archive.record import DECISION, REQUIREMENT
from specgen.errors import NotFiledError
from specgen.findings import Phrase, finding

MOST_BYTES: Final = 16_000_000  # of one attachment, unpacked


@dataclass(frozen=True, slots=True)
class Carried:
    """The attachments of a document, byte for byte, the decision read, and the program that made the PDF."""

    requirement: bytes
    decision: bytes
    said: dict[str, Any]
    producer: str


def carried(document: bytes) -> Carried:
    """Return what *document* carries, or raise `NotFiledError` where it is no PDF of specgen's."""
    import pikepdf  # noqa: PLC0415  (it loads only where a PDF is read)

    try:
        with pikepdf.open(io.BytesIO(document)) as pdf:
            found = {name: _bytes(pdf.attachments[name].get_file().obj) for name in (REQUIREMENT, DECISION) if name in pdf.attachments}
            producer = str(pdf.docinfo.get("/Producer", ""))
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, RuntimeError, zlib.error):
        raise not_of_one_piece(Phrase("@not-a-pdf")) from None
    missing = [name for name in (REQUIREMENT, DECISION) if name not in found]
    if missing:
        raise not_of_one_piece(Phrase("@carries-not"), missing=missing[0])
    return Carried(found[REQUIREMENT], found[DECISION], _decision(found[DECISION]), producer)


def _bytes(stream: Any) -> bytes:
    """Return what *stream* holds, unpacked no further than an honest attachment goes."""
    packing, raw = stream.get("/Filter"), bytes(stream.read_raw_bytes())
    if packing is not None and str(packing) != "/FlateDecode":
        raise ValueError(packing)
    unpacker = zlib.decompressobj()
    data = raw if packing is None else unpacker.decompress(raw, MOST_BYTES)
    if len(data) > MOST_BYTES or unpacker.unconsumed_tail:
        raise not_of_one_piece(Phrase("@carries-too-much"))
    return data


def _decision(data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise not_of_one_piece(Phrase("@decision-unreadable")) from None
    if not isinstance(said, dict) or said.get("format") != "specgen-decision/1":
        raise not_of_one_piece(Phrase("@decision-unreadable"))
    return said


def not_of_one_piece(problem: str, missing: str = "") -> NotFiledError:
    """Return why a PDF is not a document with its requirement and its decision."""
    return NotFiledError(finding("SG-E182", "", problem=problem, missing=missing))
