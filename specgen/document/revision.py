"""What is new since the former revision: the fields by kind, what became of the answer, and whether that asks for a new letter."""

import datetime
from collections.abc import Iterator

from specgen.decision import Outcome
from specgen.difference import KINDS, Change, Difference, Effect, because, named, shown
from specgen.document import words
from specgen.document.blocks import Block, Cell, Column, Paragraph, Part, Row, Run, Section, Table
from specgen.fields import shortened
from specgen.findings import Term
from specgen.proposal import Proposal
from specgen.wording import Wording

_AMOUNTS = ("positions[0].unit_price", "net", "total")


def revision(proposal: Proposal, number: int, wording: Wording) -> Section | None:
    """Return the page that tells what changed, or None in a first revision."""
    found = proposal.changes
    if found is None:
        return None
    fields = Table(_columns(("field", 37.0), wording), tuple(_field_rows(found, wording)), wording("revised.fields-caption"), "dense")
    blocks: list[Block] = [Part(wording("revised.fields"), (fields,))]
    if found.effects:
        effects = Table(_columns(("on", 37.0), wording), tuple(_effect_rows(found, wording)), wording("revised.effects-caption"), "dense")
        blocks.append(Part(wording("revised.effects"), (effects,)))
    digests = {"requirement": found.old.requirement, "decision": found.old.decision}
    blocks.append(
        Paragraph(
            words.plain(wording("revised.former", revision=found.old.revision, date=_day(found.old.date, wording), **digests)), "note"
        )
    )
    topic = wording("topic.changes", revision=found.old.revision)
    heading = wording("revised.heading" if found.is_material else "revised.heading-immaterial", revision=found.old.revision)
    same = "revised.lead-immaterial-specification" if proposal.specification else "revised.lead-immaterial"
    lead = wording("revised.lead" if found.is_material else same, because=because(found, wording))
    return Section(number, "changes", topic, heading, lead, tuple(blocks))


def _day(text: str, wording: Wording) -> str:
    """Return the former document's date, which comes from its decision and is checked nowhere before."""
    try:
        return words.day(datetime.date.fromisoformat(text), wording)
    except ValueError:
        return text


def _columns(first: tuple[str, float], wording: Wording) -> tuple[Column, ...]:
    rest = (100.0 - first[1]) / 2
    return tuple(Column(words.plain(wording(f"diff.column.{name}")), width) for name, width in (first, ("old", rest), ("new", rest)))


def _field_rows(found: Difference, wording: Wording) -> Iterator[Row]:
    for kind in KINDS:
        changes = [change for change in found.changes if change.kind == kind]
        if changes:
            yield Row((Cell(words.plain(words.capital(wording(f"diff.{kind}")))),), "group")
        yield from (_field_row(change, wording) for change in changes)


def _field_row(change: Change, wording: Wording) -> Row:
    old, new = (shortened(text) if text else "–" for text in (change.old, change.new))
    tag = wording("revised.material") if change.is_material else wording("revised.writing") if change.is_writing else ""
    return Row((Cell(words.plain(change.where or wording("diff.layout")), tag=tag), Cell(words.plain(old)), Cell((Run(new, "strong"),))))


def _effect_rows(found: Difference, wording: Wording) -> Iterator[Row]:
    for group in dict.fromkeys(effect.group for effect in found.effects):
        yield Row((Cell(words.plain(words.capital(wording(f"diff.group.{group.replace(' ', '-')}")))),), "group")
        yield from (_effect_row(effect, wording) for effect in found.effects if effect.group == group)


def _effect_row(effect: Effect, wording: Wording) -> Row:
    old, new = (_shown(effect, side, wording) for side in (effect.old, effect.new))
    name = words.capital(named(effect.what, wording))
    return Row((Cell(words.plain(name)), Cell(words.plain(old)), Cell((Run(new, "strong"),))))


def _shown(effect: Effect, value: str | float | None, wording: Wording) -> str:
    """Return one side as a document sets it, an amount grouped as the language does it."""
    if effect.what in _AMOUNTS and isinstance(value, str) and value.partition(".")[0].isdecimal():
        return wording.formats.amount(value)
    if effect.what == "limited_by" and isinstance(value, str):
        return wording(f"regime.{value.replace(' ', '-')}")
    if effect.group == "compliance" and isinstance(value, str):
        return _verdict(value, wording)
    told = shown(effect, value, wording)
    return words.typeset(wording.told(Term(told)) if effect.group in {"answer", "terms"} else wording.written(told))


def _verdict(text: str, wording: Wording) -> str:
    """Return a verdict with what was needed, as the decision has it in English, in the document's words."""
    word, _, needed = text.partition(" (")
    outcome = next((outcome for outcome in Outcome if outcome.value == word), None)
    told = wording(f"outcome.{words.MARKS[outcome]}") if outcome else word
    return words.typeset(f"{told} ({wording.written(needed)}" if needed else told)
