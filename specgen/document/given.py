"""The requirement as received beside the requirement as read."""

import unicodedata
from collections.abc import Iterator
from typing import Final

from specgen import trace
from specgen.document import words
from specgen.document.blocks import Block, Cell, Column, Paragraph, Part, Row, Run, Section, Table
from specgen.formats import NARROW_SPACE
from specgen.proposal import GivenLine, Proposal
from specgen.wording import Wording

_CHOICES: Final = {"application.technique": "technique", "imaging.criterion": "criterion-name"}  # choices of the file format

_SHORT: Final = 800  # characters of free text that stay together on one page


def given(proposal: Proposal, number: int, wording: Wording) -> Section:
    """Return the requirement as it was read."""
    widths = (4.5, 32.0, 22.5, 19.5, 21.5)
    heads = [words.plain(wording(f"given.{name}")) for name in ("line", "file", "received", "read", "follows")]
    columns = tuple(Column(head, width) for head, width in zip(heads, widths, strict=True))
    rows = tuple(_row(line, proposal, wording) for line in proposal.given)
    note = Paragraph(words.plain(wording("given.note")), "note")
    blocks: list[Block] = [note, Table(columns, rows, wording("given.caption"), "dense"), *_own_words(proposal, wording)]
    return Section(number, "requirement", wording("topic.given"), _heading(proposal, wording), "", tuple(blocks), starts_page=False)


def _own_words(proposal: Proposal, wording: Wording) -> Iterator[Block]:
    """Yield what the customer wrote in free text, as received, and whom it came from."""
    requirement = proposal.requirement
    texts = (("given.description", requirement.application.description), ("given.notes", requirement.notes))
    for key, text in texts:
        lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
        if lines:
            paragraphs = tuple(Paragraph(words.plain(line)) for line in lines)
            yield Part(wording(key), paragraphs, stays_whole=sum(map(len, lines)) < _SHORT)


def _heading(proposal: Proposal, wording: Wording) -> str:
    need = proposal.decision.need
    stated = proposal.requirement.source.focal_spot
    if need.smallest_feature_um is None:
        return wording("given.heading-stated", spot=wording.quantity(stated.max.um, "um")) if stated else wording("given.heading-bare")
    criterion = proposal.requirement.imaging.criterion
    facts: dict[str, object] = {
        "do": wording(f"given.do-{criterion}") if criterion else wording("given.do-any"),
        "feature": wording.quantity(need.smallest_feature_um, "um"),
    }
    m = need.geometry.magnification
    if m is None:
        return wording("given.heading-far", **facts)
    return wording("given.heading", magnification=wording.number(m.value), **facts)


def _row(line: GivenLine, proposal: Proposal, wording: Wording) -> Row:
    path = words.plain(line.path)
    if line.assumed is not None:
        read = (Run(words.typeset(wording.written(wording.resolved(line.assumed.value, {}))), "strong"),)
        cells = (Cell(words.plain("—")), Cell(path, "quiet"), Cell(words.plain(wording("phrase.unknown")), "quiet"), Cell(read))
        return Row((*cells, Cell(words.plain(wording("given.assumed")))), "assumed")
    read_text = _read(line, proposal, wording)
    is_changed = any(r.value is not None for r in line.read) and _squeezed(read_text) != _squeezed(line.received)
    return Row(
        (
            Cell(words.plain(str(line.line) if line.line else "—"), "quiet"),
            Cell(path, "quiet"),
            Cell(words.plain(line.received)),
            Cell((Run(read_text, "strong" if is_changed else ""),)),
            Cell(words.plain(_follows(line, proposal, wording)), "quiet", tag=wording("matrix.wish") if line.is_wish else ""),
        )
    )


def _read(line: GivenLine, proposal: Proposal, wording: Wording) -> str:
    """Return a value as it was read: figures in the document's units, words of the format and the catalogue in its language."""
    if line.path in _CHOICES:
        return wording(f"{_CHOICES[line.path]}.{line.received}")
    if line.path == "source.duty_cycle" and line.received == "continuous":
        return wording("phrase.continuous")
    asked = [v for v in proposal.compliance if v.where == line.path and isinstance(v.needed, tuple)]
    told = ", ".join(trace.item(v, wording) or trace.shown(v.needed, "", wording) for v in asked)
    return told or words.reading(line.read, wording)


def _follows(line: GivenLine, proposal: Proposal, wording: Wording) -> str:
    """Return what the line is used for: a place in the derivation, for a layer with its density, else a line of the matrix."""
    name, _, place = line.path.partition("[")
    slabs = proposal.decision.need.passage.slabs
    index = place.rstrip("]") or "0"
    if name == "specimen.path" and index.isdigit() and int(index) < len(slabs):
        slab = slabs[int(index)]
        elements = tuple(symbol for symbol, _ in slab.composition)
        density = f"{wording.number(slab.density_g_per_cm3, 4)}{NARROW_SPACE}{wording('unit.g/cm3')}"
        return wording("follows.layer", material=f"{elements[0]}, {density}" if len(elements) == 1 else density)
    key = f"follows.{name}"
    return wording(key if key in wording.phrases else "given.matrix-line")


def _squeezed(text: str) -> str:
    """Return *text* without what is no change in reading: spaces, capitals, another decimal mark, a raised figure."""
    return unicodedata.normalize("NFKC", "".join(text.split())).casefold().replace(",", ".")
