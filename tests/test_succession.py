"""Revisions in the archive: their names in order, what a new one does to those before it, and what is said of it."""

from pathlib import Path

import pytest
from filings import STAMP, filing, judged_by_ocfl_py
from hypothesis import given
from hypothesis import strategies as st

from specgen.archive import index, operations, recovery
from specgen.archive.history import history
from specgen.archive.index import Wanted
from specgen.archive.inventory import Stamp
from specgen.archive.layout import Layout
from specgen.archive.record import STATES
from specgen.archive.succession import before, following, is_lower
from specgen.errors import NotFiledError

NAMES = st.from_regex(r"[A-Za-z0-9]{1,8}", fullmatch=True)


@pytest.mark.parametrize(
    ("revision", "after"),
    [
        ("A", "B"), ("Z", "AA"), ("AZ", "BA"), ("ZZ", "AAA"), ("a", "b"), ("z", "aa"), ("1", "2"), ("9", "10"), ("09", "10"),
        ("99", "100"), ("A1", "A2"), ("1A", "1B"), ("R9", "R10"), ("1Z", "1AA"), ("aZ", "aAA"), ("ZZZZZZZZ", ""), ("99999999", ""),
    ],
)  # fmt: skip
def test_the_name_after(revision: str, after: str) -> None:
    assert following(revision) == after


@given(revision=NAMES)
def test_what_follows_is_never_lower_and_fits(revision: str) -> None:
    """Each name comes before the one that follows it, never the other way round, and the file takes both."""
    after = following(revision)
    if after:
        assert len(after) <= 8
        assert is_lower(revision, after)
        assert not is_lower(after, revision)


@pytest.mark.parametrize(
    ("one", "other", "lower"),
    [
        ("A", "B", True), ("B", "A", False), ("Z", "AA", True), ("9", "10", True),
        ("A", "A", False), ("A", "1", False), ("2", "A", False), ("a", "B", False),
    ],
)  # fmt: skip
def test_names_that_count_differently_have_no_order(one: str, other: str, lower: bool) -> None:
    assert is_lower(one, other) is lower


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(tmp_path / "archive")
    recovery.open_for_writing(made)
    return made


def states(layout: Layout) -> dict[str, str]:
    held = history(layout, layout.key("R-1"))
    assert held is not None
    assert judged_by_ocfl_py(layout.root) == []
    found = {filed.record.subject.revision: filed.latest.state for filed in held.filed}
    assert {row.revision: row.state for row in index.find(layout, Wanted(reference="R-1"))} == found
    return found


def test_a_new_revision_supersedes_the_former_one(layout: Layout) -> None:
    """In the log of the same version, after its own line; the former version keeps every byte."""
    index.build(layout)
    operations.add(layout, filing("R-1", "A"), STAMP)
    kept = {path: path.read_bytes() for path in layout.root.rglob("v1/content/*")}
    outcome = operations.add(layout, filing("R-1", "B"), STAMP)
    assert (outcome.version, outcome.superseded, outcome.findings) == ("v2", ("A",), ())
    assert states(layout) == {"A": "superseded", "B": "filed"}
    assert {path: path.read_bytes() for path in kept} == kept
    held = history(layout, layout.key("R-1"))
    assert held is not None
    assert [(event.revision, event.state, event.because) for event in held.events] == [
        ("A", "filed", STAMP.because),
        ("B", "filed", STAMP.because),
        ("A", "superseded", "revision B was archived"),
    ]


def test_an_order_holds_until_its_change_is_accepted(layout: Layout) -> None:
    """Revision B of an accepted A is a change order: said so, archived all the same; once accepted, it replaces A."""
    operations.add(layout, filing("R-1", "A"), STAMP)
    operations.note_state(layout, "R-1", "accepted", STAMP)
    outcome = operations.add(layout, filing("R-1", "B"), STAMP)
    assert [(found.code, dict(found.facts)["accepted"]) for found in outcome.findings] == [("SG-W185", "A")]
    assert (outcome.superseded, states(layout)) == ((), {"A": "accepted", "B": "filed"})
    operations.add(layout, filing("R-1", "C"), STAMP)
    assert states(layout) == {"A": "accepted", "B": "superseded", "C": "filed"}
    assert operations.note_state(layout, "R-1", "accepted", STAMP).superseded == ("A",)
    assert states(layout) == {"A": "superseded", "B": "superseded", "C": "accepted"}


def test_a_revision_before_the_newest_is_refused(layout: Layout) -> None:
    operations.add(layout, filing("R-1", "B"), STAMP)
    with pytest.raises(NotFiledError) as refused:
        operations.add(layout, filing("R-1", "A"), STAMP)
    assert (refused.value.finding.code, dict(refused.value.finding.facts)["next"]) == ("SG-E183", "C")
    assert states(layout) == {"B": "filed"}


@pytest.mark.parametrize("revision", ["D", "1"])
def test_a_revision_that_skips_one_is_told(layout: Layout, revision: str) -> None:
    operations.add(layout, filing("R-1", "B"), STAMP)
    outcome = operations.add(layout, filing("R-1", revision), STAMP)
    assert [(found.code, dict(found.facts)["next"]) for found in outcome.findings] == [("SG-W184", "C")]
    assert operations.add(layout, filing("R-1", revision), STAMP).findings == (), "the same again says nothing"


USUAL = {("sent", "accepted"), ("sent", "declined"), ("sent", "superseded"), ("sent", "expired"),
         ("accepted", "superseded"), ("declined", "superseded"), ("expired", "superseded")}  # fmt: skip


@pytest.mark.parametrize("former", STATES)
@pytest.mark.parametrize("state", STATES)
def test_a_state_that_seldom_follows_is_noted_with_a_warning(layout: Layout, former: str, state: str) -> None:
    operations.add(layout, filing("R-1", "A"), STAMP)
    assert operations.note_state(layout, "R-1", former, STAMP).findings == ()
    outcome = operations.note_state(layout, "R-1", state, Stamp(STAMP.created, STAMP.by, "again"))
    codes = [] if former == state or (former, state) in USUAL else ["SG-W186"]
    assert ([found.code for found in outcome.findings], states(layout)) == (codes, {"A": state})


def test_the_revision_before_one(layout: Layout) -> None:
    """Also of one that is archived already: it is made again with the same page of changes."""
    for revision in "AB":
        operations.add(layout, filing("R-1", revision), STAMP)
    held = history(layout, layout.key("R-1"))
    found = {name: before(held, name) for name in "ABC"}
    assert {name: filed and filed.record.subject.revision for name, filed in found.items()} == {"A": None, "B": "A", "C": "B"}
    assert before(None, "A") is None
