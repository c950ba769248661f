"""Fuzzing, bounded and the same on every run: whatever a file holds, there are findings with places, or a requirement.

`make soak` runs the same questions for as long as one likes, guided by coverage.
"""

import random
import string
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pytest
from fuzzing import SHEET, TEXTS, in_a_book, part_of_book, taken
from hypothesis import given, settings
from hypothesis import strategies as st
from making import ACCEPTED, EXAMPLES, ROOT
from sheets import HEADINGS

SEEDS: Final = [(EXAMPLES / f"{name}.yaml").read_bytes() for name in ACCEPTED]
SEEDS += [path.read_bytes() for path in sorted((ROOT / "tests" / "broken").glob("*.yaml"))]
HOSTILE: Final = [path.read_bytes() for path in sorted((ROOT / "tests" / "hostile").glob("*.yaml")) if path.stat().st_size < 5_000]
assert len(SEEDS) > 40
assert len(HOSTILE) > 200

TOKENS: Final = [
    "specgen: 1\n",
    "reference: X-1\n",
    "customer: {company: Acme}\n",
    "specimen:",
    "path:",
    "imaging:",
    "smallest_feature:",
    "source:",
    "tube_voltage:",
    "filter:",
    "should:",
    "duty_cycle:",
    "  ",
    "\n",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ": ",
    ", ",
    "50 um",
    "130 kV",
    "1,5 mm",
    "1/2 in",
    "continuous",
    "steel",
    "~",
    "'",
    '"',
    "|\n",
    ">-\n",
    "#",
    "&a",
    "*a",
    "<<:",
    "!!str",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "? ",
    "\t",
    "\\u202e",
    "\u0301" * 9,
    "\ud83d",
    "\x00",
    "1e99",
    ".inf",
    "007",
    "µ",
    "–",
    "🧨",
    "\ufeff",
    "min:",
    "max:",
    "thickness:",
    "material:",
    "25 %",
    "null",
    "true",
    "\r",
    "\x85",
    "\u2028",
]
NEW_BYTES: Final = [
    b"\x00",
    b"\xff",
    b"\n",
    b"\t",
    b":",
    b"{",
    b"[",
    b"'",
    b'"',
    b"&",
    b"*",
    b"!",
    b"%",
    b"\xe2\x80\xae",
    b"\xed\xa0\x80",
    b"9" * 70,
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def cut(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) + 1)
    del data[start : start + chance.choice([1, 2, 5, 30, 200])]


def put(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) + 1)
    data[start:start] = chance.choice([*NEW_BYTES, *(token.encode("utf-8", "surrogatepass") for token in TOKENS)])


def double(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) + 1)
    data[start:start] = data[start : start + chance.choice([1, 8, 60, 400])] * chance.choice([1, 2, 9])


def flip(data: bytearray, chance: random.Random) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def swap(data: bytearray, chance: random.Random) -> None:
    lines = bytes(data).split(b"\n")
    one, other = (chance.randrange(len(lines)) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]
    data[:] = b"\n".join(lines)


CHANGES: Final[Sequence[Callable[[bytearray, random.Random], None]]] = (cut, put, double, flip, swap)


def changed(seed: bytes, chance: random.Random) -> bytes:
    """Return *seed* after a few slips."""
    data = bytearray(seed)
    for _ in range(chance.choice([1, 1, 2, 3, 8])):
        chance.choice(CHANGES)(data, chance)
    return bytes(data)


@settings(max_examples=400)
@given(number=st.integers(0, 2**32))
def test_a_changed_example_is_refused_or_taken(folder: Path, number: int) -> None:
    """Bytes cut, put in, doubled, flipped; lines swapped."""
    chance = random.Random(number)
    taken(folder / "changed.yaml", changed(chance.choice(SEEDS if number % 3 else HOSTILE), chance))


@settings(max_examples=300)
@given(tokens=st.lists(st.sampled_from(TOKENS), max_size=40))
def test_what_looks_like_yaml(folder: Path, tokens: list[str]) -> None:
    """Words of the format and marks of YAML in any order."""
    taken(folder / "like.yaml", "".join(tokens).encode("utf-8", "surrogatepass"))


@settings(max_examples=200)
@given(text=st.text('{}[]",: \\untrfalse0123456789.eE+-_\n/', max_size=120))
def test_what_looks_like_json(folder: Path, text: str) -> None:
    """Marks of JSON in any order."""
    taken(folder / "like.json", text.encode())


@settings(max_examples=200)
@given(data=st.binary(max_size=300))
@pytest.mark.parametrize("name", ["any.yaml", "any.csv", "any.xlsx"])
def test_any_bytes(folder: Path, name: str, data: bytes) -> None:
    """By any name; some with the first bytes of what they pretend to be."""
    taken(folder / name, data)
    taken(folder / name, b"PK\x03\x04" + data)


CELLS: Final = st.sampled_from(
    [*HEADINGS, "width", "title", "50 um", "50", "1,5", '"', "=1+1", "", " ", "\u202e", "a;b", "x" * 300, "specimen.path[9].material"]
)


@settings(max_examples=200)
@given(rows=st.lists(st.lists(CELLS | st.text(string.printable, max_size=8), max_size=8), max_size=8), delimiter=st.sampled_from(",;\t"))
def test_any_csv(folder: Path, rows: list[list[str]], delimiter: str) -> None:
    """Headings, values and quotation marks anywhere."""
    head = delimiter.join(HEADINGS) + "\n"
    text = "\n".join(delimiter.join(row) for row in rows)
    taken(folder / "any.csv", text.encode())
    taken(folder / "any.csv", (head + text).encode())


@settings(max_examples=150)
@given(number=st.integers(0, 2**32))
@pytest.mark.parametrize("part", [SHEET, TEXTS, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
def test_a_changed_part_of_a_workbook(folder: Path, part: str, number: int) -> None:
    """As a broken program would write it."""
    chance = random.Random(number)
    taken(folder / "changed.xlsx", in_a_book(part, changed(part_of_book(part), chance)))
