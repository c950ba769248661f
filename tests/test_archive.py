"""The archive as a library: what is written, read back, found and exported, and what is refused."""

import hashlib
import json
import sqlite3
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from filings import STAMP, filing, judged_by_ocfl_py

from specgen.archive import disk, index, operations, recovery, storage
from specgen.archive.export import export
from specgen.archive.history import history
from specgen.archive.index import Wanted
from specgen.archive.inventory import NAME, SIDECAR, Stamp
from specgen.archive.layout import Layout
from specgen.archive.record import STATES
from specgen.errors import DamagedArchiveError, NotFiledError, UsageError

LATER: Final = Stamp("2026-12-01T08:00:00Z", "John Roe", "order 4711")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """Return an archive with A and B of R-1, of which B was sent, and with A of R-2."""
    made = Layout(tmp_path / "archive")
    assert recovery.open_for_writing(made) == ()
    for reference, revision in (("R-1", "A"), ("R-2", "A"), ("R-1", "B")):
        operations.add(made, filing(reference, revision, f"wall of steel {revision}"), STAMP)
    operations.note_state(made, "R-1", "sent", LATER)
    index.build(made)
    return made


def folder_of(layout: Layout, reference: str) -> Path:
    return layout.folder(layout.key(reference))


def files_below(folder: Path) -> dict[str, bytes]:
    """Return every file but the locks, which hold nothing."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.parent.name != "locks")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


# --- what lies on the disk ------------------------------------------------------------------------------------------------


def test_it_is_an_ocfl_storage_root(layout: Layout) -> None:
    """By name of the registered layout; the folder of an object follows from its id alone."""
    assert judged_by_ocfl_py(layout.root) == []
    assert (layout.root / "0=ocfl_1.1").read_bytes() == b"ocfl_1.1\n"
    assert json.loads((layout.root / "ocfl_layout.json").read_text())["extension"] == "0004-hashed-n-tuple-storage-layout"
    key = hashlib.sha256(b"R-1").hexdigest()
    assert (layout.root / key[:3] / key[3:6] / key[6:9] / key / "0=ocfl_object_1.1").is_file()


def test_the_layouts_own_example_is_followed() -> None:
    """The first example of extension 0004: `object-01` lies at 3c0/ff4/240/3c0ff4240c1e...5d7a."""
    place = Layout(Path("root")).folder(Layout(Path("root")).key("object-01")).as_posix()
    assert place == "root/3c0/ff4/240/3c0ff4240c1e116dba14c7627f2319b58aa3d77606d0d90dfc6161608ac987d4"


def test_a_version_holds_what_it_promises(layout: Layout) -> None:
    """Three versions of R-1: A, B, and the note that B was sent; nothing is written twice."""
    names = sorted(files_below(folder_of(layout, "R-1")))
    parts = ["decision.json", "document.pdf", "environment.json", "log.jsonl", "record.json", "requirement.yaml"]
    same = {"decision.json", "environment.json"}
    inventories = [NAME, SIDECAR]
    assert names == sorted(
        ["0=ocfl_object_1.1", *inventories]
        + [f"v1/content/{name}" for name in parts]
        + [f"v2/content/{name}" for name in parts if name not in same]
        + ["v3/content/log.jsonl"]
        + [f"v{number}/{name}" for number in (1, 2, 3) for name in inventories]
    )


def test_the_checksums_of_the_inventories_can_be_checked_by_hand(layout: Layout) -> None:
    for folder in (folder_of(layout, "R-1"), folder_of(layout, "R-1") / "v2"):
        assert subprocess.run(["sha512sum", "-c", SIDECAR], cwd=folder, capture_output=True, check=False).returncode == 0


def test_the_record_says_who_when_why_and_vouches_for_every_file(layout: Layout) -> None:
    record = json.loads((folder_of(layout, "R-1") / "v2/content/record.json").read_text())
    parts = filing("R-1", "B", "wall of steel B").parts()
    assert record["filed"] == {"when": STAMP.created, "by": STAMP.by, "because": STAMP.because}
    assert (record["format"], record["state"], record["revision"]) == ("specgen-record/1", "filed", "B")
    assert {**record["received"], **record["made"]} == {name: hashlib.sha512(data).hexdigest() for name, data in parts.items()}
    assert record["issue"] is None


def test_the_log_only_grows(layout: Layout) -> None:
    logs = [(folder_of(layout, "R-1") / f"v{number}/content/log.jsonl").read_bytes() for number in (1, 2, 3)]
    assert logs[2].startswith(logs[1])
    assert logs[1].startswith(logs[0])
    assert json.loads(logs[2].splitlines()[-1]) == {
        "revision": "B", "state": "sent", "when": LATER.created, "by": LATER.by, "because": LATER.because,
    }  # fmt: skip


def test_same_calls_same_bytes(layout: Layout, tmp_path: Path) -> None:
    other = Layout(tmp_path / "other")
    recovery.open_for_writing(other)
    for reference, revision in (("R-1", "A"), ("R-1", "B"), ("R-2", "A")):
        operations.add(other, filing(reference, revision, f"wall of steel {revision}"), STAMP)
    operations.note_state(other, "R-1", "sent", LATER)
    assert files_below(folder_of(other, "R-1")) == files_below(folder_of(layout, "R-1"))


@pytest.mark.parametrize("names", [("ACME", "acme"), ("NUL", "con"), ("a" * 64, "a" * 63), ("1..2", "1.")])
def test_an_id_never_becomes_a_path(names: tuple[str, str], tmp_path: Path) -> None:
    """Names that differ in case, that devices have, that end in a point: every one its own object, none visible in a path."""
    layout = Layout(tmp_path / "archive")
    recovery.open_for_writing(layout)
    for name in names:
        assert operations.add(layout, filing(name), STAMP).is_new
    assert judged_by_ocfl_py(layout.root) == []
    assert [path for path in layout.root.rglob("*") if path.name in names] == []


# --- adding -----------------------------------------------------------------------------------------------------------------


def test_the_same_again_changes_nothing(layout: Layout) -> None:
    """Also where another machine made it, and long after another revision came."""
    before = files_below(layout.root)
    again = replace(filing("R-1", "A", "wall of steel A"), environment={"known": True})
    outcome = operations.add(layout, again, LATER)
    assert (outcome.version, outcome.is_new) == ("v1", False)
    assert files_below(layout.root) == before


@pytest.mark.parametrize("part", ["requirement", "decision", "document"])
def test_other_content_under_the_same_name_is_refused(layout: Layout, part: str) -> None:
    before = files_below(layout.root)
    with pytest.raises(NotFiledError) as refused:
        operations.add(layout, replace(filing("R-1", "A", "wall of steel A"), **{part: b"other"}), LATER)
    facts = dict(refused.value.finding.facts)
    assert (refused.value.finding.code, facts["when"], facts["other"].partition(".")[0]) == ("SG-E181", "2026-11-22", part)
    assert files_below(layout.root) == before


@pytest.mark.parametrize("kind", ["a file", "other things", "another layout"])
def test_a_folder_of_something_else_is_left_alone(kind: str, tmp_path: Path) -> None:
    root = tmp_path / "archive"
    if kind == "a file":
        root.write_text("")
    else:
        root.mkdir()
        (root / ("0=ocfl_1.1" if kind == "another layout" else "holiday.jpg")).write_text("ocfl_1.1\n")
    with pytest.raises(UsageError, match=f"^{root} (is a file|is no archive, and holds holiday.jpg|is laid out in another way)"):
        recovery.open_for_writing(Layout(root))


# --- states -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_a_version_of_its_own(layout: Layout, state: str) -> None:
    outcome = operations.note_state(layout, "R-2", state, LATER)
    held = history(layout, layout.key("R-2"))
    assert held is not None
    assert (outcome.version, held.inventory.head, held.filed[0].latest.state) == ("v2", "v2", state)
    assert held.filed[0].version == "v1"
    assert judged_by_ocfl_py(layout.root) == []


def test_a_state_said_again_changes_nothing(layout: Layout) -> None:
    before = files_below(layout.root)
    assert not operations.note_state(layout, "R-1", "sent", LATER).is_new
    assert files_below(layout.root) == before


def test_a_state_belongs_to_a_revision(layout: Layout) -> None:
    """A was superseded; B stays sent."""
    operations.note_state(layout, "R-1", "superseded", LATER, "A")
    held = history(layout, layout.key("R-1"))
    assert held is not None
    assert {filed.record.subject.revision: filed.latest.state for filed in held.filed} == {"A": "superseded", "B": "sent"}


@pytest.mark.parametrize(
    ("reference", "state", "revision", "says"),
    [
        ("R-7", "sent", None, "R-7 is not in this archive"),
        ("R-1", "lost", None, "there is no state 'lost'; take one of: sent, accepted"),
        ("R-1", "sent", "C", "R-1 has no revision 'C' in this archive; it has A, B"),
    ],
)
def test_a_state_of_nothing_is_refused(layout: Layout, reference: str, state: str, revision: str | None, says: str) -> None:
    before = files_below(layout.root)
    with pytest.raises(UsageError, match=says):
        operations.note_state(layout, reference, state, LATER, revision)
    assert files_below(layout.root) == before


# --- finding ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ["R-1 A", "R-1 B", "R-2 A"]),
        (Wanted(reference="R-1"), ["R-1 A", "R-1 B"]),
        (Wanted(customer="acme ce"), ["R-1 A", "R-1 B", "R-2 A"]),
        (Wanted(customer="steel"), []),
        (Wanted(text="steel B"), ["R-1 B"]),
        (Wanted(text="R-2"), ["R-2 A"]),
        (Wanted(text='" OR "'), []),
        (Wanted(focus_class="Mini Focus", platform="SOURCE-RAY-33UM"), ["R-1 A", "R-1 B", "R-2 A"]),
        (Wanted(focus_class="nanofocus"), []),
        (Wanted(state="sent"), ["R-1 B"]),
        (Wanted(state="filed", text="steel"), ["R-2 A"]),
        (Wanted(date="2026-11"), ["R-1 A", "R-1 B", "R-2 A"]),
        (Wanted(date="2026-11-21..2027"), []),
        (Wanted(date="2025..2026"), ["R-1 A", "R-1 B", "R-2 A"]),
    ],
)
def test_what_is_wanted_is_found(layout: Layout, wanted: Wanted, found: list[str]) -> None:
    """By the index and, where that is missing and cannot be written, without one."""
    assert [f"{row.reference} {row.revision}" for row in index.find(layout, wanted)] == found
    layout.index.unlink()
    assert [f"{row.reference} {row.revision}" for row in index.find(layout, wanted)] == found


@pytest.mark.parametrize("wanted", [Wanted(date="yesterday"), Wanted(date="2026-11-20.."), Wanted(text="..."), Wanted(customer="")])
def test_what_cannot_be_looked_for_is_said(layout: Layout, wanted: Wanted) -> None:
    with pytest.raises(UsageError, match=r"write a day, a month or a year|there is no word in it"):
        list(index.find(layout, wanted))


@pytest.mark.parametrize("harm", ["missing", "not a database", "another form", "cut off"])
def test_the_index_may_be_thrown_away(layout: Layout, harm: str) -> None:
    """However it was harmed, the next writer or the next making of the index brings it in order."""
    before = list(index.find(layout, Wanted()))
    if harm == "missing":
        layout.index.unlink()
    elif harm == "not a database":
        layout.index.write_bytes(b"index")
    elif harm == "cut off":
        layout.index.write_bytes(layout.index.read_bytes()[:-5000])
    else:
        with sqlite3.connect(layout.index) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
    operations.note_state(layout, "R-2", "sent", LATER)
    assert index.build(layout).records == 3
    assert list(index.find(layout, Wanted())) == [*before[:2], replace(before[2], state="sent", since=LATER.created)]


def test_a_damaged_object_does_not_stop_the_index(layout: Layout) -> None:
    (folder_of(layout, "R-2") / "v1/content/record.json").write_text("{}")
    built = index.build(layout)
    assert (built.records, len(built.damaged)) == (2, 1)
    assert "v1/content/record.json: this file is not the one that was archived" in built.damaged[0]


# --- damage -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "data", "says"),
    [
        ("v1/content/log.jsonl", b"{}", "v1/content/log.jsonl: this file is not the one that was archived"),
        ("v1/content/log.jsonl", None, "v1/content/log.jsonl: this file is missing"),
        (NAME, b"{}", "inventory.json: this is no inventory"),
        (NAME, b"[" * 100_000, "inventory.json: this is no inventory"),
        (NAME, b'{"id": "R-2", "manifest": {}, "versions": {"v1": 1}}', "inventory.json: this is no inventory"),
        (NAME, None, "inventory.json: the inventory is missing"),
    ],
)
def test_damage_is_named_and_never_painted_over(layout: Layout, file: str, data: bytes | None, says: str) -> None:
    """Reading says which file; writing refuses, too, and leaves everything as it was."""
    path = folder_of(layout, "R-2") / file
    path.unlink()
    if data is not None:
        path.write_bytes(data)
    before = files_below(layout.root)
    with pytest.raises(DamagedArchiveError) as read:
        history(layout, layout.key("R-2"))
    assert says in str(read.value)
    with pytest.raises(DamagedArchiveError):
        operations.note_state(layout, "R-2", "sent", LATER)
    assert files_below(layout.root) == before


def test_an_inventory_cannot_lead_out_of_its_object(layout: Layout) -> None:
    path = folder_of(layout, "R-2") / NAME
    path.write_text(path.read_text().replace("v1/content/log.jsonl", "../../../../README.txt"))
    with pytest.raises(DamagedArchiveError, match="it has no place for the content"):
        history(layout, layout.key("R-2"))


# --- recovery ---------------------------------------------------------------------------------------------------------------


def half_done(layout: Layout, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """Note a state with a writer that is gone when it comes to *call*, so that it can clear up nothing."""

    def gone(*given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(storage, call, gone)
        patch.setattr(recovery, "settle", lambda *_, **__: [])
        with pytest.raises(KeyboardInterrupt):
            operations.note_state(layout, "R-2", "accepted", LATER)


def test_a_version_that_was_committed_is_finished(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    """The version lies in the object, its inventory does not know of it yet: readers see the former one until then."""
    half_done(layout, monkeypatch, "_put")
    held = history(layout, layout.key("R-2"))
    assert held is not None
    assert held.inventory.head == "v1"
    (found,) = recovery.open_for_writing(layout)
    assert (found.what, found.where) == ("finished", str(folder_of(layout, "R-2")))
    assert [row.state for row in index.find(layout, Wanted(reference="R-2"))] == ["accepted"]
    assert recovery.open_for_writing(layout) == ()
    assert judged_by_ocfl_py(layout.root) == []


def test_work_that_was_never_committed_is_set_aside(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files_below(folder_of(layout, "R-2"))
    with monkeypatch.context() as patch:
        patch.setattr(disk, "move", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        patch.setattr(recovery, "settle", lambda *_, **__: [])
        with pytest.raises(KeyboardInterrupt):
            operations.note_state(layout, "R-2", "accepted", LATER)
    (found,) = recovery.open_for_writing(layout)
    assert found.what == "set aside"
    assert b"accepted" in (Path(found.where) / "v2/content/log.jsonl").read_bytes()
    assert files_below(folder_of(layout, "R-2")) == before


def test_work_in_progress_is_left_alone(layout: Layout) -> None:
    """What another process holds the lock of is not half done but being done."""
    key = layout.key("R-2")
    (layout.work / key / "v2").mkdir(parents=True)
    with disk.locked(layout.lock(key)):
        assert recovery.open_for_writing(layout) == ()
    assert [found.what for found in recovery.open_for_writing(layout)] == ["set aside"]


# --- export -----------------------------------------------------------------------------------------------------------------


def test_an_export_is_proven_by_sha512sum(layout: Layout, tmp_path: Path) -> None:
    held = [found for name in ("R-1", "R-2") if (found := history(layout, layout.key(name)))]
    assert export(layout, held, tmp_path / "out") == 17
    assert sorted(path.name for path in (tmp_path / "out/R-1").iterdir()) == ["A", "B", "log.jsonl"]
    assert (tmp_path / "out/R-1/B/document.pdf").read_bytes() == filing("R-1", "B", "wall of steel B").document
    checked = subprocess.run(["sha512sum", "-c", "SHA512SUMS"], cwd=tmp_path / "out", capture_output=True, text=True, check=True)
    assert checked.stdout.count(": OK\n") == 17


def test_an_export_replaces_nothing(layout: Layout, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("")
    with pytest.raises(UsageError, match="exists already: name a new folder"):
        export(layout, [], tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("wanted", "by"),
    [
        (Wanted(), "SCAN records USING INDEX by_reference"),
        (Wanted(state="sent"), "SEARCH records USING INDEX by_state "),
        (Wanted(date="2026-11"), "SEARCH records USING INDEX by_date "),
        (Wanted(state="sent", date="2026-11"), "SEARCH records USING INDEX by_state_and_date "),
        (Wanted(platform="p", date="2026-11"), "SEARCH records USING INDEX by_platform_and_date "),
        (Wanted(focus_class="p", date="2026-11"), "SEARCH records USING INDEX by_class_and_date "),
    ],
)
def test_a_look_up_never_walks_through_all(layout: Layout, wanted: Wanted, by: str) -> None:
    """SQLite is asked how it would go about it: a date with a state is found by both, however many have that state."""
    with sqlite3.connect(layout.index) as connection:
        text, values = index.query(wanted)
        steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", values)]
    assert f"{steps[0]} ".startswith(by)
