"""A requirement file as it comes: every problem in one pass, each with its code, its place and a sentence."""

import datetime
import functools
import hashlib
import os
import re
from pathlib import Path
from typing import Final

import pytest
from hostile import HEAD, HOSTILE, Hostile
from hypothesis import given
from hypothesis import strategies as st

from specgen.catalog import Catalog
from specgen.errors import UsageError
from specgen.files.catalogue import load_catalog
from specgen.files.library import Library
from specgen.files.reader import MOST_BYTES
from specgen.files.received import MOST_PROBLEMS, Received, receive
from specgen.files.words import load_wording
from specgen.findings import Finding
from specgen.pipeline import Wish, open_kit, propose_all
from specgen.wording import Wording

BROKEN: Final = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
assert len(BROKEN) >= 14, "no broken files found: this module would prove little"

NEED: Final = "specimen: {path: [{material: steel, thickness: 1 mm}]}\nimaging: {smallest_feature: 50 um}\n"
WHOLE: Final = HEAD.decode() + NEED  # accepted without a finding


@functools.cache
def packaged() -> tuple[Catalog, Wording]:
    """Return the packaged catalogue and the English wording."""
    return load_catalog(Library()), load_wording(Library(), "en")


@pytest.fixture
def catalog() -> Catalog:
    """Return the packaged catalogue."""
    return packaged()[0]


@pytest.fixture
def wording() -> Wording:
    """Return the English wording."""
    return packaged()[1]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of a requirement file, to be written."""
    return tmp_path / "acme.yaml"


def received(file: Path, text: str | bytes, catalog: Catalog, *changes: tuple[str, str]) -> Received:
    """Return what a file that holds *text* is received as."""
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return receive(str(file), catalog, changes)


def placed(findings: tuple[Finding, ...]) -> list[tuple[str, str, int, int]]:
    """Return code, path, line and column of each finding."""
    return [(f.code, f.where, f.place.line, f.place.column) for f in findings if f.place]


def codes(findings: tuple[Finding, ...]) -> list[str]:
    """Return the codes of *findings*."""
    return [finding.code for finding in findings]


def told(finding: Finding, wording: Wording) -> str:
    """Return everything that is said of a finding; a gap in the wording raises."""
    return "\n".join((wording.message(finding), wording.hint(finding), wording.help(finding)))


# --- files that are broken on purpose --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_says_what_its_header_expects(path: Path, catalog: Catalog, wording: Wording) -> None:
    """Exactly these codes at these places, every one with its sentences; the file is refused."""
    header = re.findall(r"^# expect: (SG-[EWQN][0-9]{3}) ([0-9]+):([0-9]+)$", path.read_text("latin-1"), re.MULTILINE)
    expected = [(code, int(line), int(column)) for code, line, column in header]
    assert path.name.split("_")[0] in {code for code, *_ in expected}
    whole = receive(str(path), catalog)
    assert [(code, line, column) for code, _, line, column in placed(whole.findings)] == expected
    assert all(told(finding, wording) for finding in whole.findings)
    assert whole.is_refused
    assert whole.requirement is None


def test_nothing_is_written_for_a_broken_file(tmp_path: Path) -> None:
    """Proposing refuses each, and goes on to the next."""

    def write(outputs: dict[str, bytes]) -> tuple[str, ...]:
        raise AssertionError(outputs)

    today = datetime.date(2026, 11, 22)
    outcomes = [result.outcome for _, result in propose_all(open_kit(tmp_path), [str(path) for path in BROKEN], Wish(), today, write)]
    assert outcomes == ["refused"] * len(BROKEN)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_a_hostile_file_is_refused(hostile: Hostile, file: Path, catalog: Catalog, wording: Wording) -> None:
    """With the finding of the reader before any other error, and its sentences."""
    whole = received(file, hostile.data, catalog)
    assert whole.is_refused
    first = next(finding for finding in whole.findings if finding.is_error)
    assert first.place is not None
    assert (first.code, first.place.line, first.place.column) == (hostile.code, hostile.line, hostile.column)
    assert all(told(finding, wording) for finding in whole.findings)


@pytest.mark.parametrize(
    ("text", "code", "count"),
    [
        ("".join(f"key{n}: 1\n" for n in range(4_900)), "SG-E111", MOST_PROBLEMS),
        ("source:\n" + "".join(f"  {n} mm: \n" for n in range(4_900)), "SG-E111", MOST_PROBLEMS),
        ("should: [" + "source_detector_distance_x, " * 4_900 + "]\n", "SG-E118", 1),
        ("source:\n  filter:\n" + "  - {material: x}\n" * 2_400, "SG-E112", MOST_PROBLEMS),
        ("integration: {standards: [" + "x, " * 4_900 + "]}\n", "SG-E118", 1),
    ],
    ids=["unknown keys", "keys like quantities", "wishes", "missing keys", "words"],
)
def test_many_problems_cost_little(file: Path, catalog: Catalog, text: str, code: str, count: int) -> None:
    """As many as anybody mends at once are reported, then that there are more, at the next one's place."""
    findings = received(file, WHOLE + text, catalog).findings
    assert codes(findings).count(code) == count
    assert len(findings) == count + (code != "SG-E118")
    assert codes(findings)[-1] == "SG-E118"
    assert all(finding.place and finding.place.line > 6 for finding in findings)


# --- all at once, and nothing that is not so -------------------------------------------------------------------------


def test_every_problem_is_reported_in_reading_order(file: Path, catalog: Catalog) -> None:
    """Of the reader, of the fields, between fields, and of the catalogue, in one pass."""
    text = """\
specgen: 1
reference: X 1
title: &t Cells
customer: {contact: Jane}
application: {kind: sorting of pebbles}
specimen:
  material: unobtainium
  path:
    - {material: steel, thickness: 1 mm}
    - material: copper
imaging:
  smallest_feature: 50 um
  smallest_feature: 40 um
  source_object_distance: 600 mm
  source_detector_distance: 500 mm
source:
  tube_voltage: {min: 160 kV, max: 80 kV}
  kooling: air
"""
    assert placed(received(file, text, catalog).findings) == [
        ("SG-E116", "reference", 2, 12),
        ("SG-E109", "", 3, 8),
        ("SG-E112", "customer.company", 4, 1),
        ("SG-N210", "application.kind", 5, 21),
        ("SG-Q222", "specimen.material", 7, 13),
        ("SG-E112", "specimen.path[1].thickness", 10, 7),
        ("SG-E110", "imaging.smallest_feature", 13, 3),
        ("SG-E132", "imaging.source_object_distance", 14, 27),
        ("SG-E133", "source.tube_voltage", 17, 17),
        ("SG-E111", "source.kooling", 18, 3),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A feature that is refused is not missing, nor is a material, nor what only a refused distance would contradict.
        (WHOLE.replace("50 um", "50 Um"), ["SG-E104"]),
        (WHOLE.replace("smallest_feature", "smalest_feature"), ["SG-E111"]),
        (WHOLE.replace("1 mm", "1"), ["SG-E105"]),
        (WHOLE.replace("thickness", "tickness"), ["SG-E112", "SG-E111"]),
        (WHOLE.replace("[{material: steel, thickness: 1 mm}]", "steel"), ["SG-E113"]),
        (WHOLE.replace("50 um", "*feature"), ["SG-E109"]),
        (WHOLE.replace("1 mm", "*layer"), ["SG-E109"]),
        # Nor is what stands below the place where reading had to stop.
        (HEAD.decode() + "title: a: b\n" + NEED, ["SG-E103"]),
        ("title: [" + "[" * 40 + "\n" + WHOLE, ["SG-E118"]),
        (WHOLE.replace("company: Acme", "company: A\x07cme"), ["SG-E121"]),
        # A point stands for both ends of a range: still one problem.
        (WHOLE + "source: {tube_voltage: 130}\n", ["SG-E105"]),
        # In braces a comma ends a value.
        (WHOLE.replace("1 mm", "1,5 mm"), ["SG-E105", "SG-E111"]),
        # The second document is not looked at, the first is.
        (WHOLE.replace("50 um", "50") + "---\na: b\n", ["SG-E105", "SG-E109"]),
    ],
)
def test_one_problem_is_not_reported_as_several(file: Path, catalog: Catalog, text: str, expected: list[str]) -> None:
    """What follows from a refusal is not a finding of its own."""
    assert codes(received(file, text, catalog).findings) == expected


def test_a_decimal_comma_in_braces_is_understood(file: Path, catalog: Catalog) -> None:
    """What looks like an unknown key is the rest of the number."""
    findings = received(file, WHOLE.replace("1 mm", "1,5 mm"), catalog).findings
    assert dict(findings[1].facts) == {"key": "5 mm", "suggestion": "1.5 mm"}


def test_a_file_without_fault_is_accepted(file: Path, catalog: Catalog) -> None:
    """With its bytes and their digest, which is what the record will hold."""
    whole = received(file, WHOLE, catalog)
    assert not whole.findings
    assert not whole.is_refused
    assert whole.requirement is not None
    assert whole.data == WHOLE.encode()
    assert whole.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("text", ["NO", "1:30", "010", "007", "1.10", "2", "1_000", '"~"', "2026-01-02", "yes", "0x1F"])
def test_a_text_field_keeps_what_was_written(file: Path, catalog: Catalog, text: str) -> None:
    """From the file to the requirement, letter by letter."""
    whole = received(file, WHOLE + f"title: {text}\nnotes: {text}\nintegration: {{supply: {text}}}\n", catalog).requirement
    assert whole is not None
    assert whole.title == whole.notes == whole.integration.supply == text.strip('"')


def test_a_key_without_a_value_is_absent(file: Path, catalog: Catalog) -> None:
    """`~`, `null` and nothing at all, for groups as for texts."""
    whole = received(file, WHOLE + "title: ~\nnotes:\nsource: null\nintegration: {}\n", catalog)
    assert not whole.findings
    assert whole.requirement is not None
    assert whole.requirement.title is None


@pytest.mark.parametrize("needed", ["specgen", "reference", "customer"])
def test_the_three_things_that_every_file_needs(file: Path, catalog: Catalog, needed: str) -> None:
    """Absent or without a value: missing, at the file's beginning or at the key."""
    lines = [line for line in WHOLE.splitlines() if not line.startswith((needed, "  company" if needed == "customer" else needed))]
    where = needed
    (finding,) = received(file, "\n".join(lines), catalog).findings
    assert (finding.code, finding.where, finding.place and finding.place.line) == ("SG-E112", where, 1)
    (finding,) = received(file, "\n".join([*lines, f"{needed}:"]), catalog).findings
    assert (finding.code, finding.where, finding.place and finding.place.line) == ("SG-E112", where, len(lines) + 1)


@pytest.mark.parametrize("company", ["", '""', '"  "', "~"])
def test_a_company_without_a_name_is_missing(file: Path, catalog: Catalog, company: str) -> None:
    """However the gap is written."""
    (finding,) = received(file, WHOLE.replace("Acme", company), catalog).findings
    assert (finding.code, finding.where) == ("SG-E112", "customer.company")
    assert finding.place is not None
    assert finding.place.line == 4


def test_the_same_problem_at_two_places_is_told_twice(file: Path, catalog: Catalog) -> None:
    """Who mends the first must not meet the second only then."""
    assert placed(received(file, WHOLE + 'title: &a Cells\nnotes: &a "Text"\n', catalog).findings) == [
        ("SG-E109", "", 7, 8),
        ("SG-E109", "", 8, 8),
    ]


# --- the kinds of refusal that the model knows ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "where", "line", "column", "facts"),
    [
        ("titel: x", "SG-E111", "titel", 8, 1, {"key": "titel", "suggestion": "title"}),
        ("source: {focal_spot: {maxx: 1 um, max: 1 um}}", "SG-E111", "source.focal_spot.maxx", 8, 23, {"suggestion": "max"}),
        ("source: {focal_spot: {}}", "SG-E112", "source.focal_spot.max", 8, 10, {"key": "max"}),
        (
            "source:\n  filter:\n  - thickness: 1 mm\n  - material: tin",
            "SG-E112",
            "source.filter[1].thickness",
            11,
            5,
            {"key": "thickness"},
        ),
        ("source:\n  filter: {material: tin}", "SG-E112", "source.filter[0].thickness", 9, 3, {}),
        ("source:\n  filter: {thickness: 1}", "SG-E105", "source.filter.thickness", 9, 23, {"suggestion": "1 mm"}),
        ("source: []", "SG-E113", "source", 8, 9, {"found": "@a-list", "wanted": "@a-group"}),
        ("source: text", "SG-E113", "source", 8, 9, {"found": "@text", "wanted": "@a-group"}),
        ("source: {filter: [steel]}", "SG-E113", "source.filter[0]", 8, 19, {"found": "@text", "wanted": "@a-group"}),
        ("source: {tube_voltage: [1 kV]}", "SG-E113", "source.tube_voltage", 8, 24, {"found": "@a-list", "wanted": "@a-group"}),
        ("title: [a]", "SG-E113", "title", 8, 8, {"found": "@a-list", "wanted": "@text"}),
        ("commercial: {quantity: {a: 1}}", "SG-E113", "commercial.quantity", 8, 24, {"found": "@a-group", "wanted": "@text"}),
        ("integration: {standards: [CE, [UL]]}", "SG-E113", "integration.standards[1]", 8, 31, {"found": "@a-list"}),
        ("integration: {standards: {a: b}}", "SG-E113", "integration.standards", 8, 26, {"found": "@a-group", "wanted": "@text"}),
        ("should: [" + "notes, " * 201 + "]", "SG-E118", "should", 8, 1, {"what": "@many-items", "limit": "200"}),
        ("should: [notes, weight]", "SG-E135", "should[1]", 8, 17, {"suggestion": "integration.mass"}),
        ("source: {duty_cycle: {onn: 1 s, period: 2 s}}", "SG-E111", "source.duty_cycle.onn", 8, 23, {"suggestion": "on"}),
        ("document: {brand: Source Ray}", "SG-E116", "document.brand", 8, 19, {"text": "Source Ray"}),
    ],
)
def test_each_kind_of_refusal_becomes_a_finding(
    file: Path, catalog: Catalog, wording: Wording, text: str, code: str, where: str, line: int, column: int, facts: dict[str, str]
) -> None:
    """Code, path, place and facts."""
    (finding,) = received(file, f"{WHOLE}# a comment\n{text}\n", catalog).findings
    assert placed((finding,)) == [(code, where, line, column)]
    assert facts.items() <= dict(finding.facts).items()
    assert told(finding, wording)


@pytest.mark.parametrize(("text", "found"), [("", "@nothing"), ("# only this\n", "@nothing"), ("- a\n", "@a-list"), ("text\n", "@text")])
def test_a_file_of_another_form_is_refused(file: Path, catalog: Catalog, text: str, found: str) -> None:
    """Empty, a list, a text: a requirement is a group of keys."""
    (finding,) = received(file, text, catalog).findings
    assert (finding.code, dict(finding.facts)) == ("SG-E113", {"found": found, "wanted": "@a-group"})
    assert placed((finding,)) == [("SG-E113", "", 1, 1)]


def test_names_that_the_catalogue_does_not_know(file: Path, catalog: Catalog) -> None:
    """A question with the nearest known name; one with a formula is asked nothing."""
    text = WHOLE.replace("{material: steel,", "{material: stel, thickness: 1 mm}, {material: own, formula: C, density: 2 g/cm3,")
    (finding,) = received(file, text, catalog).findings
    assert (finding.code, finding.where) == ("SG-Q222", "specimen.path[0].material")
    assert dict(finding.facts) == {"material": "stel", "suggestion": "steel"}


# --- what is no readable file -----------------------------------------------------------------------------------------


def unreadable(path: Path | str, catalog: Catalog, wording: Wording) -> tuple[str, str, str]:
    """Return code, problem and suggestion of a path that cannot be read."""
    whole = receive(str(path), catalog)
    (finding,) = whole.findings
    assert finding.place is not None
    assert (whole.is_refused, whole.data, finding.place.file) == (True, b"", str(path))
    assert told(finding, wording)
    facts = dict(finding.facts)
    return finding.code, facts.get("problem", facts.get("what", "")), facts.get("suggestion", "")


def test_a_missing_file_is_a_finding(tmp_path: Path, catalog: Catalog, wording: Wording) -> None:
    """With the file that was probably meant, if there is one."""
    assert unreadable(tmp_path / "acme.yaml", catalog, wording) == ("SG-E101", "@missing", "")
    (tmp_path / "acme-2026.yaml").touch()
    (tmp_path / "other.txt").touch()
    meant = str(tmp_path / "acme-2026.yaml")
    assert unreadable(tmp_path / "acme-2062.yaml", catalog, wording) == ("SG-E101", "@missing", meant)
    assert unreadable(tmp_path / "zzz", catalog, wording) == ("SG-E101", "@missing", "")
    assert unreadable(tmp_path / "none" / "acme.yaml", catalog, wording) == ("SG-E101", "@missing", "")


def test_a_folder_is_a_finding(tmp_path: Path, catalog: Catalog, wording: Wording) -> None:
    """As is a folder's part of a path that is a file, an impossible name, one too long."""
    assert unreadable(tmp_path, catalog, wording)[:2] == ("SG-E101", "@folder")
    (tmp_path / "file").touch()
    assert unreadable(tmp_path / "file" / "acme.yaml", catalog, wording)[:2] == ("SG-E101", "@unreadable")
    assert unreadable("a\0b", catalog, wording)[:2] == ("SG-E101", "@unreadable")
    assert unreadable("a" * 5000, catalog, wording)[:2] == ("SG-E101", "@unreadable")


def test_a_pipe_is_a_finding_and_is_not_opened(tmp_path: Path, catalog: Catalog, wording: Wording) -> None:
    """Opening it would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    assert unreadable(tmp_path / "pipe", catalog, wording)[:2] == ("SG-E101", "@not-a-file")
    assert unreadable("/dev/zero", catalog, wording)[:2] == ("SG-E101", "@not-a-file")


def test_a_link_in_a_circle_is_a_finding(tmp_path: Path, catalog: Catalog, wording: Wording) -> None:
    """And one to nowhere is missing."""
    (tmp_path / "a").symlink_to(tmp_path / "a")
    (tmp_path / "b").symlink_to(tmp_path / "nowhere")
    assert unreadable(tmp_path / "a", catalog, wording)[:2] == ("SG-E101", "@unreadable")
    assert unreadable(tmp_path / "b", catalog, wording)[:2] == ("SG-E101", "@missing")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_must_not_be_read_is_a_finding(file: Path, catalog: Catalog, wording: Wording) -> None:
    """Another user's file."""
    file.touch(mode=0)
    assert unreadable(file, catalog, wording)[:2] == ("SG-E101", "@not-permitted")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no /proc on this machine")
def test_a_file_whose_reading_fails_is_a_finding(catalog: Catalog, wording: Wording) -> None:
    """As on a broken disk: it is a regular file, it opens, and then there is an error."""
    assert unreadable("/proc/self/mem", catalog, wording)[:2] == ("SG-E101", "@unreadable")


def test_a_huge_file_is_a_finding_and_is_not_read(file: Path, catalog: Catalog, wording: Wording) -> None:
    """A hole of a terabyte takes no room on the disk, and must take none in memory."""
    with file.open("wb") as handle:
        handle.truncate(2**40)
    assert unreadable(file, catalog, wording)[:2] == ("SG-E118", "@large-file")
    assert not received(file, (WHOLE + "#").ljust(MOST_BYTES), catalog).is_refused


# --- what-ifs ---------------------------------------------------------------------------------------------------------


def test_a_change_goes_over_the_file(file: Path, catalog: Catalog) -> None:
    """At any key, in lists too, and where the file has no such group yet; the rest stays."""
    changes = (("imaging.smallest_feature", "20 um"), ("specimen.path[0].thickness", "3 mm"), ("source.focal_spot.max", "60 um"))
    whole = received(file, WHOLE, catalog, *changes)
    assert not whole.findings
    assert whole.requirement is not None
    assert whole.requirement.imaging.smallest_feature is not None
    assert whole.requirement.imaging.smallest_feature.um == 20
    assert [(layer.material, layer.thickness.mm) for layer in whole.requirement.specimen.path] == [("steel", 3)]
    assert whole.requirement.source.focal_spot is not None
    assert whole.requirement.source.focal_spot.max.um == 60


@pytest.mark.parametrize(
    ("key", "value", "code"), [("imaging.smallest_feature", "20", "SG-E105"), ("imaging.x", "1", "SG-E111"), ("a[b", "1", "SG-E111")]
)
def test_a_change_is_checked_as_the_file_is(file: Path, catalog: Catalog, key: str, value: str, code: str) -> None:
    """A wrong unit, an unknown key, a key that cannot be one."""
    assert codes(received(file, WHOLE, catalog, (key, value)).findings) == [code]


@pytest.mark.parametrize("key", ["specimen.path[1].thickness", "specimen.path.thickness", "imaging[0]", "specimen.path[-1].material"])
def test_a_change_to_an_item_that_is_not_there_has_no_meaning(file: Path, catalog: Catalog, key: str) -> None:
    """The command line is at fault, not the file."""
    with pytest.raises(UsageError, match=re.escape(key)):
        received(file, WHOLE, catalog, (key, "1 mm"))


# --- any file whatever -------------------------------------------------------------------------------------------------

KEYS: Final = ["specimen", "imaging", "source", "path", "material", "filter", "duty_cycle", "tube_voltage", "min", "should", "x", "title"]
VALUES: Final = st.sampled_from(
    ["50 um", "130", "kV", "steel", "continuous", "", "~", "1,5 mm", "[", "'", "*a", "&a", "@length", "1e80", "0"]
)
TREES: Final = st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4))


def written(tree: object) -> str:
    """Return *tree* in YAML's flow form, its leaves as they are."""
    if isinstance(tree, list):
        return "[" + ", ".join(map(written, tree)) + "]"
    return "{" + ", ".join(f"{key}: {written(entry)}" for key, entry in tree.items()) + "}" if isinstance(tree, dict) else str(tree)


@given(groups=st.dictionaries(st.sampled_from(KEYS), TREES, max_size=5))
def test_any_file_is_accepted_or_refused_with_places(tmp_path_factory: pytest.TempPathFactory, groups: dict[str, object]) -> None:
    """Whatever stands where: no exception, and every finding of the file has its place and its sentences."""
    catalog, wording = packaged()  # no fixtures, which a failure would print at length
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    whole = received(file, HEAD.decode() + "".join(f"{key}: {written(tree)}\n" for key, tree in groups.items()), catalog)
    assert all(finding.place for finding in whole.findings)
    assert whole.is_refused == any(finding.is_error for finding in whole.findings)
    assert len({(finding, finding.place) for finding in whole.findings}) == len(whole.findings)
    assert all(told(finding, wording) for finding in whole.findings)
