"""The verifier of the archive: the fixtures of the OCFL editors, a broken archive for each thing it can say, hostile content."""

import ast
import importlib.util
import inspect
import json
import os
import re
import shutil
import sys
import tarfile
import tracemalloc
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import ocfl
import pytest
import typer
from archives import place_of, write_archive, write_inventory, write_object, write_root, written
from making import ROOT

from specgen.archive.verify import KINDS, ObjectReport, Problem, disk, find_objects, verify_object, verify_root
from specgen.archive.verify import document as json_document
from specgen.archive.verify.layout import Layout
from specgen.archive.verify.problems import LONGEST_FACT, MOST_PROBLEMS
from specgen.cli.archive_verify import verify
from specgen.cli.help import Commands
from specgen.files.library import Library
from specgen.files.words import load_wording

WORDING: Final = load_wording(Library(), "en")
BROKEN: Final = Path(__file__).parent / "broken_archives"
FIXTURES: Final = ROOT.parent / "shared" / "corpora" / "ocfl-fixtures.tar.gz"
NAME: Final = "urn:specgen:ACME-1"

_SPEC: Final = importlib.util.spec_from_file_location("make_broken_archives", BROKEN / "make.py")
assert _SPEC is not None
assert _SPEC.loader is not None
make: Final[Any] = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(make)


def kinds(report: ObjectReport) -> set[str]:
    return {problem.kind for problem in report.problems}


def reports_on(folder: Path) -> list[ObjectReport]:
    """Return what is found of a broken archive: an object, or a storage root where its name says so."""
    return list(verify_root(folder)) if "_root_" in folder.name else [verify_object(folder)]


# --- the fixtures of the OCFL editors -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not FIXTURES.is_file():
        pytest.skip(f"the public OCFL fixtures are not beside this project: {FIXTURES}")
    folder = tmp_path_factory.mktemp("fixtures")
    with tarfile.open(FIXTURES) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.mark.parametrize(("group", "count"), [("good", 22), ("warn", 27), ("bad", 107)])
def test_the_fixtures_are_judged_as_labelled(fixtures: Path, group: str, count: int) -> None:
    """A good one without a word, an odd one with its advice and no damage, a bad one with every code in its name."""
    folders = sorted(fixtures.glob(f"1.[01]/{group}-objects/*"))
    assert len(folders) == count
    wrong = []
    for folder in folders:
        report, labelled = verify_object(folder), set(re.findall(r"[EW]\d{3}", folder.name))
        codes = {problem.code for problem in report.problems}
        if not labelled <= codes or report.is_damaged != (group == "bad") or (group == "good" and codes):
            wrong.append((folder.name, sorted(codes)))
    assert wrong == []


# --- a broken archive for each thing that can be said --------------------------------------------------------------------


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, (kind, _) in make.MADE.items()])
def test_a_broken_archive_is_judged_by_its_code(name: str, kind: str) -> None:
    """The fault that its maker put in is told, with the code in the folder's name, in a sentence of our own."""
    problems = [problem for report in reports_on(BROKEN / name) for problem in report.problems]
    (told,) = [problem for problem in problems if problem.kind == kind][:1]
    assert told.code == name.partition("_")[0]
    assert all(problem.said(WORDING).strip() for problem in problems)
    assert any(problem.is_damage for problem in problems) == ("W" not in told.code)


@pytest.mark.parametrize("name", make.NOT_IN_GIT)
def test_what_git_cannot_keep_is_judged_by_its_code(name: str, tmp_path: Path) -> None:
    kind, make_it = make.NOT_IN_GIT[name]
    make_it(tmp_path / name)
    told = {problem.kind: problem.code for report in reports_on(tmp_path / name) for problem in report.problems}
    assert told[kind] == name.partition("_")[0]


def test_every_kind_has_its_archive_and_its_words(tmp_path: Path) -> None:
    """Nothing that the verifier can say goes untried, and no phrase stands for what it cannot say."""
    tried = {kind for kind, _ in (*make.MADE.values(), *make.NOT_IN_GIT.values())}
    here = {"unreadable", "object-missing"}  # below
    assert (set(KINDS) - tried, here & tried) == (here, set())
    assert {key.split(".")[2] for key in WORDING.phrases if key.startswith("fixity.problem.")} == set(KINDS)
    assert {path.name for path in BROKEN.iterdir() if path.is_dir() and path.name != "__pycache__"} == set(make.MADE)
    for name, (_, make_it) in make.MADE.items():
        make_it(tmp_path / name)
        assert contents_of(tmp_path / name) == contents_of(BROKEN / name), f"stale: {name}; python tests/broken_archives/make.py"


def contents_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_they_are_one_step_away_from_is_sound(tmp_path: Path) -> None:
    """Else the archives above would prove nothing."""
    make.good_object(tmp_path / "object")
    make.two_versions(tmp_path / "two")
    make.good_root(tmp_path / "root")
    assert [verify_object(tmp_path / name).problems for name in ("object", "two")] == [(), ()]
    assert [report.problems for report in verify_root(tmp_path / "root")] == [(), ()]


def test_a_problem_names_object_version_and_file() -> None:
    (problem,) = verify_object(BROKEN / "E092_changed").problems
    assert problem == Problem("content-changed", "v1/content/proposal.pdf", "v1", NAME)
    assert problem.said(WORDING) == "this file is no longer what was archived, its digest differs"


def test_a_copy_tells_which_of_two_was_changed() -> None:
    """Of an inventory and its digest, the one that its copy in the other folder contradicts."""
    files = {name: verify_object(BROKEN / name).problems[0].file for name in ("E060_inventory_changed", "E060_sidecar_changed")}
    assert files == {"E060_inventory_changed": "inventory.json", "E060_sidecar_changed": "inventory.json.sha512"}


def test_a_rotten_inventory_does_not_hide_what_else_is_wrong(tmp_path: Path) -> None:
    """The contents are judged by its intact copy."""
    make.good_object(tmp_path)
    written(tmp_path / "inventory.json", "\0" * 100)
    written(tmp_path / "v1/content/proposal.pdf", "x")
    problems = {(problem.code, problem.file) for problem in verify_object(tmp_path).problems}
    assert problems == {("E060", "inventory.json"), ("E064", "inventory.json"), ("E092", "v1/content/proposal.pdf")}


def test_an_erasure_is_told_and_is_no_damage() -> None:
    """What, from which file, when, by whom and why; the object verifies like any other, with other tools as well."""
    report = verify_object(BROKEN / "SW05_erased")
    (told,) = report.problems
    assert (report.is_damaged, told.code, told.version, told.file) == (False, "SW05", "v1", "proposal.pdf")
    assert told.said(WORDING) == "customer.contact was erased from this file on 2031-05-04T09:30:00Z by Jane Doe: asked for in a letter"
    assert ocfl.Object().validate(objdir=str(BROKEN / "SW05_erased"))[0]


@pytest.mark.parametrize("mark", [None, [], "x", {}, {"erasures": [[]]}, {"erasures": [{"files": 1}]}, {"erasures": [{"files": [7]}]}])
def test_a_mark_of_any_form_is_read_without_harm(mark: Any, tmp_path: Path) -> None:
    told = dict.fromkeys(("when", "by", "because", "what"), "x")
    if isinstance(mark, dict):
        mark = {"format": "specgen-erasures/1", **mark}
        mark["erasures"] = [told | one if isinstance(one, dict) else one for one in mark.get("erasures", [1])]
    make.erased(mark if mark is not None else "null")(tmp_path)
    assert kinds(verify_object(tmp_path)) == {"erasure-form"}


# --- hostile content ----------------------------------------------------------------------------------------------------

BOMBS: Final = {
    "brackets without end": ("[" * 200_000, "not-json"),
    "nested objects": ('{"a":' * 100_000 + "1" + "}" * 100_000, "beyond-limit"),
    "too many entries": ("[" + "0," * json_document.MOST_NODES + "0]", "beyond-limit"),
    "too large": (" " * (json_document.MOST_BYTES + 1), "beyond-limit"),
    "a number of many digits": ("1" * 5000, "not-json"),
    "NaN": ('{"id": NaN}', "not-json"),
    "a list": ("[]", "not-json"),
    "nothing": ("", "not-json"),
    "NUL": ("\0", "not-json"),
    "byte-order mark": ("\ufeff{}", "not-json"),
}


@pytest.mark.parametrize(("text", "kind"), BOMBS.values(), ids=list(BOMBS))
def test_an_inventory_that_is_none_is_refused(text: str, kind: str, tmp_path: Path) -> None:
    """In a sentence, without a traceback, and the object's other files are looked at all the same."""
    make.good_object(tmp_path)
    for version in ("", "v1"):
        write_inventory(tmp_path / version, text)
    written(tmp_path / "notes.txt", "x")
    assert {kind if text[:3] != "[[[" else "beyond-limit", "unexpected-file"} <= kinds(verify_object(tmp_path))


# Values that stand where another form is wanted; each must be told, none may stop the verifier.
ODD: Final = (
    None,
    True,
    0,
    -1e999,
    "",
    "x",
    "../..",
    "/etc/passwd",
    "\ud800",
    "a\0b",
    [],
    [[]],
    {},
    {"": ""},
    {"v1": None},
    ["v1"],
    "v1/" * 5000,
)
PLACES: Final = (
    *(("id",), ("type",), ("digestAlgorithm",), ("head",), ("contentDirectory",), ("manifest",), ("versions",), ("fixity",)),
    *(("manifest", make.PDF), ("versions", "v1"), ("versions", "v0"), ("versions", "v1", "created"), ("versions", "v1", "state")),
    *(("versions", "v1", "state", make.PDF), ("versions", "v1", "user"), ("versions", "v1", "user", "name"), ("versions", "v1", "message")),
)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(place).replace(make.PDF, "DIGEST"))
def test_odd_values_are_told(place: tuple[str, ...], tmp_path: Path) -> None:
    for number, value in enumerate(ODD):
        inventory = write_object(tmp_path / str(number), NAME, [make.FIRST])
        make.put(*place, to=value)(inventory)
        for version in ("", "v1"):
            text = json.dumps(inventory).replace("-Infinity", "-1e999")
            write_inventory(tmp_path / str(number) / version, text)
        report = verify_object(tmp_path / str(number))
        is_text = isinstance(value, str) and place[-1] in {"message", "name", "contentDirectory", "id"}
        harmless = is_text or (place == ("fixity",) and value == {}) or (place[-1] == make.PDF and value == ["v1"])
        assert report.problems or harmless, value
        assert all(len(problem.said(WORDING)) < 5 * LONGEST_FACT for problem in report.problems)


def test_nothing_outside_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids, manifests, layouts and links lead nowhere: only what lies below the object is opened."""
    written(tmp_path / "secret", "secret")
    root = write_root(tmp_path / "archive", "0002-flat-direct-storage-layout")
    make.restated(make.put("id", to="urn:../../secret"))(root / "object")
    make.restated(make.put("manifest", make.PDF, to=["../../secret", "/etc/passwd", "v1/content/../../../../secret"]))(root / "other")
    (root / "object/v1/content/proposal.pdf").unlink()
    (root / "object/v1/content/proposal.pdf").symlink_to(tmp_path / "secret")
    (root / "away").symlink_to("/etc")
    opened: list[str] = []
    plain = os.open

    def watched(path: Any, *given: Any, **named: Any) -> int:
        opened.append(os.fspath(path))
        return plain(path, *given, **named)

    monkeypatch.setattr(os, "open", watched)
    reports = {report.place: kinds(report) for report in verify_root(root)}
    assert find_objects(root, ["../../secret", "/etc/passwd", "secret"]) == {"../../secret": "object", "secret": "object"}
    assert opened
    assert [path for path in opened if not Path(path).resolve().is_relative_to(root)] == []
    assert "link" in reports["object"]
    assert "link" in reports[""]
    assert {"content-path-element", "content-path-slash"} <= reports["other"]


def test_what_was_exchanged_meanwhile_is_not_opened(tmp_path: Path) -> None:
    """A link or a pipe that took a file's place after the listing is refused, and nobody waits for it."""
    written(tmp_path / "secret", "secret")
    (tmp_path / "link").symlink_to("secret")
    os.mkfifo(tmp_path / "pipe")
    assert disk.read(tmp_path / "secret", 10) == b"secret"
    for name in ("link", "pipe"):
        with pytest.raises(OSError, match="symbolic links|no longer a plain file"):
            disk.read(tmp_path / name, 10)


def test_a_verification_writes_nothing(tmp_path: Path) -> None:
    """Not even a time of reading that anybody would miss: the same files with the same bytes and times."""
    write_archive(tmp_path, 3)

    def state() -> dict[str, tuple[int, int]]:
        return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(tmp_path.rglob("*"))}

    before = state()
    for path in sorted(tmp_path.rglob("*"), reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
    assert not any(report.problems for report in verify_root(tmp_path))
    assert state() == before


def test_deep_folders_are_followed_without_recursion(tmp_path: Path) -> None:
    """Far deeper than the stack is allowed to be."""
    make.good_object(tmp_path)
    deep = tmp_path / "v1" / "content"
    for _ in range(300):
        deep = deep / "d"
        deep.mkdir()
    written(deep / "x", "x")
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 60)
    try:
        (problem,) = verify_object(tmp_path).problems
    finally:
        sys.setrecursionlimit(usual)
    assert (problem.kind, problem.file.count("/")) == ("content-unlisted", 302)


def test_names_in_any_script_are_told_apart(tmp_path: Path) -> None:
    """A composed and a decomposed accent are two names here, and one elsewhere."""
    accent = "é"
    make.good_object(tmp_path)
    for form in ("NFC", "NFD"):
        written(tmp_path / "v1/content" / unicodedata.normalize(form, accent), "x")
    written(tmp_path / "v1/content" / "\udcff\u202e\n", "x")
    told = [problem.kind for problem in verify_object(tmp_path).problems]
    assert sorted(told) == ["content-unlisted"] * 3 + ["names-alike"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything; the same is tried by refusing the call below")
def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    make.good_object(tmp_path)
    (tmp_path / "v1/content/proposal.pdf").chmod(0)
    assert kinds(verify_object(tmp_path)) == {"unreadable"}


def test_a_disk_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which file, and what the system said; the others are verified."""
    make.good_object(tmp_path)
    plain = os.open

    def failing(path: Any, *given: Any, **named: Any) -> int:
        if str(path).endswith("proposal.pdf"):
            raise OSError(5, "Input/output error")
        return plain(path, *given, **named)

    monkeypatch.setattr(os, "open", failing)
    (problem,) = verify_object(tmp_path).problems
    assert (problem.kind, problem.code, problem.file) == ("unreadable", "SE01", "v1/content/proposal.pdf")
    assert problem.said(WORDING) == "this cannot be read: Input/output error"


def test_a_flood_of_problems_is_cut_off(tmp_path: Path) -> None:
    make.good_object(tmp_path)
    for number in range(MOST_PROBLEMS + 50):
        written(tmp_path / f"v1/content/{number}", "x")
    report = verify_object(tmp_path)
    assert (len(report.problems), report.problems[-1].kind) == (MOST_PROBLEMS + 1, "beyond-limit")


def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    """64 MB in one file are read piece by piece."""
    make.good_object(tmp_path)
    with (tmp_path / "v1/content/large").open("wb") as file:
        file.truncate(64 << 20)
    tracemalloc.start()
    report = verify_object(tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert report.size > 64 << 20
    assert peak < 8 << 20


def test_a_version_on_its_way_in_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that has put the next version in place, and its inventory not yet, is no damage."""
    make.two_versions(tmp_path)
    later = [(tmp_path / name).read_bytes() for name in ("inventory.json", "inventory.json.sha512")]
    for name in ("inventory.json", "inventory.json.sha512"):
        shutil.copy(tmp_path / "v1" / name, tmp_path / name)
    assert kinds(verify_object(tmp_path)) == {"inventories-differ", "version-without-block", "head-wrong"}

    def writer(_: float) -> None:
        for name, data in zip(("inventory.json", "inventory.json.sha512"), later, strict=True):
            (tmp_path / name).write_bytes(data)

    monkeypatch.setattr("specgen.archive.verify.objects.time.sleep", writer)
    assert verify_object(tmp_path).problems == ()


# --- the storage root ----------------------------------------------------------------------------------------------------


def test_it_goes_on_after_a_place(tmp_path: Path) -> None:
    """The objects up to it are passed over, in an order that is always the same."""
    write_archive(tmp_path, 9)
    places = [report.place for report in verify_root(tmp_path)]
    assert (len(places), places) == (10, sorted(places))
    assert [report.place for report in verify_root(tmp_path, after=places[4])] == ["", *places[5:]]
    assert [report.place for report in verify_root(tmp_path, after=places[-1])] == [""]


def test_it_tells_how_much_was_read(tmp_path: Path) -> None:
    """To a caller that shows it, piece by piece; the report has the sum."""
    write_archive(tmp_path, 3)
    pieces: list[int] = []
    reports = list(verify_root(tmp_path, ticks=pieces.append))
    assert sum(pieces) == sum(report.size for report in reports) > 0
    assert sum(report.files for report in reports) == len(list(tmp_path.rglob("content/**/*.*")))


# The examples of the extensions' own texts (OCFL extensions 0003 and 0004).
LAYOUTS: Final = [
    (Layout("0003-hash-and-id-n-tuple-storage-layout"), "object-01", "3c0/ff4/240/object-01"),
    (Layout("0003-hash-and-id-n-tuple-storage-layout"), "..hor/rib:le-$id", "487/326/d8c/%2e%2ehor%2frib%3ale-%24id"),
    (
        Layout("0003-hash-and-id-n-tuple-storage-layout", "md5", 2, 15),
        "object-01",
        "ff/75/53/44/92/48/5e/ab/b3/9f/86/35/67/28/88/object-01",
    ),
    (
        Layout("0004-hashed-n-tuple-storage-layout"),
        "object-01",
        "3c0/ff4/240/3c0ff4240c1e116dba14c7627f2319b58aa3d77606d0d90dfc6161608ac987d4",
    ),
    (Layout("0004-hashed-n-tuple-storage-layout", "md5", 2, 15, True), "object-01", "ff/75/53/44/92/48/5e/ab/b3/9f/86/35/67/28/88/4e"),
    (
        Layout("0004-hashed-n-tuple-storage-layout", "sha256", 0, 0),
        "object-01",
        "3c0ff4240c1e116dba14c7627f2319b58aa3d77606d0d90dfc6161608ac987d4",
    ),
    (Layout("0002-flat-direct-storage-layout"), "object-01", "object-01"),
]


@pytest.mark.parametrize(("layout", "name", "place"), LAYOUTS)
def test_a_layout_gives_each_id_one_place(layout: Layout, name: str, place: str) -> None:
    assert layout.place(name) == place


@pytest.mark.parametrize(
    "config",
    [{"tupleSize": -1}, {"tupleSize": "3"}, {"numberOfTuples": 33}, {"digestAlgorithm": []}, {"tupleSize": 32, "numberOfTuples": 32}],
)
def test_a_layout_that_makes_no_sense_is_told(config: dict[str, Any], tmp_path: Path) -> None:
    """The objects are verified all the same, but for their places."""
    make.good_root(tmp_path)
    written(tmp_path / "extensions/0003-hash-and-id-n-tuple-storage-layout/config.json", json.dumps(config))
    assert [kinds(report) for report in verify_root(tmp_path)] == [{"layout-unchecked"}, set()]


def test_an_object_is_found_by_its_reference(tmp_path: Path) -> None:
    """By the layout and, where that does not help, by looking at all."""
    found = write_archive(tmp_path, 5)
    wanted = {"ACME-2026-002": found["urn:specgen:ACME-2026-002"], "urn:specgen:ACME-2026-004": found["urn:specgen:ACME-2026-004"]}
    assert find_objects(tmp_path, [*wanted, "ACME-2026", "2026-003"]) == wanted
    (tmp_path / "ocfl_layout.json").unlink()
    assert find_objects(tmp_path, list(wanted)) == wanted


# --- on the command line -------------------------------------------------------------------------------------------------

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def archive_verify(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Return a function that runs `archive verify` in an empty folder, as a group of commands will."""
    app = Commands(help="The archive.")
    app.callback()(lambda: None)
    app.command()(verify)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = typer.main.get_command(app)(args=["verify", *arguments], prog_name="specgen archive", standalone_mode=False)
        said = capsys.readouterr()
        return int(code or 0), said.out, said.err

    return call


def test_a_sound_archive_is_said_to_be_so(archive_verify: Call, tmp_path: Path) -> None:
    write_archive(tmp_path / "archive", 4)
    assert archive_verify() == (0, "", "archive: 4 objects, 22 files, 0.0 MB verified: all sound\n")


def test_damage_is_named_and_is_exit_code_4(archive_verify: Call, tmp_path: Path) -> None:
    places = write_archive(tmp_path / "old", 4)
    place = places["urn:specgen:ACME-2026-002"]
    written(tmp_path / "old" / place / "v1/content/requirement.yaml", "other")
    code, out, err = archive_verify("--archive", "old")
    assert (code, err) == (4, "old: 4 objects, 22 files, 0.0 MB verified: 1 damaged\n")
    assert out == (
        f"old/{place}: urn:specgen:ACME-2026-002: damaged\n"
        "  error[E092] v1 v1/content/requirement.yaml: this file is no longer what was archived, its digest differs\n"
    )
    assert archive_verify("ACME-2026-001", "--archive", "old")[0] == 0
    assert archive_verify("ACME-2026-001", "ACME-2026-002", "--archive", "old")[0] == 4
    assert archive_verify("--after", place, "--archive", "old")[0] == 0


def test_a_reference_without_an_object_is_damage(archive_verify: Call, tmp_path: Path) -> None:
    """Somebody knows of a promise that the archive does not hold."""
    write_archive(tmp_path / "archive", 1)
    code, out, _ = archive_verify("ACME-1999-001")
    assert (code, out.splitlines()[1]) == (4, "  error[SE03] the archive has no object for ACME-1999-001")


def test_as_json_it_is_one_document(archive_verify: Call, tmp_path: Path) -> None:
    places = write_archive(tmp_path / "archive", 3)
    place = places["urn:specgen:ACME-2026-000"]
    (tmp_path / "archive" / place / "0=ocfl_object_1.1").unlink()
    code, out, err = archive_verify("--json")
    told = json.loads(out)
    assert (code, err, told["format"], told["objects"], told["damaged"]) == (4, "", "specgen-verification/1", 3, 1)
    assert [(report["place"], report["object"]) for report in told["reports"]] == [(place, "urn:specgen:ACME-2026-000")]
    assert told["reports"][0]["problems"] == [
        {
            "code": "E003",
            "severity": "error",
            "object": "urn:specgen:ACME-2026-000",
            "version": None,
            "file": "0=ocfl_object_1.1",
            "message": "this file, or one like it, declares an OCFL object: it is missing",
        }
    ]


def test_an_interrupt_says_where_to_go_on(archive_verify: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_archive(tmp_path / "archive", 3)
    places = [report.place for report in verify_root(tmp_path / "archive")]

    def interrupted(*given: Any) -> Any:
        yield from list(verify_root(*given))[:2]
        raise KeyboardInterrupt

    monkeypatch.setattr("specgen.cli.archive_verify.verify_root", interrupted)
    code, _, err = archive_verify()
    assert (code, err) == (130, f"stopped after {places[1]}; go on from there with --after {places[1]}\n")


@pytest.mark.parametrize("arguments", [(), ("--archive", "nowhere"), ("--archive", ".")])
def test_what_is_no_archive_is_wrong_usage(archive_verify: Call, arguments: tuple[str, ...]) -> None:
    from specgen.errors import UsageError  # noqa: PLC0415

    with pytest.raises(UsageError, match="this is not an archive; name one with --archive DIR"):
        archive_verify(*arguments)


def test_names_in_an_archive_do_not_steer_the_terminal(archive_verify: Call, tmp_path: Path) -> None:
    write_root(tmp_path / "archive")
    make.good_object(tmp_path / "archive" / place_of(NAME))
    written(tmp_path / "archive" / place_of(NAME) / "v1/content/\x1b[2J\u202e", "x")
    _, out, _ = archive_verify()
    assert ("\x1b" in out, "\u202e" in out, "\ufffd[2J\ufffd" in out) == (False, False, True)


# --- independence -------------------------------------------------------------------------------------------------------


def test_the_verifier_shares_no_code_with_the_writer() -> None:
    """It may use itself, the words and the standard library: what the writer gets wrong, nobody repeats here."""
    sources = sorted((ROOT / "specgen/archive/verify").glob("*.py"))
    assert len(sources) > 8
    names = {
        name
        for path in sources
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    foreign = {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}
    assert {name for name in foreign if not name.startswith("specgen.archive.verify")} == {"specgen.wording"}
