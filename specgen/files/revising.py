"""The next revision's requirement file, made from the former one byte for byte: the revision is raised and the date taken out."""

from dataclasses import dataclass
from typing import Any, Final

from specgen.errors import UsageError
from specgen.fields import Scalar
from specgen.files.reader import Tree, decode, parse
from specgen.findings import Place

_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Raised:
    """The next revision's file, and the date that was taken out, empty where there was none."""

    data: bytes
    date: str


def raised(data: bytes, revision: str) -> Raised:
    """Return the requirement *data* as *revision* and without its date; comments, layout and line ends stay as they are."""
    tree, text = _read(data)
    if tree.findings or not isinstance(tree.value, dict) or not isinstance(tree.value.get("reference"), Scalar):
        raise _unreadable()
    lines = text.splitlines(keepends=True)
    date = tree.value.get("date")
    is_flow = lines[tree.places[()].line - 1][tree.places[()].column - 1] == "{"
    new = {"revision": revision} | ({"date": "null" if is_flow else ""} if date is not None else {})
    edits = [(tree.places[(key,)], text) for key, text in new.items() if (key,) in tree.keys]
    for place, changed in sorted(edits, reverse=True):  # the last first: a place counts from the start of its line
        _put(lines, place, changed)
    if ("revision",) not in tree.keys:
        _insert(lines, tree, revision, is_flow=is_flow)
    written = data[: len(_BOM)] * data.startswith(_BOM) + "".join(lines).encode()
    if _meant(_read(written)[0].value) != _meant({**tree.value, "revision": Scalar(revision), "date": None}):
        raise _unreadable()
    return Raised(written, str(date or ""))


def _read(data: bytes) -> tuple[Tree, str]:
    text, problems = decode(data, "")
    return (Tree(findings=problems) if problems else parse(text, "")), text


def _unreadable() -> UsageError:
    return UsageError("the archived requirement cannot be raised by this specgen: start the revision from a file of your own")


def _put(lines: list[str], place: Place, text: str) -> None:
    """Write *text* in the place of a value: within its quotation marks, and where it is taken out, so that remarks keep their column."""
    line, start = lines[place.line - 1], place.column - 1
    old = line[start : start + place.width]
    if not old.strip():  # a key without a value
        lines[place.line - 1] = f"{line[:start]} {text}{line[start:]}"
        return
    quote = old[0] if old[0] in "'\"" and text not in {"", "null"} else ""
    rest = line[start + place.width :]
    after = line[:start] + (f"{quote}{text}{quote}" or " " * len(old)) + rest
    lines[place.line - 1] = after if rest.strip() else after.rstrip() + rest[len(rest.rstrip()) :]


def _insert(lines: list[str], tree: Tree, revision: str, *, is_flow: bool) -> None:
    """Add the key, of which the former file had none: before the reference in braces, else in a line below it."""
    key, value = tree.keys[("reference",)], tree.places[("reference",)]
    indent = lines[key.line - 1][: key.column - 1]
    if is_flow:
        lines[key.line - 1] = f'{indent}"revision": "{revision}", {lines[key.line - 1][key.column - 1 :]}'
        return
    line = lines[value.line - 1]
    end = line[len(line.rstrip("\r\n")) :]
    lines[value.line - 1] = line if end else f"{line}\n"
    lines.insert(value.line, f"{' ' * len(indent)}revision: {revision}{end or chr(10)}")


def _meant(value: Any) -> Any:
    """Return a tree without how it is written: plain texts, and no key that has nothing."""
    if isinstance(value, dict):
        return {key: meant for key, inner in value.items() if (meant := _meant(inner)) is not None}
    if isinstance(value, list):
        return [_meant(inner) for inner in value]
    return value.text if isinstance(value, Scalar) else value
