"""The reader: every refusal with its place, everything else exactly as it was written."""

import collections
import io
import json
import re
import tarfile
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hostile import BOMBS, HEAD, HOSTILE, Hostile
from hypothesis import given
from hypothesis import strategies as st

from specgen.fields import Scalar
from specgen.files.reader import DEEPEST, LONGEST_SCALAR, MOST_FINDINGS, MOST_NODES, Tree, decode, parse

CORPORA: Final = Path(__file__).parent.parent.parent / "shared" / "corpora"
FILE: Final = "a.yaml"


def read(data: bytes) -> Tree:
    """Return the tree of *data*, or one that holds only why it is no text."""
    text, findings = decode(data, FILE)
    return Tree(findings=findings) if findings else parse(text, FILE)


def texts(value: Any) -> Any:
    """Return the tree *value* with scalars as their texts."""
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, list):
        return [texts(entry) for entry in value]
    return {key: texts(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def read_texts(text: str) -> Any:
    """Return what the honest file *text* holds."""
    tree = read(text.encode())
    assert not tree.findings
    return texts(tree.value)


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_a_hostile_file_is_refused_with_its_reason_and_its_place(hostile: Hostile) -> None:
    """The first finding names what is wrong and points at it."""
    first = read(hostile.data).findings[0]
    assert first.place is not None
    assert (first.code, first.place.file, first.place.line, first.place.column) == (hostile.code, FILE, hostile.line, hostile.column)
    assert hostile.says in " ".join(value for _, value in first.facts)


@pytest.mark.parametrize("hostile", BOMBS, ids=lambda hostile: hostile.name)
def test_a_bomb_costs_nothing(hostile: Hostile) -> None:
    """No more findings than anybody reads; what it costs in time is measured by `benchmarks/reading.py`."""
    findings = read(hostile.data).findings
    assert len(findings) <= MOST_FINDINGS + 1


def test_a_list_of_refusals_goes_on_to_the_end() -> None:
    """Markup that is not taken does not hide what stands below it."""
    tree = read(HEAD + b"title: !x &y A\nnotes: *y\nimaging: {voxel: 1 um, voxel: 2 um}\nsource: {<<: *y}\n")
    assert [(f.code, dict(f.facts).get("problem", ""), f.place.line, f.place.column) for f in tree.findings if f.place] == [
        ("SG-E109", "@anchor", 5, 8),
        ("SG-E109", "@tag", 5, 8),
        ("SG-E109", "@alias", 6, 8),
        ("SG-E110", "", 7, 24),
        ("SG-E109", "@merge-key", 8, 10),
        ("SG-E109", "@alias", 8, 14),
    ]
    assert tree.whole
    assert texts(tree.value)["imaging"] == {"voxel": "1 um"}
    assert texts(tree.value)["source"] == {}


@pytest.mark.parametrize("text", ["a: [b\n", "? [a]\n: 1\n", "- " * 40, "a: b: c\n"])
def test_a_tree_that_ends_early_says_so(text: str) -> None:
    """What is missing from it may only not have been reached."""
    assert not read(text.encode()).whole


def test_a_second_document_leaves_the_first_whole() -> None:
    """It has been read to its end."""
    tree = read(HEAD + b"---\na: 1\n")
    assert tree.whole
    assert texts(tree.value)["reference"] == "X-1"


def test_what_is_just_within_the_limits_is_taken() -> None:
    """As many levels, nodes and characters as the limits say, not one less."""
    assert not read(b"[" * DEEPEST + b"]" * DEEPEST).findings
    assert read(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1)).findings
    assert not read(b"[" + b"a, " * (MOST_NODES - 1) + b"]").findings
    assert read(b"[" + b"a, " * MOST_NODES + b"]").findings
    assert not read(b"a" * LONGEST_SCALAR).findings
    assert read(b"a" * (LONGEST_SCALAR + 1)).findings


# --- what is kept ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["NO", "no", "yes", "off", "true", "1:30", "010", "007", "0o7", "1.10", "1e3", "1_000", "2026-01-02", "Null", ".inf", "2", "=", "+1"],
)
def test_a_scalar_is_its_text(text: str) -> None:
    """Nothing is resolved on the way: neither booleans, sexagesimals, octals, floats nor dates."""
    assert read_texts(f"title: {text}\n") == {"title": text}


@pytest.mark.parametrize(("text", "value"), [("~", None), ("null", None), ("", None), ('"~"', "~"), ("'null'", "null"), ('""', "")])
def test_nothing_is_written_in_three_ways_and_never_in_quotation_marks(text: str, value: str | None) -> None:
    """YAML's words for nothing leave a key without a value; in quotation marks they are text."""
    assert read_texts(f"title: {text}\n") == {"title": value}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("line feeds", b"a: 1\nb:\n  - x\n  - y\n"),
        ("carriage returns too", b"a: 1\r\nb:\r\n  - x\r\n  - y\r\n"),
        ("an old Mac's", b"a: 1\rb:\r  - x\r  - y\r"),
        ("byte-order mark", b"\xef\xbb\xbfa: 1\nb:\n  - x\n  - y\n"),
        ("tab before a value and a comment", b"a:\t1\t# one\nb:\n  - x\t\n  - y\n"),
        ("document marks", b"%YAML 1.2\n---\na: 1\nb: [x, y]\n...\n"),
        ("JSON", b'{"a": "1", "b": ["x", "y"]}'),
        ("JSON indented with tabs", b'{\n\t"a": 1,\n\t"b": [\n\t\t"x",\n\t\t"y"\n\t]\n}'),
        ("JSON without a blank", b'{"a":"1","b":["x","y"]}'),
    ],
)
def test_the_same_file_in_other_clothes(name: str, data: bytes) -> None:
    """Line ends, a byte-order mark, tabs beside values, JSON: all the same to the reader."""
    tree = read(data)
    assert not tree.findings
    assert texts(tree.value) == {"a": "1", "b": ["x", "y"]}


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# only a comment\n", b"---\n", b"---\n...\n", b"\xef\xbb\xbf"])
def test_a_file_without_content_is_nothing_and_no_error_of_the_reader(data: bytes) -> None:
    """What that means is for those to say who wanted something."""
    assert read(data).value is None
    assert not read(data).findings


def test_json_escapes_are_those_of_json() -> None:
    """A slash, a letter, and a surrogate pair, which libyaml alone would refuse; a backslash before it is only a backslash."""
    assert read_texts(r'{"a": "\/ \u00e9 \ud83d\ude00\ud83D\uDE00 \\ud83d\\ude00"}') == {"a": "/ é 😀😀 \\ud83d\\ude00"}
    assert read_texts(r"a: \ud83d\ude00") == {"a": r"\ud83d\ude00"}  # no JSON: these are plain letters
    assert read(rb'a: "\ud83d\ude00"').findings[0].code == "SG-E103"


def test_a_joined_surrogate_pair_moves_nothing() -> None:
    """What follows on the same line keeps its column."""
    text = r'{"a": "\ud83d\ude00 \ud83d\ude00", "b": "c"}'
    place = parse(text, FILE).places["b",]
    assert place.column == text.index('"c"') + 1


@given(
    value=st.recursive(
        st.text(max_size=20), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    )
)
def test_any_json_is_read_as_it_was_meant_or_refused_with_a_place(value: Any) -> None:
    """Escaped or not, texts come back unaltered; refused is only what holds a forbidden character."""
    for as_ascii in (True, False):
        tree = parse(json.dumps(value, ensure_ascii=as_ascii), FILE)
        assert all(finding.code == "SG-E121" and finding.place for finding in tree.findings)
        assert tree.findings or texts(tree.value) == value


@given(data=st.binary(max_size=200) | st.text("ab:-?[]{},&*!|>'\"%@`# \n\t0", max_size=60).map(str.encode))
def test_no_bytes_whatever_raise(data: bytes) -> None:
    """A tree or findings with places: nothing else comes out of the reader."""
    tree = read(data)
    assert all(finding.place and finding.place.line >= 1 and finding.place.column >= 1 for finding in tree.findings)


# --- places ---------------------------------------------------------------------------------------------------------

NESTED: Final = """\
# a comment first
customer:
  company: "Acme"
specimen:
  path:
    - {material: steel, thickness: 1 mm}
    - material: copper
      thickness: 2 mm
"""


@pytest.mark.parametrize(
    ("path", "key", "line", "column", "width"),
    [
        ((), False, 2, 1, 1),
        (("customer",), True, 2, 1, 8),
        (("customer", "company"), False, 3, 12, 6),
        (("customer", "company"), True, 3, 3, 7),
        (("specimen", "path", 0), False, 6, 7, 1),
        (("specimen", "path", 0, "thickness"), False, 6, 36, 4),
        (("specimen", "path", 1), True, 7, 7, 1),
        (("specimen", "path", 1, "thickness"), True, 8, 7, 9),
        # what the file does not have: the nearest item or group above
        (("specimen", "path", 1, "density"), True, 7, 7, 1),
        (("specimen", "path", 5, "density"), False, 5, 3, 4),
        (("specimen", "height"), False, 4, 1, 8),
        (("imaging", "voxel"), False, 2, 1, 1),
    ],
)
def test_every_path_has_a_place(path: tuple[str | int, ...], key: bool, line: int, column: int, width: int) -> None:
    """Line and column count from 1; the width is that of what stands there."""
    place = parse(NESTED, FILE).place(path, key=key)
    assert place is not None
    assert (place.line, place.column, place.width) == (line, column, width)


# --- public test data -----------------------------------------------------------------------------------------------


def members(archive: str) -> dict[str, bytes]:
    """Return the files of a corpus by name, or skip the test where it is absent."""
    path = CORPORA / archive
    if not path.is_file():
        pytest.skip(f"{path} is absent: this test proves nothing here")
    with tarfile.open(path) as tar:
        return {Path(member.name).name: contents.read() for member in tar if (contents := tar.extractfile(member))}


def as_written(marked: str) -> str:
    """Return a text of the YAML suite without the marks that make its blanks visible."""
    text = re.sub("—*»", "\t", marked).replace("∎\n", "")
    return text.translate({ord("␣"): " ", ord("↵"): "", ord("∎"): "", ord("←"): "\r", ord("⇔"): "\ufeff"})


def agrees(read_value: Any, expected: Any) -> bool:
    """Return whether texts are equal and everything else has the same form: types are for the fields to judge."""
    match expected:
        case str():
            return bool(read_value == expected)
        case dict():
            return (
                isinstance(read_value, dict)
                and read_value.keys() == expected.keys()
                and all(agrees(read_value[k], expected[k]) for k in expected)
            )
        case list():
            return isinstance(read_value, list) and len(read_value) == len(expected) and all(map(agrees, read_value, expected))
        case None:
            return read_value is None
    return isinstance(read_value, str)


# Valid YAML 1.2 that libyaml, which follows 1.1 here, reads otherwise; none can come up in a requirement by accident.
LIBYAML_READS_OTHERWISE: Final = {"652Z.yaml", "HM87.yaml", "JEF9.yaml", "L24T.yaml", "DK95.yaml"}


def test_the_yaml_test_suite() -> None:
    """406 cases: no exception, every refusal with a place, and what is accepted is what the suite expects."""
    seen = collections.Counter[str]()
    for name, content in sorted(members("yaml-test-suite.tar.gz").items()):
        inherited: dict[str, Any] = {}
        for case in yaml.safe_load(io.BytesIO(content)):
            inherited |= case
            tree = read(as_written(inherited["yaml"]).encode())
            assert all(finding.place for finding in tree.findings), name
            seen["refused" if tree.findings else "accepted"] += 1
            if not tree.findings and "fail" not in case and inherited.get("json") and name not in LIBYAML_READS_OTHERWISE:
                try:
                    expected = json.loads(inherited["json"])
                except json.JSONDecodeError:  # several documents in one, or none
                    continue
                assert agrees(texts(tree.value), expected), name
                seen["compared"] += 1
    assert seen["refused"] + seen["accepted"] == 406
    assert seen["compared"] > 120


def test_the_json_test_suite() -> None:
    """318 files: valid JSON is read as Python reads it, unless it holds a duplicate key or a forbidden character."""
    seen = collections.Counter[str]()
    for name, content in sorted(members("json-test-suite.tar.gz").items()):
        tree = read(content)
        assert all(finding.place for finding in tree.findings), name
        seen[name[0]] += 1
        if name.startswith("y_") and tree.findings:
            assert {finding.code for finding in tree.findings} <= {"SG-E110", "SG-E121"}, name
        elif name.startswith("y_"):
            assert agrees(texts(tree.value), json.loads(content, parse_int=str, parse_float=str)), name
    assert seen == {"y": 95, "n": 188, "i": 35}


def test_the_naughty_strings() -> None:
    """515 texts in four ways of writing: kept exactly, or refused for what stands in them; none is altered."""
    path = CORPORA / "naughty-strings.json"
    if not path.is_file():
        pytest.skip(f"{path} is absent: this test proves nothing here")
    seen = collections.Counter[str]()
    for text in json.loads(path.read_text("utf-8")):
        for written in (
            f"a: {json.dumps(text, ensure_ascii=False)}\n",
            json.dumps({"a": text}),
            "a: '{}'\n".format(text.replace("'", "''")),
            "a: |2-\n" + "".join(f"  {line}\n" for line in text.split("\n")),
        ):
            tree = read(written.encode())
            seen["refused" if tree.findings else "kept"] += 1
            assert {finding.code for finding in tree.findings} <= {"SG-E118", "SG-E121"}  # the former of marks that are piled up
            assert tree.findings or texts(tree.value) == {"a": text}
    assert seen == {"kept": 4 * 496, "refused": 4 * 19}
