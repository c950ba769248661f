"""The page of what-ifs: one row each, in the words that the terminal uses, beside the requirement as received."""

import pytest
from making import ACCEPTED, MAKERS, example, kit, parts_of

from specgen import trace
from specgen.document.blocks import Table
from specgen.document.words import text_of, typeset


@pytest.mark.parametrize("maker", MAKERS)
def test_each_what_if_has_its_row(maker: str) -> None:
    """Name and what it changes, then the eight texts of the decision that follows."""
    made = example(maker, "casting-aluminium")
    (section,) = [section for section in made.document.sections if section.anchor == "scenarios"]
    (table,) = [part for part in parts_of(section) if isinstance(part, Table)]
    rows = [[text_of(cell.content) for cell in row.cells] for row in table.rows]  # type: ignore[arg-type]
    assert [row[0] for row in rows] == [
        "as received",
        "smaller pores: smallest feature 60\u202fµm",
        "twice the time: time per part 8\u202fmin",
        "more voltage: tube voltage 200\u202fkV",
    ]
    decision = made.proposal.decision
    decisions = [decision, *(scenario.decision for scenario in decision.scenarios)]
    assert [row[1:] for row in rows] == [[typeset(text) for text in trace.in_brief(each, kit(maker).wording)] for each in decisions]


@pytest.mark.parametrize("name", [name for name in ACCEPTED if name != "casting-aluminium"])
def test_without_what_ifs_there_is_no_page(name: str) -> None:
    """A comparison of one with nothing says nothing."""
    made = example("packaged", name)
    assert made.proposal.decision.scenarios == ()
    assert "scenarios" not in [section.anchor for section in made.document.sections]
