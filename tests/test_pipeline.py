"""One document from file to bytes, and several: refusals write nothing, outputs go whole or not at all, wishes have their order."""

import datetime
import io
import json
import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from making import DATE, EXAMPLES, MAKERS, REFUSED, icc_profile_left_open, kit

from specgen import pipeline
from specgen.errors import EnvironmentLackError, ExistingOutputError, UsageError
from specgen.files.writing import write_all
from specgen.pipeline import Result, Wish

LATER = datetime.date(2030, 1, 31)
HEAD = "specgen: 1\nreference: X-1\ncustomer: {company: Acme}\n"  # nothing technical: the list of questions, the quickest document


@pytest.fixture(autouse=True)
def _profile() -> Iterator[None]:
    with icc_profile_left_open():
        yield


def written(folder: Path, text: str, name: str = "file.yaml") -> str:
    """Return the path of a requirement file that says *text*."""
    file = folder / name
    file.write_text(text, "utf-8")
    return str(file)


def proposed(file: str, wish: Wish = Wish(), maker: str = "packaged") -> tuple[Result, dict[str, bytes]]:  # noqa: B008  (frozen)
    """Return what `propose` makes of one file on the day *DATE*."""
    return pipeline.propose(kit(maker), pipeline.judge(kit(maker), file), wish, DATE)


def into(folder: Path, *, force: bool = False) -> Any:
    """Return the writer that the command line hands over."""

    def write(outputs: dict[str, bytes]) -> tuple[str, ...]:
        write_all({folder / name: data for name, data in outputs.items()}, force=force)
        return tuple(str(folder / name) for name in outputs)

    return write


def all_of(files: list[str], folder: Path, **options: Any) -> list[Result]:
    """Return the results of `propose` over several files that write into *folder*."""
    return [result for _, result in pipeline.propose_all(kit(), files, Wish(), DATE, into(folder, **options))]


# --- one file ---------------------------------------------------------------------------------------------------------


def test_a_document_comes_with_its_decision(tmp_path: Path) -> None:
    """Two outputs named after reference and revision; the JSON is the decision."""
    result, outputs = proposed(written(tmp_path, HEAD))
    assert (result.outcome, result.status, list(outputs)) == ("done", "incomplete", ["X-1_A.pdf", "X-1_A.json"])
    assert outputs["X-1_A.pdf"].startswith(b"%PDF-1.7")
    assert json.loads(outputs["X-1_A.json"])["status"] == "incomplete"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ((EXAMPLES / f"{REFUSED}.yaml").read_text("utf-8"), "SG-E105"),
        (HEAD + "document: {language: xx}\n", "SG-E151"),
        (HEAD + "document: {brand: nobody}\n", "SG-E152"),
        (HEAD + "title: 電池\n", "SG-E153"),
        (HEAD + "imaging: {voxel: 40}\n", "SG-E105"),
        # a voxel larger than the pixel is a magnification of 0.25: no set-up projects that
        (HEAD + "imaging: {voxel: 40 um, detector: {pixel_pitch: 10 um}}\n", "SG-E134"),
        ("reference: X-1\n", "SG-E112"),
    ],
)
def test_a_refused_file_gives_nothing(tmp_path: Path, text: str, code: str) -> None:
    """No output at all, no status, and the finding with its line."""
    result, outputs = proposed(written(tmp_path, text))
    assert (result.outcome, result.status, result.outputs, outputs) == ("refused", None, (), {})
    found = [f for f in result.findings if f.code == code]
    assert found
    assert found[0].place is not None


def test_a_refused_file_writes_nothing(tmp_path: Path) -> None:
    """Not even the folder; the file before it and the one after it are written."""
    files = [
        written(tmp_path, HEAD, "good.yaml"),
        str(EXAMPLES / f"{REFUSED}.yaml"),
        str(tmp_path / "missing.yaml"),
        written(tmp_path, HEAD.replace("X-1", "X-2"), "better.yaml"),
    ]
    assert [r.outcome for r in all_of(files[1:3], tmp_path / "none")] == ["refused", "refused"]
    assert not (tmp_path / "none").exists()
    assert [r.outcome for r in all_of(files, tmp_path / "out")] == ["done", "refused", "refused", "done"]
    assert sorted(os.listdir(tmp_path / "out")) == ["X-1_A.json", "X-1_A.pdf", "X-2_A.json", "X-2_A.pdf"]


# --- several files ----------------------------------------------------------------------------------------------------


def test_the_same_reference_twice_names_both_places(tmp_path: Path) -> None:
    """Both would write the same files: the second is refused and names the first."""
    first, second = written(tmp_path, HEAD, "one.yaml"), written(tmp_path, HEAD + "title: other\n", "two.yaml")
    results = all_of([first, second], tmp_path / "out")
    assert [result.outcome for result in results] == ["done", "refused"]
    (twice,) = [dict(f.facts) for f in results[1].findings if f.code == "SG-E141"]
    assert twice == {"reference": "X-1", "revision": "A", "first": first}


def test_another_revision_is_another_document(tmp_path: Path) -> None:
    """Reference and revision together name the output."""
    files = [written(tmp_path, HEAD, "a.yaml"), written(tmp_path, HEAD + "revision: B\n", "b.yaml")]
    assert [result.outputs[0].rsplit("/", 1)[1] for result in all_of(files, tmp_path)] == ["X-1_A.pdf", "X-1_B.pdf"]


def test_a_document_of_other_content_stays(tmp_path: Path) -> None:
    """The second run refuses, leaves both files as they were, and says which one it would have replaced; force replaces."""
    out = tmp_path / "out"
    file = written(tmp_path, HEAD)
    assert [r.outcome for r in all_of([file], out)] == ["done"]
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    written(tmp_path, HEAD + "title: changed\n")
    (refused,) = all_of([file], out)
    assert (refused.outcome, [f.code for f in refused.findings if f.is_error]) == ("refused", ["SG-E142"])
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [r.outcome for r in all_of([file], out, force=True)] == ["done"]
    assert (out / "X-1_A.pdf").read_bytes() != before["X-1_A.pdf"]


def test_the_same_document_again_changes_nothing(tmp_path: Path) -> None:
    """Same bytes: done, without force, and the files keep their times."""
    out, file = tmp_path / "out", written(tmp_path, HEAD)
    all_of([file], out)
    times = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    assert [r.outcome for r in all_of([file], out)] == ["done"]
    assert {path: path.stat().st_mtime_ns for path in out.iterdir()} == times


@pytest.mark.parametrize("lying", ["X-1_A.pdf", "X-1_A.json"])
def test_two_outputs_are_written_together_or_not_at_all(tmp_path: Path, lying: str) -> None:
    """One of the two is somebody else's: neither is touched."""
    (tmp_path / lying).write_text("mine")
    (result,) = all_of([written(tmp_path, HEAD, "x.yaml")], tmp_path)
    assert result.outcome == "refused"
    assert sorted(os.listdir(tmp_path)) == sorted([lying, "x.yaml"])
    assert (tmp_path / lying).read_text() == "mine"


@pytest.mark.parametrize("failing", [1, 2])
def test_a_disk_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    """At the first or the second rename: no half pair, no temporary file, and the user is told what to do."""
    calls, replace = 0, os.replace

    def break_down(source: Any, target: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise OSError(28, "No space left on device", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", break_down)
    with pytest.raises(EnvironmentLackError, match="No space left"):
        all_of([written(tmp_path, HEAD, "x.yaml")], tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_what_a_batch_says_is_one_json_document(tmp_path: Path) -> None:
    """`specgen-results/1`, with outcome, status, outputs and findings of each file in order."""
    entries = all_of([written(tmp_path, HEAD), str(EXAMPLES / f"{REFUSED}.yaml")], tmp_path / "out")
    document = pipeline.results(kit(), entries)
    assert json.loads(json.dumps(document)) == document
    assert document["format"] == "specgen-results/1"
    assert [set(entry) for entry in document["results"]] == [{"file", "outcome", "status", "outputs", "findings"}] * 2
    told = [(entry["outcome"], entry["status"], len(entry["outputs"])) for entry in document["results"]]
    assert told == [("done", "incomplete", 2), ("refused", None, 0)]
    assert len(document["results"][1]["findings"]) > 20


# --- wishes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wish", "date"),
    [
        ("date: 2026-03-04\n", Wish(date=LATER), "2026-03-04"),  # the file's own date is the document's
        ("", Wish(date=LATER), "2030-01-31"),
        ("", Wish(), "2026-11-20"),  # today, which the caller passes in
    ],
)
def test_the_date_is_the_files_then_the_wish_then_today(tmp_path: Path, text: str, wish: Wish, date: str) -> None:
    """And the decision records which it was."""
    _, outputs = proposed(written(tmp_path, HEAD + text), wish)
    assert json.loads(outputs["X-1_A.json"])["requirement"]["date"] == date
    with pikepdf.open(io.BytesIO(outputs["X-1_A.pdf"])) as pdf:
        assert str(pdf.docinfo.CreationDate).removeprefix("D:").startswith(date.replace("-", ""))


@pytest.mark.parametrize(
    ("maker", "text", "wish", "author", "paper"),
    [
        ("packaged", "", Wish(), "Source-Ray", 595),
        ("helmsdal", "", Wish(), "Helmsdal X-ray", 595),
        ("packaged", "document: {paper: letter}\n", Wish(), "Source-Ray", 612),
        ("packaged", "document: {paper: letter}\n", Wish(paper="a4"), "Source-Ray", 595),
    ],
)
def test_a_wish_goes_before_the_file_before_the_workspace(
    tmp_path: Path, maker: str, text: str, wish: Wish, author: str, paper: int
) -> None:
    """Paper of the document, and who signs it."""
    _, outputs = proposed(written(tmp_path, HEAD + text), wish, maker)
    with pikepdf.open(io.BytesIO(outputs["X-1_A.pdf"])) as pdf:
        assert str(pdf.docinfo.Author) == author
        assert round(float(pdf.pages[0].MediaBox[2])) == paper


@pytest.mark.parametrize(("wish", "named"), [(Wish(brand="nobody"), "nobody"), (Wish(language="xx"), "xx")])
def test_a_wish_that_cannot_be_met_is_the_users_error(tmp_path: Path, wish: Wish, named: str) -> None:
    """Not the customer's: the command line was wrong, and the choices are told."""
    with pytest.raises(UsageError, match=f"{named}.*take one of"):
        proposed(written(tmp_path, HEAD), wish)


def test_a_brand_of_the_workspace_alone_is_not_there_elsewhere() -> None:
    """Helmsdal's brand lies in its workspace, Source-Ray's in the package, which a workspace sees too."""
    here, there = (set(kit(maker).library.names("templates", "brands/*/brand.yaml")) for maker in MAKERS)
    assert here == {"brands/source-ray/brand.yaml"}
    assert there == here | {"brands/helmsdal/brand.yaml"}


# --- the kit ----------------------------------------------------------------------------------------------------------


def test_a_workspace_is_looked_for_upward(tmp_path: Path) -> None:
    """From the folder one works in; its files go before the packaged ones, file by file."""
    (tmp_path / "specgen.yaml").write_text("sender: {company: Mine}\n")
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "classes.yaml").write_bytes((kit().library.find("catalog", "classes.yaml")).read_bytes())
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    found = pipeline.open_kit(tmp_path / "deep" / "deeper")
    assert found.workspace.sender.company == "Mine"
    assert found.library.find("catalog", "classes.yaml") == tmp_path / "catalog" / "classes.yaml"
    assert found.library.find("catalog", "defaults.yaml") == kit().library.find("catalog", "defaults.yaml")


def test_a_catalogue_folder_goes_before_all_others(tmp_path: Path) -> None:
    """`--catalog DIR`; a folder that is not there is the user's error."""
    text = kit().library.find("catalog", "portfolio.yaml").read_text("utf-8").replace("makers: Source-Ray", "makers: Nobody")
    (tmp_path / "portfolio.yaml").write_text(text)
    found = pipeline.open_kit(EXAMPLES / "fictitious-maker", tmp_path)
    assert found.catalog.platforms == ()
    with pytest.raises(UsageError, match="is not a folder"):
        pipeline.open_kit(EXAMPLES, tmp_path / "nothing")


def test_an_empty_portfolio_is_custom_not_a_crash(tmp_path: Path) -> None:
    """No platform at all: an enquiry with the figures needed, and its document."""
    text = kit().library.find("catalog", "portfolio.yaml").read_text("utf-8").replace("makers: Source-Ray", "makers: Nobody")
    (tmp_path / "portfolio.yaml").write_text(text)
    tools = pipeline.open_kit(tmp_path, tmp_path)
    result, outputs = pipeline.propose(tools, pipeline.judge(tools, str(EXAMPLES / "battery-18650.yaml")), Wish(), DATE)
    assert (result.status, len(outputs)) == ("custom", 2)


def test_provenance_changes_with_what_it_names(tmp_path: Path) -> None:
    """Another default gives another catalogue's digest and the same digest of the templates."""
    text = kit().library.find("catalog", "defaults.yaml").read_text("utf-8")
    (tmp_path / "defaults.yaml").write_text(text + "\n")
    other = pipeline.open_kit(tmp_path, tmp_path)
    assert other.catalog.digest != kit().catalog.digest
    assert (other.rulebook.digest, other.templates_digest) == (kit().rulebook.digest, kit().templates_digest)


def test_a_change_from_the_command_line_is_judged_like_the_file() -> None:
    """`--set`: a finer feature asks for a finer class; a wrong one is refused at its key; a senseless one is the user's error."""
    file = str(EXAMPLES / "battery-18650.yaml")
    finer = pipeline.judge(kit(), file, (("imaging.smallest_feature", "23 um"),))
    assert finer.decision is not None
    assert finer.decision.focus_class is not None
    assert finer.decision.focus_class.name == "microfocus"
    wrong = pipeline.judge(kit(), file, (("imaging.smallest_feature", "23"),))
    assert [(f.code, f.where) for f in wrong.findings if f.is_error] == [("SG-E105", "imaging.smallest_feature")]
    with pytest.raises(UsageError, match="no such item"):
        pipeline.judge(kit(), file, (("specimen.path[9].material", "steel"),))


def test_nothing_is_written_where_only_judging_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`select` and `check` leave the folder as it was."""
    monkeypatch.chdir(tmp_path)
    judged = pipeline.judge(kit(), str(EXAMPLES / "battery-18650.yaml"))
    pipeline.decision_json(kit(), judged, DATE)
    assert list(tmp_path.iterdir()) == []


def test_the_error_for_an_existing_output_names_it() -> None:
    """And survives the way between processes."""
    error = pickle.loads(pickle.dumps(ExistingOutputError("output/X-1_A.pdf")))
    assert "output/X-1_A.pdf" in str(error)
    assert error.exit_code == 1


# --- what-ifs in the file ---------------------------------------------------------------------------------------------

THIN = (EXAMPLES / "bga-pcb.yaml").read_text("utf-8")


def with_scenarios(*lines: str) -> str:
    """Return a requirement with these lines under `scenarios`."""
    return THIN + "".join(f"{line}\n" for line in ("scenarios:", *lines))


def test_scenarios_are_decided_beside_the_file(tmp_path: Path) -> None:
    """Each with its own answer, in the order of the file; the file itself keeps the answer that it has without them."""
    text = with_scenarios("  finer: {imaging.smallest_feature: 5 um}", "  coarser: {imaging.smallest_feature: 200 um}")
    judged = pipeline.judge(kit(), written(tmp_path, text))
    json = pipeline.decision_json(kit(), judged, DATE)
    assert json["platform"] == "source-ray-20um"
    assert [(entry["name"], entry["status"], entry["platform"]) for entry in json["scenarios"]] == [
        ("finer", "infeasible", None),
        ("coarser", "recommended", "source-ray-33um"),
    ]
    assert json["scenarios"][0]["changes"] == {"imaging.smallest_feature": "5 um"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("imaging.smallest_featur: 20 um", "SG-E111"),
        ("imaging.smallest_feature: 20 Um", "SG-E104"),
        ("imaging.source_object_distance: 5 m", "SG-E132"),
    ],
)
def test_a_wrong_scenario_refuses_the_file_at_its_line(tmp_path: Path, change: str, code: str) -> None:
    """The finding stands on the scenario's own line, and nothing is decided."""
    text = with_scenarios("  good: {imaging.smallest_feature: 30 um}", "  bad:", f"    {change}")
    judged = pipeline.judge(kit(), written(tmp_path, text))
    (error,) = [finding for finding in judged.findings if finding.is_error]
    assert (judged.decision, error.code) == (None, code)
    assert error.place is not None
    assert text.splitlines()[error.place.line - 1].strip() == change


@pytest.mark.parametrize(("count", "refused"), [(8, False), (9, True)])
def test_eight_scenarios_at_most(tmp_path: Path, count: int, refused: bool) -> None:
    """More cannot stand side by side on one page."""
    text = with_scenarios(*(f"  s{i}: {{imaging.smallest_feature: {20 + i} um}}" for i in range(count)))
    assert (pipeline.judge(kit(), written(tmp_path, text)).decision is None) is refused


# --- sales may differ -------------------------------------------------------------------------------------------------


def test_a_deviation_is_told_with_its_reason_and_the_rules_against_it() -> None:
    """Status and class stay what the rules say."""
    judged = pipeline.judge(kit(), str(EXAMPLES / "bga-pcb.yaml"))
    other = pipeline.instead(kit(), judged, Wish(platform="source-ray-33um", because="in stock"))
    json = pipeline.decision_json(kit(), other, DATE)
    assert (json["platform"], json["status"]) == ("source-ray-33um", "recommended")
    assert json["deviation"] == {"because": "in stock", "instead_of": "source-ray-20um", "against": ["SG-R010", "SG-R012"]}
    assert pipeline.decision_json(kit(), judged, DATE)["deviation"] is None


def test_a_deviation_where_nothing_is_recommended() -> None:
    """The status stays custom, and nobody's place is taken."""
    judged = pipeline.judge(kit(), str(EXAMPLES / "fuel-injector.yaml"))
    json = pipeline.decision_json(kit(), pipeline.instead(kit(), judged, Wish(platform="source-ray-8um", because="loan")), DATE)
    assert (json["platform"], json["status"], json["deviation"]["instead_of"]) == ("source-ray-8um", "custom", None)


def test_a_deviation_to_a_platform_that_is_not_there() -> None:
    """The known ones are named."""
    judged = pipeline.judge(kit(), str(EXAMPLES / "bga-pcb.yaml"))
    with pytest.raises(UsageError, match="no such platform; take one of: .*source-ray-33um"):
        pipeline.instead(kit(), judged, Wish(platform="source-ray-34um", because="x"))
