"""Batches as their users meet them: every file accounted for, the bytes those of `propose`, a repeated run that does nothing."""

import csv
import json
import os
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from batches import Stub, listed
from making import icc_profile_left_open

from specgen.__main__ import main
from specgen.batch.ledger import FOLDER, opened
from specgen.batch.sources import files_of
from specgen.cli import batch as command
from specgen.errors import EnvironmentLackError, UsageError

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
