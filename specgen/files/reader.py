"""From bytes to a tree of scalars with places, or to findings: the one door through which YAML comes in.

The reader walks libyaml's events and never composes or constructs, so nesting cannot recurse, aliases cannot multiply
and tags cannot build objects. What it refuses it names; where reading can go on, it goes on to find the rest.
"""

import itertools
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

import yaml

from specgen.fields import Scalar
from specgen.findings import Finding, Phrase, Place, dotted

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Steps = tuple[str | int, ...]

# Limits, each far above any honest file and far below what hurts (docs/limits.md).
MOST_BYTES: Final = 1_000_000
DEEPEST: Final = 32
MOST_NODES: Final = 5_000
LONGEST_SCALAR: Final = 20_000
MOST_FINDINGS: Final = 50
MOST_MARKS: Final = 8

# Controls but tab, line feed and carriage return; line separators, which YAML 1.1 would turn into line breaks;
# bidirectional marks, overrides and isolates; private-use characters and noncharacters, which no font has.
_NONCHARACTERS: Final = "\ufdd0-\ufdef" + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    f"\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff{_NONCHARACTERS}]"
)
_MARKED: Final = re.compile(f"[^\x00-\x7f]{{{MOST_MARKS + 1},}}")  # what may hold too many combining marks in a row
_JSON_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_JSON_ESCAPE: Final = re.compile(r"\\(?:u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})|.)")
_NULLS: Final = frozenset({"", "~", "null"})


@dataclass(slots=True)
class Tree:
    """What a file holds: nested dicts, lists, `Scalar` and None, the place of each path, and what was refused.

    Where reading stopped before the end, the tree is not *whole*: what it lacks may stand further down.
    """

    value: Any = None
    places: dict[Steps, Place] = field(default_factory=dict)
    keys: dict[Steps, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    whole: bool = True

    def place(self, path: Steps, *, key: bool = False) -> Place | None:
        """Return the place of the value (or key) at *path*, else of the nearest item or group above it that has one."""
        if not key and path in self.places:
            return self.places[path]
        while path:
            if near := self.keys.get(path) or self.places.get(path):
                return near
            path = path[:-1]
        return self.places.get(())

    def as_written(self, path: Steps) -> Steps:
        """Return *path* without the step 0 into an entry that stands alone, where the model has a list around it."""
        written: Steps = ()
        for step in path:
            if step != 0 or (*written, step) in self.places:
                written = (*written, step)
        return written


def decode(data: bytes, file: str) -> tuple[str, list[Finding]]:
    """Return the text of UTF-8 *data*, or findings that name the encoding that it seems to be in."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"\x00" in data[:64] and len(data) > 1 and data[:64].count(0) * 3 > len(data[:64])):
        return "", [Finding("SG-E102", "", (("problem", Phrase("@utf-16")),), Place(file, 1, 1))]
    if b"\x00" in data:
        return "", [
            Finding("SG-E102", "", (("problem", Phrase("@binary")),), _place_of(data[: data.index(b"\x00")].decode("latin-1"), file))
        ]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        place = _place_of(data[: error.start].decode("utf-8"), file)
        return "", [
            Finding(
                "SG-E102", "", (("problem", Phrase("@latin-1") if error.reason != "unexpected end of data" else Phrase("@cut-off")),), place
            )
        ]


def parse(text: str, file: str) -> Tree:
    """Return the tree of the YAML 1.2 (or JSON) document *text*; refusals stand in its findings."""
    tree = Tree()
    tree.findings.extend(forbidden_characters(text, file))
    if tree.findings:
        return tree
    tree.whole = False
    try:
        _Walk(tree, file).over(yaml.parse(_with_joined_surrogates(text), Loader=LOADER))
        tree.whole = True
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
        problem = Phrase("@tab") if _character(text, place) == "\t" else _plainly(error)
        tree.findings.append(Finding("SG-E103", "", (("problem", problem),), place))
    except yaml.YAMLError as error:
        tree.findings.append(Finding("SG-E103", "", (("problem", str(error).split("\n", 1)[0]),), Place(file, 1, 1)))
    except _StopReadingError:
        pass
    return tree


def _with_joined_surrogates(text: str) -> str:
    """Return JSON *text* with each escaped surrogate pair, which libyaml refuses, as one escape.

    Blanks after the string fill up what that saves, so that everything else keeps its place.
    """
    if "\\ud" not in text and "\\uD" not in text:
        return text
    try:
        json.loads(text, parse_int=str)
    except (ValueError, RecursionError):
        return text

    def joined(escape: re.Match[str]) -> str:
        if not escape["high"]:
            return escape[0]
        return f"\\U{0x10000 + ((int(escape['high'], 16) - 0xD800) << 10) + int(escape['low'], 16) - 0xDC00:08X}"

    return _JSON_STRING.sub(lambda string: _JSON_ESCAPE.sub(joined, string[0]).ljust(len(string[0])), text)


def _place_of(before: str, file: str, start: Place | None = None) -> Place:
    """Return the place of the character that follows the text *before*, which itself begins at *start*."""
    before = before.replace("\r\n", "\n").replace("\r", "\n")
    line, column = (start.line, start.column) if start else (1, 1)
    breaks = before.count("\n")
    return Place(file, line + breaks, len(before) - before.rfind("\n") if breaks else column + len(before))


def _character(text: str, place: Place) -> str:
    """Return the character at *place*, or nothing at the end of a line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n", place.line)
    return lines[place.line - 1][place.column - 1 : place.column] if place.line <= len(lines) else ""


def forbidden_characters(text: str, file: str) -> Iterator[Finding]:
    """Yield a finding for each character of *text* that is not taken, as far as anybody reads on."""
    place, read = Place(file, 1, 1), 0
    for count, (start, problem) in enumerate(_forbidden_in(text)):
        if count == MOST_FINDINGS:
            return
        place, read = _place_of(text[read:start], file, place), start
        yield replace(problem, place=place)


def _forbidden_in(text: str) -> Iterator[tuple[int, Finding]]:
    """Yield where in *text* something is not taken, and what."""
    if text.isascii() and text.isprintable():
        return
    if not _FORBIDDEN.search("".join(set(text))) and not _MARKED.search(text):
        return
    found = [(match.start(), _forbidden(match[0], None)) for match in itertools.islice(_FORBIDDEN.finditer(text), MOST_FINDINGS + 1)]
    yield from sorted([*found, *_piled_up(text)], key=lambda entry: entry[0])


def _piled_up(text: str) -> Iterator[tuple[int, Finding]]:
    """Yield where more combining marks stand on one letter than any script needs: they would cover the lines around it."""
    for run in _MARKED.finditer(text):
        marks = 0
        for start, character in enumerate(run[0], start=run.start()):
            marks = marks + 1 if unicodedata.category(character) in _MARKS else 0
            if marks == MOST_MARKS + 1:
                yield start - MOST_MARKS, Finding("SG-E118", "", (("what", Phrase("@marks")), ("limit", str(MOST_MARKS))))


_MARKS: Final = frozenset({"Mn", "Me"})


def _forbidden(character: str, place: Place | None, where: str = "") -> Finding:
    return Finding("SG-E121", where, (("character", f"U+{ord(character):04X}"),), place)


def _plainly(error: yaml.MarkedYAMLError) -> str:
    """Return libyaml's own words, which name what was found; the place is added elsewhere."""
    return "; ".join(part for part in (error.context, error.problem) if part)


class _StopReadingError(Exception):
    """A limit was passed: what follows is not looked at."""


class _Walk:
    """One pass over the events of one document."""

    def __init__(self, tree: Tree, file: str) -> None:
        self.tree, self.file = tree, file
        self.stack: list[tuple[Any, Steps]] = []
        self.pending: list[str | None] = []  # the key that waits for its value, one entry for each open mapping
        self.nodes = 0
        self.dropped = False  # the pending key is refused, or stands here a second time: its value is walked, but kept nowhere
        self.documents = 0

    def over(self, events: Iterator[Any]) -> None:
        for event in events:
            match event:
                case yaml.ScalarEvent():  # the most frequent first
                    self._scalar(event)
                case yaml.DocumentStartEvent():
                    self.documents += 1
                    if self.documents > 1:
                        self._refuse(Phrase("@second-document"), event, "---")
                        return
                    self._document(event)
                case yaml.AliasEvent():
                    self._alias(event)
                case yaml.MappingStartEvent():
                    self._open({}, event)
                case yaml.SequenceStartEvent():
                    self._open([], event)
                case yaml.MappingEndEvent():
                    self.stack.pop()
                    self.pending.pop()
                case yaml.SequenceEndEvent():
                    self.stack.pop()

    def _document(self, event: Any) -> None:
        if event.tags or (event.version and tuple(event.version) != (1, 2)):
            self._refuse(Phrase("@directive"), event, "%")

    def _awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1][0], dict) and self.pending[-1] is None

    def _alias(self, event: Any) -> None:
        is_key = self._awaits_key()
        self._refuse(Phrase("@alias"), event, f"*{event.anchor}", "" if is_key else dotted(self._add(None, event)))
        if is_key:
            raise _StopReadingError

    def _scalar(self, event: Any) -> None:
        self._refuse_marks(event)
        value = event.value
        if len(value) > LONGEST_SCALAR:
            self._limit(Phrase("@long-scalar"), LONGEST_SCALAR, event)
        plain = not event.style
        path: Steps = ()
        forbidden = next(_forbidden_in(value), None) if event.style == '"' else None  # from an escape: the file has none
        if self._awaits_key():
            self._key(event, is_refused=bool(forbidden))
        else:
            is_nothing = forbidden or (plain and value in _NULLS)
            path = self._add(None if is_nothing else Scalar(value, plain), event)
        if forbidden:
            self._report(replace(forbidden[1], where=dotted(path), place=self._place(event)))

    def _key(self, event: Any, *, is_refused: bool) -> None:
        mapping, path = self.stack[-1]
        key = event.value
        path = (*path, key)
        place = self._place(event)
        self.dropped = True
        if key == "<<" and not event.style:
            self._refuse(Phrase("@merge-key"), event, "<<")
        elif is_refused:
            pass
        elif key in mapping:
            first = self.tree.keys[path]
            self._report(Finding("SG-E110", dotted(path), (("key", key[:80]), ("first", str(first.line))), place))
        else:
            self.dropped = False
            mapping[key] = None
            self.tree.keys[path] = place
        self.pending[-1] = key

    def _open(self, container: dict[str, Any] | list[Any], event: Any) -> None:
        self._refuse_marks(event)
        if len(self.stack) >= DEEPEST:
            self._limit(Phrase("@deep"), DEEPEST, event)
        if self._awaits_key():
            self._refuse(Phrase("@key-not-text"), event, "?")
            raise _StopReadingError
        path = self._add(container, event)
        self.stack.append((container, path))
        if isinstance(container, dict):
            self.pending.append(None)

    def _add(self, value: Any, event: Any) -> Steps:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._limit(Phrase("@many-nodes"), MOST_NODES, event)
        path: Steps = ()
        if not self.stack:
            self.tree.value = value
        else:
            container, above = self.stack[-1]
            if isinstance(container, list):
                path = (*above, len(container))
                container.append(value)
            else:
                key = self.pending[-1] or ""
                self.pending[-1] = None
                if self.dropped:
                    self.dropped = False
                    return (*above, key, "")
                path = (*above, key)
                container[key] = value
        self.tree.places[path] = self._place(event)
        return path

    def _refuse_marks(self, event: Any) -> None:
        if event.anchor:
            self._refuse(Phrase("@anchor"), event, f"&{event.anchor}")
        if event.tag:
            self._refuse(Phrase("@tag"), event, event.tag)

    def _refuse(self, problem: str, event: Any, text: str, where: str = "") -> None:
        self._report(Finding("SG-E109", where, (("problem", problem), ("text", text[:40])), self._place(event)))

    def _report(self, finding: Finding) -> None:
        if len(self.tree.findings) >= MOST_FINDINGS:
            raise _StopReadingError
        self.tree.findings.append(finding)

    def _limit(self, what: str, limit: int, event: Any) -> None:
        self.tree.findings.append(Finding("SG-E118", "", (("what", what), ("limit", str(limit))), self._place(event)))
        raise _StopReadingError

    def _place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        line, column = start.line, start.column
        width = end.column - column if end.line == line else 1
        return Place(self.file, line + 1, column + 1, width if width > 0 else 1)
