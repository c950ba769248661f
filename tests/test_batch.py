"""Batches as their users meet them: every file accounted for, the bytes those of `propose`, a repeated run that does nothing."""

import csv
import datetime
import errno
import html
import json
import os
import re
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from batches import Stub, listed
from making import EXAMPLES, icc_profile_left_open, kit

from specgen.__main__ import main
from specgen.batch.ledger import FOLDER, opened
from specgen.batch.outcomes import About, Settled
from specgen.batch.sources import files_of
from specgen.batch.tally import Tally
from specgen.cli import batch as command
from specgen.cli.watching import line_of
from specgen.errors import EnvironmentLackError, UsageError
from specgen.files import writing

HEAD = "specgen: 1\ndate: 2026-11-20\ncustomer: {company: Acme}\nreference: "


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def outcomes(self) -> list[str]:
        return [result["outcome"] for result in json.loads(self.out)["results"]]

    @property
    def results(self) -> list[Any]:
        return list(json.loads(self.out)["results"])


Call = Callable[..., Said]


@pytest.fixture
def specgen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    """Return a function that runs specgen in a folder of its own; no command may show a traceback."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "Work", Stub)

    def call(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["specgen", *arguments])
        capsys.readouterr()
        with icc_profile_left_open(), pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return Said(int(left.value.code or 0), said.out, said.err)

    return call


def bytes_in(folder: Path) -> dict[str, bytes]:
    """Return every output in *folder*, without the ledger."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != FOLDER}


# --- which files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sources", "files"),
    [
        (["in"], ["in/a.yaml", "in/b.csv", "in/c.yml"]),
        (["in/*.json"], ["in/d.json"]),
        (["**/*.yaml"], ["in/a.yaml", "in/deep/e.yaml", "odd[1].yaml"]),
        (["in/b.csv", "in", "in/a.yaml"], ["in/b.csv", "in/a.yaml", "in/c.yml"]),  # each once, where it is named first
        (["missing.yaml"], ["missing.yaml"]),  # a finding of its own tells that
        (["odd[1].yaml"], ["odd[1].yaml"]),  # a name is a name before it is a pattern
    ],
)
def test_which_files_a_source_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: list[str], files: list[str]) -> None:
    """Folders without what else lies there, patterns, and names."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in/deep").mkdir(parents=True)
    for name in ("a.yaml", "b.csv", "c.yml", "d.json", "specgen.yaml", ".hidden.yaml", "~$b.xlsx", "notes.txt", "deep/e.yaml"):
        (tmp_path / "in" / name).touch()
    (tmp_path / "odd[1].yaml").touch()
    assert files_of(sources) == files


@pytest.mark.parametrize("source", ["empty", "*.yaml", "empty/**/*.csv"])
def test_a_source_without_a_file_is_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """A typing error must not look like an empty tender."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no requirement and no list"):
        files_of([source])


# --- outcomes ---------------------------------------------------------------------------------------------------------


def test_the_bytes_are_those_of_propose(specgen: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With the real work: files, a refused one and the rows of a list, in both ways."""
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(HEAD + "X-1\n")
    (tmp_path / "b.yaml").write_text(HEAD + "X-2\ntitle: 電池\n")
    with (tmp_path / "c.csv").open("w", newline="") as out:
        csv.writer(out).writerows(
            [("reference", "date", "company", "specimen.height"), ("X-3", "2026-11-20", "Acme", "80 mm"), ("X-3", "", "B", "")]
        )
    files = ("a.yaml", "b.yaml", "c.csv")
    one, other = (specgen(name, *files, "--output", name, "--json") for name in ("propose", "batch"))
    assert (one.code, other.code) == (1, 1)
    assert one.outcomes == other.outcomes == ["done", "refused", "done", "refused"]
    assert [result["findings"] for result in one.results] == [result["findings"] for result in other.results]
    assert bytes_in(tmp_path / "propose") == bytes_in(tmp_path / "batch")
    assert sorted(bytes_in(tmp_path / "batch")) == ["X-1_A.json", "X-1_A.pdf", "X-3_A.json", "X-3_A.pdf"]


def test_a_revision_is_archived_and_tells_what_changed(specgen: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With the real work: the former revision travels to the worker, and archive and outputs are those of `propose`."""
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(HEAD + "X-1\n")
    (tmp_path / "b.yaml").write_text(HEAD + "X-1\nrevision: B\ntitle: With a title\n")
    for name in ("propose", "batch"):
        for file in ("a.yaml", "b.yaml"):
            assert specgen(name, file, "--output", name, "--archive", f"kept-{name}").code == 0
    assert list((tmp_path / "kept-batch").rglob("changes.json"))
    assert bytes_in(tmp_path / "propose") == bytes_in(tmp_path / "batch")
    again = specgen("batch", "b.yaml", "--output", "batch", "--archive", "kept-batch")
    assert again.err == "1 done of 1; 0 made now, 1 made before\n"
    shown = [specgen("archive", "show", "X-1", "--archive", f"kept-{name}", "--json").out for name in ("propose", "batch")]
    states = [[event["state"] for event in json.loads(one)["log"]] for one in shown]
    assert states[0] == states[1] != []


def test_a_run_that_is_repeated_does_nothing(specgen: Call, tmp_path: Path) -> None:
    """Not a file is touched; one that is gone or altered is made again, and the altered one only with force."""
    listed(tmp_path, 4)
    assert specgen("batch", "tender.csv").err == "4 done of 4; 4 made now, 0 made before\n"
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "output").glob("T-*")}
    assert specgen("batch", "tender.csv").err == "4 done of 4; 0 made now, 4 made before\n"
    assert times == {path: path.stat().st_mtime_ns for path in (tmp_path / "output").glob("T-*")}
    whole = bytes_in(tmp_path / "output")
    (tmp_path / "output/T-0001_A.pdf").unlink()
    assert specgen("batch", "tender.csv").err == "4 done of 4; 1 made now, 3 made before\n"
    (tmp_path / "output/T-0002_A.pdf").write_bytes(b"altered")
    refused = specgen("batch", "tender.csv")
    assert (refused.code, "SG-E142" in refused.err) == (1, True)
    assert specgen("batch", "tender.csv", "--force").code == 0
    assert bytes_in(tmp_path / "output") == whole
    assert specgen("batch", "tender.csv", "--no-resume").err == "4 done of 4; 4 made now, 0 made before\n"


@pytest.mark.parametrize("change", [("--paper", "letter"), ("--to", "pdf"), ("--draft",), ("--date", "2026-01-01"), ("--archive",)])
def test_another_order_is_another_document(specgen: Call, tmp_path: Path, change: tuple[str, ...]) -> None:
    """Each option that has a hand in the outputs makes them anew; here the stub's bytes do not show it."""
    (tmp_path / "a.yaml").write_text("specgen: 1\nreference: X-1\ncustomer: {company: Acme}\n")
    assert specgen("batch", "a.yaml").code == 0
    if change == ("--archive",):
        said = specgen("batch", "a.yaml", *change)
        assert "none of specgen" in said.err or said.code != 0  # the stub's file is no document, and is not filed
    else:
        assert "1 made now" in specgen("batch", "a.yaml", *change).err


def test_what_the_workspace_says_of_a_document_counts(specgen: Call, tmp_path: Path) -> None:
    """An approval or an agreement that comes later makes its document anew, and no other."""
    listed(tmp_path, 2)
    (tmp_path / "specgen.yaml").write_text("sender: {company: Acme}\n")
    assert specgen("batch", "tender.csv").code == 0
    (tmp_path / "quotes").mkdir()
    (tmp_path / "quotes/T-0001_A.yaml").write_text("options: []\n")
    assert "1 made now, 1 made before" in specgen("batch", "tender.csv").err
    (tmp_path / "specgen.yaml").write_text("sender: {company: Other}\n")
    assert "2 made now, 0 made before" in specgen("batch", "tender.csv").err


def test_the_same_reference_twice_names_both_places(specgen: Call, tmp_path: Path) -> None:
    """The second is refused, whatever becomes of the first."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(HEAD + "X-1\n")
    said = specgen("batch", "a.yaml", "b.yaml")
    assert said.code == 1
    assert "b.yaml:4:12: error[SG-E141]" in said.err
    assert "a.yaml" in said.err.splitlines()[0]


def test_poison_is_quarantined_and_stays_so(specgen: Call, tmp_path: Path) -> None:
    """Each tells what it did to its workers; the next run does not try it again, unless it is asked to."""
    (tmp_path / "tender.csv").write_text("reference,date,company\nCRASH,2026-11-20,A\nX-1,2026-11-20,A\nMEMORY,2026-11-20,A\n")
    said = specgen("batch", "tender.csv", "--jobs", "2", "--json")
    assert (said.code, said.outcomes) == (1, ["quarantined", "done", "quarantined"])
    assert said.results[0]["because"] == ["killed its worker (SIGSEGV)"] * 3
    assert said.results[2]["because"] == ["took more than its 1500 MB of memory"] * 3
    again = specgen("batch", "tender.csv")
    assert "1 done, 2 quarantined of 3; 0 made now, 1 made before" in again.err
    assert "tender.csv#2: quarantined: killed its worker (SIGSEGV); killed" in again.err


def test_a_defect_fails_one_document_and_has_its_log(specgen: Call, tmp_path: Path) -> None:
    """The others go on, and the next run tries it again."""
    (tmp_path / "tender.csv").write_text("reference,date,company\nDEFECT,2026-11-20,A\nX-1,2026-11-20,A\n")
    for _ in range(2):
        said = specgen("batch", "tender.csv", "--json")
        assert (said.code, said.outcomes) == (1, ["failed", "done"])
    (why,) = said.results[0]["because"]
    assert why.startswith("a defect in specgen itself; its details are in output/.specgen-batch/defect-")
    assert "KeyError: 'DEFECT'" in Path(why.rpartition(" ")[2]).read_text()


# --- what stands in the way -------------------------------------------------------------------------------------------


def test_two_batches_on_one_folder(specgen: Call, tmp_path: Path) -> None:
    """The second is told at once, and touches nothing."""
    listed(tmp_path, 1)
    with opened(tmp_path / "output"):
        said = specgen("batch", "tender.csv")
    assert said.code == EnvironmentLackError.exit_code
    assert said.err == "specgen: another batch is at work in output\n  = help: wait for its end, or choose another --output\n"
    assert bytes_in(tmp_path / "output") == {}


@pytest.mark.parametrize("broken", [b"no database at all, but long enough to look at" * 99, None])
def test_a_ledger_that_cannot_be_used(specgen: Call, tmp_path: Path, broken: bytes | None) -> None:
    """Damaged, or of another version: said, with the way out."""
    listed(tmp_path, 1)
    (tmp_path / "output" / FOLDER).mkdir(parents=True)
    ledger = tmp_path / "output" / FOLDER / "ledger.sqlite"
    if broken:
        ledger.write_bytes(broken)
    else:
        with sqlite3.connect(ledger) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
    said = specgen("batch", "tender.csv")
    assert (said.code, "ledger.sqlite cannot be used" in said.err) == (EnvironmentLackError.exit_code, True)
    assert "remove the folder output/.specgen-batch" in said.err


def test_a_place_that_a_folder_takes(specgen: Call, tmp_path: Path) -> None:
    """An output that cannot be put in its place fails its own document alone, and nothing of that one stays."""
    listed(tmp_path, 3)
    (tmp_path / "output/T-0001_A.json").mkdir(parents=True)
    said = specgen("batch", "tender.csv", "--json")
    assert (said.code, said.outcomes) == (1, ["done", "failed", "done"])
    assert said.results[1]["because"] == ["cannot write output/T-0001_A.pdf: Is a directory"]
    assert sorted(os.listdir(tmp_path / "output")) == [
        FOLDER, "T-0000_A.json", "T-0000_A.pdf", "T-0001_A.json", "T-0002_A.json", "T-0002_A.pdf",
    ]  # fmt: skip


def test_a_full_disk_stops_the_run_and_blames_nobody(specgen: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done stays, nothing is half-written, and with room again the run goes on."""
    listed(tmp_path, 8)
    stage = writing._stage
    staged: list[Path] = []

    def full(path: Path, data: bytes, staging: Path | None) -> Path:
        staged.append(path)
        if len(staged) == 8:  # the second output of the fourth document
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return stage(path, data, staging)

    monkeypatch.setattr(writing, "_stage", full)
    said = specgen("batch", "tender.csv", "--jobs", "1")
    assert said.code == EnvironmentLackError.exit_code
    assert "No space left on device" in said.err
    assert len(bytes_in(tmp_path / "output")) == 6
    assert list((tmp_path / "output" / FOLDER / "work").iterdir()) == []
    monkeypatch.setattr(writing, "_stage", stage)
    assert specgen("batch", "tender.csv").err == "8 done of 8; 5 made now, 3 made before\n"


def test_a_ledger_without_room(tmp_path: Path) -> None:
    """The database's own word for it becomes ours."""

    def fill() -> None:
        with opened(tmp_path) as ledger:
            ledger._connection.execute("PRAGMA max_page_count = 1")
            for number in range(99):
                ledger.strike(f"{number:064}", "x" * 4000)

    with pytest.raises(EnvironmentLackError, match=r"cannot write .*ledger.sqlite: database or disk is full"):
        fill()


def test_a_file_that_is_locked_fails_its_own_document(specgen: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where another program holds it open on Windows, or it is immutable: the others go on, and the next run tries again."""
    listed(tmp_path, 3)
    replace = os.replace

    def locked(source: Any, target: Any) -> None:
        if Path(target).name == "T-0001_A.json":
            raise PermissionError(errno.EPERM, "Operation not permitted", str(source), None, str(target))
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", locked)
        said = specgen("batch", "tender.csv", "--json")
    assert (said.code, said.outcomes) == (1, ["done", "failed", "done"])
    assert said.results[1]["because"] == ["cannot write output/T-0001_A.pdf: Operation not permitted"]
    assert not list((tmp_path / "output").rglob("*T-0001*"))
    assert specgen("batch", "tender.csv").err == "3 done of 3; 1 made now, 2 made before\n"


def test_an_output_folder_that_cannot_be_made(specgen: Call, tmp_path: Path) -> None:
    """Said at once, before anything is worked on."""
    listed(tmp_path, 1)
    (tmp_path / "output").write_text("a file")
    said = specgen("batch", "tender.csv")
    assert (said.code, said.err.startswith("specgen: cannot write output")) == (EnvironmentLackError.exit_code, True)


# --- going on ---------------------------------------------------------------------------------------------------------


def test_a_run_that_goes_on_keeps_its_day(tmp_path: Path) -> None:
    """Documents without a date of their own all bear that of the run's beginning, though midnight has passed."""
    monday, tuesday = datetime.date(2026, 11, 23), datetime.date(2026, 11, 24)
    with opened(tmp_path) as ledger:
        assert ledger.begin(monday, resume=True) == monday
    with opened(tmp_path) as ledger:
        assert ledger.begin(tuesday, resume=True) == monday
        assert ledger.begin(tuesday, resume=False) == tuesday
        ledger.finish()
    with opened(tmp_path) as ledger:
        assert ledger.begin(tuesday, resume=True) == tuesday


# --- watching ---------------------------------------------------------------------------------------------------------


def test_the_tally_tells_rate_and_time_left() -> None:
    """Ten in twenty seconds leave thirty for sixty: what an earlier run has made says nothing of the rate."""
    tally = Tally(30, begun=100.0)
    assert tally.remaining(100.0) is None
    for number in range(15):
        tally.add(Settled(str(number), "done", seconds=1.0, is_new=number < 10))
    tally.add(Settled("list", "accepted"))
    assert (tally.settled, tally.rate(120.0), tally.remaining(120.0)) == (15, 0.5, 30.0)
    assert line_of(tally, kit().wording, 120.0) == "15 of 30 · 0.5/s · 0:30 left · 15 done"
    tally.add(Settled("x", "quarantined"))
    assert tally.as_json(120.0) == {
        "format": "specgen-progress/1", "total": 30, "settled": 16, "done": 15, "refused": 0, "quarantined": 1, "failed": 0,
        "per_second": 0.5, "seconds_left": 28.0,
    }  # fmt: skip


def test_progress_as_json_is_a_line_for_each_file(specgen: Call, tmp_path: Path) -> None:
    """On stderr, so that the results stay alone on stdout."""
    listed(tmp_path, 2)
    said = specgen("batch", "tender.csv", "--progress", "json", "--json", "--jobs", "1")
    lines = [json.loads(line) for line in said.err.splitlines()]
    assert [(line["settled"], line["outcome"]) for line in lines] == [(1, "done"), (2, "done")]
    assert said.outcomes == ["done", "done"]


# --- the summary ------------------------------------------------------------------------------------------------------


def test_the_summary_counts_and_adds_up(specgen: Call, tmp_path: Path) -> None:
    """Sums are exact, what is refused says why, and a run that does nothing tells the same of its documents."""
    listed(tmp_path, 3)
    (tmp_path / "bad.yaml").write_text("specgen: 1\nreference: 電池\ncustomer: {company: A}\n")
    for _ in range(2):
        assert specgen("batch", "tender.csv", "bad.yaml", "--report", "sum.html").code == 1
        page = html.unescape((tmp_path / "sum.html").read_text())
        assert "EUR\u00a03,000.30</strong> for 3 documents" in page
        assert '"??" does not have the form of such a name' in page
        assert not re.search(r'(?:src|href)="(?!data:|#)', page)  # nothing to fetch
        book = openpyxl.load_workbook(tmp_path / "sum.xlsx")
        rows = list(book["Files"].values)
        assert [row[1] for row in rows] == ["Outcome", "done", "done", "done", "refused"]
        assert rows[1][2:13] == ("T-0000", "A", "Acme", None, "recommended", "mini focus", "P 33", 2, None, "EUR", 1000.1)
        assert ("Net price", "EUR", 3, 3000.3) in list(book["Counts and sums"].values)


def test_the_trade_offs_are_drawn_in_small(specgen: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With the real work: one small plot for the document, the proposed platform below the line of what is allowed."""
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert specgen("batch", str(EXAMPLES / "oem-source-only.yaml"), str(EXAMPLES / "contact-plate.yaml"), "--report", "sum").code == 0
    page = (tmp_path / "sum.html").read_text()
    assert "trade-offs between resolution and output" in page or "2 documents" in page
    with opened(tmp_path / "output") as ledger:
        rows = ledger._connection.execute("SELECT about FROM document").fetchall()
    points = [point for (about,) in rows for point in About.of_json(json.loads(about)).trade_off]
    assert points
    assert all(point.blur <= 1 for point in points if point.is_proposed)
