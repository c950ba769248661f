"""Decision cases: each gives exactly what was approved, and what was approved is what its head says was worked out by hand."""

import re
from collections import Counter
from pathlib import Path

import pytest
from approving import APPROVED, DECIDED, HEAD, approvable, decision_of, difference, expected
from making import MAKERS

every_case = pytest.mark.parametrize("file", DECIDED, ids=[file.parent.name for file in DECIDED])


@every_case
def test_a_case_gives_what_was_approved(file: Path) -> None:
    """To the letter; `make approve` refreshes what is meant to change."""
    approved, found = file.with_name(APPROVED).read_text("utf-8"), approvable(decision_of(file))
    assert approved == found, f"{file.parent.name} no longer gives what was approved:\n{difference(approved, found)}"


@every_case
def test_nothing_is_approved_blindly(file: Path) -> None:
    """The head of the file says what was expected before specgen was asked, the spot limit to the digits given."""
    stated, decision = expected(file), decision_of(file)
    assert stated.maker in MAKERS
    answer = (stated.status, stated.focus_class, stated.platform, stated.limited_by)
    assert answer == tuple(decision[key] or "none" for key in ("status", "class", "platform", "limited_by"))
    limit = decision["need"]["max_focal_spot"]
    assert stated.limit == (f"{limit['value']:.4g} um" if limit else "none")


@every_case
def test_the_head_says_what_for_and_why(file: Path) -> None:
    """First what the case is for, then why, with numbers, then the decision; the limit stands among the numbers."""
    head = [line for line in file.read_text("utf-8").splitlines() if line.startswith("# ")]
    text = " ".join(line.removeprefix("# ") for line in head)
    assert file.read_text("utf-8").startswith(head[0])
    what, _, why = text.partition("Why: ")
    assert len(what) > 30
    assert len(why.partition(HEAD.removeprefix("# "))[0]) > 60
    limit = expected(file).limit
    if limit not in {"none", "0 um"}:
        told = [float(number) for number in re.findall(r"[0-9]+(?:\.[0-9]+)?", why.partition("Decided: ")[0])]
        assert any(abs(number / float(limit.split()[0]) - 1) < 0.005 for number in told), (limit, told)


def test_the_cases_cover_every_kind_of_answer() -> None:
    """Statuses, classes, what limits, techniques and both makers; the counts are what the cases promise."""
    heads = [expected(file) for file in DECIDED]
    assert {head.status for head in heads} == {"recommended", "custom", "infeasible", "incomplete"}
    assert {head.focus_class for head in heads} == {"mini focus", "microfocus", "nanofocus", "none"}
    assert {head.limited_by for head in heads} == {
        "focal spot", "stated spot", "detector", "geometry", "voxel", "penetration", "nothing"
    }  # fmt: skip
    assert Counter(head.maker for head in heads)["helmsdal"] >= 10
    techniques = {t for file in DECIDED for t in re.findall(r"technique: (\w+)", file.read_text("utf-8"))}
    assert techniques == {"radiography", "ct", "laminography"}


def test_a_difference_shows_what_changed() -> None:
    """The lines before and after, and no others but their neighbours."""
    shown = difference("a\nb\nc\nd\ne\n", "a\nb\nX\nd\ne\n").splitlines()
    assert shown[2:] == ["@@ -2,3 +2,3 @@", " b", "-c", "+X", " d"]
