"""The document for the maker's own people: what it has more, and that none of it reaches a customer."""

from pathlib import Path

import pytest
from making import DATE, EXAMPLES, MAKERS, example, kit, parts_of

from specgen import pipeline
from specgen.document import Document, compose
from specgen.document.blocks import Listing, Row, Table

DEMO = str(EXAMPLES / "battery-18650.yaml")


def for_maker(maker: str, name: str) -> Document:
    """Return the internal document of an example."""
    return compose(example(maker, name).proposal, pipeline.words(kit(maker), "en"), is_internal=True)


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("name", ["battery-18650", "turbine-blade", "infeasible-detector", "incomplete"])
def test_it_is_the_customers_document_and_a_section_more(maker: str, name: str) -> None:
    """Nothing before the last section differs but the mark on every page."""
    theirs, ours = example(maker, name).document, for_maker(maker, name)
    assert ours.sections[:-1] == theirs.sections
    assert (ours.sections[-1].anchor, ours.sections[-1].number) == ("internal", len(ours.sections))
    assert (theirs.draft, ours.draft) == ("", "INTERNAL")
    assert ours.cover == theirs.cover


@pytest.mark.parametrize("maker", MAKERS)
def test_every_verdict_on_every_platform_is_there(maker: str) -> None:
    """In order of preference, with rule and source; no cell is empty."""
    (table,) = [part for part in parts_of(for_maker(maker, "battery-18650").sections[-1].blocks) if isinstance(part, Table)]
    lines = [row for row in table.rows if row.tone != "group"]
    candidates = example(maker, "battery-18650").json["candidates"]
    expected = [verdict["rule"] for candidate in candidates for verdict in candidate["verdicts"]]
    assert [row.cells[0].content[0].text for row in lines] == expected  # type: ignore[index, union-attr]
    assert len(table.rows) - len(lines) == len(candidates)
    assert all(len(row.cells) == len(table.columns) for row in lines)
    assert all(text for row in lines for text in texts_of(row))


def texts_of(row: Row) -> list[str]:
    """Return the text of each cell; a mark's is its word."""
    return [cell.content.word if hasattr(cell.content, "word") else "".join(run.text for run in cell.content) for cell in row.cells]  # type: ignore[union-attr]


def test_notes_come_with_their_codes() -> None:
    """Also those that a customer does not see."""
    (notes,) = [part for part in parts_of(for_maker("packaged", "battery-18650").sections[-1].blocks) if isinstance(part, Listing)]
    assert {item[0].text.strip() for item in notes.items} == {"SG-N208", "SG-W217"}


def test_its_name_keeps_it_apart() -> None:
    """Both may lie in one folder, and a look at the name tells which not to send."""
    judged = pipeline.judge(kit(), DEMO)
    for audience, name in (("customer", "ACME-2026-014_A.xlsx"), ("internal", "ACME-2026-014_A_internal.xlsx")):
        _, outputs = pipeline.propose(kit(), judged, pipeline.Wish(formats=("xlsx",), audience=audience), DATE)
        assert list(outputs) == [name]


def test_a_draft_for_the_maker_is_both() -> None:
    """Each mark stands on every page."""
    judged = pipeline.judge(kit(), str(Path(DEMO)))
    finished = pipeline.finish(kit(), judged, pipeline.Wish(draft=True, audience="internal"), DATE)
    assert isinstance(finished, pipeline.Finished)
    assert finished.document.draft == "DRAFT · INTERNAL"
