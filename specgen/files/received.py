"""A customer's requirement file: read, validated, and every problem of it as a finding with its place."""

import difflib
import hashlib
import itertools
import os
import re
import stat
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from specgen import sense
from specgen.basics import Basics
from specgen.errors import UsageError
from specgen.fields import Scalar, kind_of, shortened
from specgen.files.cells import MOST_BYTES as MOST_LIST_BYTES
from specgen.files.cells import SUFFIXES as LISTS
from specgen.files.lists import read_list
from specgen.files.reader import MOST_BYTES, Steps, Tree, decode, parse
from specgen.findings import Finding, Phrase, Place, dotted, finding
from specgen.requirement import Requirement, nearest_key

_ITEM: Final = re.compile(r"\[[0-9]{1,6}\]")
MOST_PROBLEMS: Final = 100  # of one file: who mends these first loses nothing
_FEW_KEYS: Final = 20  # more than anybody writes in one pair of braces
_STAND_INS: Final = {"specgen": "1", "reference": "X", "customer": {"company": "X"}}


@dataclass(frozen=True, slots=True)
class Variation:
    """The requirement with some of its keys changed: a scenario of the file, or of the command line."""

    name: str
    changes: tuple[tuple[str, str], ...]
    requirement: Requirement


@dataclass(frozen=True, slots=True)
class Received:
    """A requirement as it came: bytes, digest, and the requirement unless an error refused it.

    *is_list* where it stands for a list as a whole, of which something is to be said before its rows; *changes* are those of
    the command line.
    """

    file: str
    data: bytes
    sha256: str
    requirement: Requirement | None
    findings: tuple[Finding, ...]
    tree: Tree
    is_list: bool = False
    scenarios: tuple[Variation, ...] = ()
    changes: tuple[tuple[str, str], ...] = ()

    @property
    def is_refused(self) -> bool:
        """Return whether the file has a finding of severity error."""
        return (self.requirement is None and not self.is_list) or any(f.is_error for f in self.findings)

    def placed(self, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Return *found* with the places of this file, each finding once, in reading order."""
        placed = [f if f.place or not f.where else replace(f, place=self.tree.place(_steps(f.where))) for f in found]
        once = {(f, f.place): f for f in placed}  # equal findings may stand at several places
        return tuple(sorted(once.values(), key=lambda f: (f.place or Place("", 0, 0), f.code)))

    def bare(self) -> "Received":
        """Return what `received_again` makes this of in another process: the classes of a requirement do not travel."""
        return replace(self, requirement=None, scenarios=())

    def lines(self) -> dict[str, int]:
        """Return on which line each dotted path is given: of a row, in the file that stands for it."""
        if any(place.cell for place in self.tree.places.values()):
            return replace(self, tree=parse(self.data.decode(), self.file)).lines()
        return {dotted(path): place.line for path, place in (*self.tree.places.items(), *self.tree.keys.items())}


def receive(file: str, basics: Basics, changes: tuple[tuple[str, str], ...] = ()) -> Received:
    """Return the requirement in *file* with all findings; *changes* (dotted key, text) go over what the file says."""
    data, problem = _read(file, MOST_BYTES)
    if problem:
        return Received(file, b"", "", None, (problem,), Tree())
    return receive_data(file, data, basics, changes)


def receive_data(file: str, data: bytes, basics: Basics, changes: tuple[tuple[str, str], ...] = ()) -> Received:
    """Return the requirement in *data*, the bytes of *file*, as `receive` does."""
    text, findings = decode(data, file)
    tree = parse(text, file) if not findings else Tree(findings=findings)
    if not isinstance(tree.value, dict) or not tree.whole:
        found = tuple(tree.findings) or (
            Finding("SG-E113", "", (("found", kind_of(tree.value)), ("wanted", Phrase("@a-group"))), tree.place(()) or Place(file, 1, 1)),
        )
        return Received(file, data, _digest(data), None, found, tree)
    for key, value in changes:
        _put(tree.value, key, Scalar(value))
        tree.places[_steps(key)] = tree.keys[_steps(key)] = Place(f"--set {key}", 0, 0)  # no line of the file says it
    return replace(_with_scenarios(_judged(file, data, tree, basics), basics), changes=changes)


def receive_each(file: str, basics: Basics) -> Iterator[Received]:
    """Yield the requirements in *file*: one, or as many as a list has rows; a bad row explains itself, the others go on."""
    if not file.lower().endswith(LISTS):
        yield receive(file, basics)
        return
    data, problem = _read(file, MOST_LIST_BYTES)
    if problem:
        yield Received(file, b"", "", None, (problem,), Tree())
        return
    entries, found = read_list(file, data)
    if found or not entries:
        yield Received(file, b"", _digest(data), None, tuple(found), Tree(), is_list=True)
    for entry in entries:
        yield _judged(f"{file}#{entry.label}", entry.data, entry.tree, basics)


def received_again(bare: Received, basics: Basics) -> Received:
    """Return the requirement that *bare*, one that has travelled, came from."""
    return _with_scenarios(_judged(bare.file, bare.data, bare.tree, basics), basics)


def _with_scenarios(received: Received, basics: Basics) -> Received:
    """Return *received* with each of its scenarios validated like a file of its own; an error in one refuses the file."""
    requirement, tree = received.requirement, received.tree
    if requirement is None or not requirement.scenarios:
        return received
    variations, found = [], list(received.findings)
    for name, changes in requirement.scenarios.items():
        varied = _varied(tree, name, changes)
        judged = _judged(received.file, received.data, varied, basics) if not varied.findings else received
        found += [f for f in (*varied.findings, *judged.findings) if f.is_error]
        if judged.requirement is not None:
            variations.append(Variation(name, tuple(changes.items()), judged.requirement))
    if any(f.is_error for f in found):
        return replace(received, requirement=None, findings=received.placed(tuple(found)))
    return replace(received, scenarios=tuple(variations))


def _varied(tree: Tree, name: str, changes: Mapping[str, str]) -> Tree:
    """Return a copy of *tree* with *changes* put in, each with its place in the scenario *name*."""
    varied = Tree(_without(tree.value, {("scenarios",)}), dict(tree.places), dict(tree.keys))
    for key, value in changes.items():
        at = tree.keys.get(("scenarios", name, key))
        try:
            _put(varied.value, key, Scalar(value))
        except UsageError:
            varied.findings.append(Finding("SG-E111", dotted(("scenarios", name)), (("key", shortened(key)), ("suggestion", "")), at))
            continue
        varied.keys[_steps(key)] = at or Place("", 0, 0)
        varied.places[_steps(key)] = tree.places.get(("scenarios", name, key)) or varied.keys[_steps(key)]
    return varied


def read_texts(data: bytes) -> dict[str, str]:
    """Return the texts of an archived requirement by their dotted paths, unvalidated: what was once accepted need not be so today."""
    text, findings = decode(data, "")
    return {} if findings else dict(_texts(parse(text, "").value, ()))


def _texts(value: Any, path: Steps) -> Iterator[tuple[str, str]]:
    if isinstance(value, Scalar):
        yield dotted(path), value.text
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _texts(inner, (*path, step))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _judged(file: str, data: bytes, tree: Tree, basics: Basics) -> Received:
    """Return the requirement that *tree* holds, with all that is to be said of it."""
    requirement, refusals = _validate(tree)
    received = Received(file, data, _digest(data), requirement, (), tree)
    unread = {f.where for f in tree.findings if f.code in {"SG-E109", "SG-E118", "SG-E121", "SG-E162", "SG-E168"}}
    refusals = [f for f in refusals if not any(_touches(where, f.where) for where in unread)]
    said: list[Finding] = []
    if requirement is not None:
        refused = {*unread, *(f.where for f in refusals)}
        said = [f for f in sense.findings(requirement, basics) if not any(_touches(f.where, where) for where in refused)]
    every = received.placed((*tree.findings, *refusals, *said))
    is_whole = not any(f.is_error for f in every)
    return replace(received, requirement=requirement if is_whole else None, findings=every)


def _read(file: str, most_bytes: int) -> tuple[bytes, Finding | None]:
    """Return the bytes of a regular file, or why it cannot be read; never opens a pipe or a device."""
    path = Path(file)

    def refused(problem: str, reason: str = "") -> tuple[bytes, Finding]:
        near = difflib.get_close_matches(path.name, _neighbours(path), 1, 0.7) if problem == "@missing" else []
        suggestion = str(path.with_name(near[0])) if near else ""
        return b"", replace(finding("SG-E101", "", problem=problem, reason=reason, suggestion=suggestion), place=Place(file, 1, 1))

    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode) and status.st_size <= most_bytes:
            return path.read_bytes(), None
    except FileNotFoundError:
        return refused(Phrase("@missing"))
    except PermissionError:
        return refused(Phrase("@not-permitted"))
    except (OSError, ValueError) as error:
        return refused(Phrase("@unreadable"), getattr(error, "strerror", None) or str(error))
    if stat.S_ISREG(status.st_mode):
        return b"", Finding("SG-E118", "", (("what", Phrase("@large-file")), ("limit", str(most_bytes))), Place(file, 1, 1))
    return refused(Phrase("@folder") if stat.S_ISDIR(status.st_mode) else Phrase("@not-a-file"))


def _neighbours(path: Path) -> list[str]:
    try:
        return [entry.name for entry in os.scandir(path.parent)]
    except OSError:
        return []


def _steps(where: str) -> Steps:
    """Return the path that a dotted *where* names."""
    parts = where.replace("[", ".[").split(".") if where else []
    return tuple(int(part[1:-1]) if _ITEM.fullmatch(part) else part for part in parts)


def _touches(where: str, refused: str) -> bool:
    """Return whether a finding at *where* may come from the lack of what was *refused*: it lies above, below or in the same list."""
    whole = refused.partition("[")[0]
    return bool(whole) and (where == whole or where.startswith((f"{whole}.", f"{whole}[")) or whole.startswith(f"{where}."))


def _put(tree: Any, key: str, value: Scalar) -> None:
    """Put *value* at the dotted *key*, making groups on the way."""
    *above, last = _steps(key)
    for step in above:
        inner = _inner(tree, step, key)
        if not isinstance(inner, dict | list):
            inner = tree[step] = {}
        tree = inner
    _inner(tree, last, key)
    tree[last] = value


def _inner(tree: Any, step: str | int, key: str) -> Any:
    if isinstance(tree, dict) and isinstance(step, str):
        return tree.get(step)
    if isinstance(tree, list) and step in range(len(tree)):
        return tree[int(step)]
    raise UsageError(f"--set {key}: the file has no such item")


# --- from pydantic's errors to findings -----------------------------------------------------------------------------


def _validate(tree: Tree) -> tuple[Requirement | None, list[Finding]]:
    """Return the requirement and what was refused; refused parts are left out so that the rest can still be checked."""
    try:
        return Requirement.model_validate(tree.value), []
    except ValidationError as error:
        count, errors = error.error_count(), error.errors(include_url=False)
    refusals = [_refusal(entry, tree) for entry in errors[:MOST_PROBLEMS]]
    if count > MOST_PROBLEMS:
        problem = (("what", Phrase("@many-problems")), ("limit", str(MOST_PROBLEMS)))
        return None, [*refusals, Finding("SG-E118", "", problem, _refusal(errors[MOST_PROBLEMS], tree).place)]
    rest = tree.value
    for _ in range(_ROUNDS):
        rest = _without(rest, {_existing(entry["loc"], rest) for entry in errors})
        for key, value in _STAND_INS.items():
            inner = rest.setdefault(key, value)
            if isinstance(value, dict) and isinstance(inner, dict):
                rest[key] = value | inner
        try:
            return Requirement.model_validate(rest), refusals
        except ValidationError as error:  # a group that lost a needed part goes as a whole
            errors = error.errors()
    return None, refusals


_ROUNDS: Final = 4  # as deep as the format nests groups


def _existing(loc: tuple[Any, ...], root: Any) -> Steps:
    """Return the longest beginning of *loc* that *root* has: pydantic also names parts that only the model has."""
    path: list[str | int] = []
    for step in loc:
        if step == 0 and not isinstance(root, list):
            continue  # one entry where a list is taken: the file has no such step
        if not (isinstance(root, dict) and step in root) and not (isinstance(root, list) and step in range(len(root))):
            break
        root = root[step]
        path.append(step)
    return tuple(path)


def _refusal(error: Any, tree: Tree) -> Finding:
    kind, loc, context = error["type"], tuple(error["loc"]), error.get("ctx", {})
    path = _existing(loc, tree.value)
    where = dotted(path)
    if kind == "extra_forbidden":
        suggestion = _decimal_comma(loc, tree.value) or nearest_key(loc)
        return Finding("SG-E111", dotted(loc), (("key", shortened(loc[-1])), ("suggestion", suggestion)), tree.place(loc, key=True))
    if kind in {"missing", "string_too_short"}:
        known = loc if loc in tree.keys else path  # a list has a cell for what is missing
        return Finding("SG-E112", dotted(loc), (("key", str(loc[-1])),), tree.place(known, key=True))
    if kind == "too_long":
        return Finding(
            "SG-E118", where, (("what", Phrase("@many-items")), ("limit", str(context["max_length"]))), tree.place(path, key=True)
        )
    if kind.startswith("SG-"):
        return Finding(kind, where, tuple((key, value) for key, value in context.items() if key != "code"), tree.place(path))
    wanted = Phrase("@a-list") if "list" in kind or "tuple" in kind else Phrase("@a-group")
    return Finding("SG-E113", where, (("found", kind_of(error.get("input"))), ("wanted", wanted)), tree.place(path))


def _decimal_comma(loc: tuple[Any, ...], root: Any) -> str:
    """Return the quantity that `{thickness: 0,5 mm}` means: in braces a comma ends the value, and `5 mm` looks like a key."""
    for step in _existing(loc[:-1], root):
        root = root[step]
    if len(root) > _FEW_KEYS or not loc[-1][:1].isdecimal():
        return ""
    for key, following in itertools.pairwise(root):
        before = root[key]
        if following == loc[-1] and root[following] is None and isinstance(before, Scalar) and before.text.isdecimal():
            return f"{before.text}.{following}"
    return ""


def _without(value: Any, paths: Set[Steps], at: Steps = ()) -> Any:
    """Return a copy of the tree *value* without what stands at *paths*."""
    if isinstance(value, dict):
        return {key: _without(entry, paths, (*at, key)) for key, entry in value.items() if (*at, key) not in paths}
    if isinstance(value, list):
        return [_without(entry, paths, (*at, index)) for index, entry in enumerate(value) if (*at, index) not in paths]
    return value
