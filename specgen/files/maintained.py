"""What a maintainer keeps (catalogue, rules, wording, brands, workspace): read with the same reader as a customer's file.

A fault is told to the maintainer, with file, line and column, and stops the work.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from specgen.errors import MaintainerError
from specgen.fields import Scalar
from specgen.files.reader import Steps, Tree, decode, parse
from specgen.findings import Place, dotted

_AFTERMATH: Final = {"missing": 1, "too_short": 2}  # a misspelt key explains a missing one, and that a list that lacks entries


def load_model(path: Path, model: Any) -> Any:
    """Return a maintainer's YAML file as *model*, or raise `MaintainerError` with file, line and column."""
    return validated(tree_of(path), model)


def tree_of(path: Path) -> Tree:
    """Return the tree of a maintainer's YAML file, or raise `MaintainerError` at its first fault."""
    try:
        text, findings = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise MaintainerError(str(path), "", f"cannot be read: {error.strerror}") from None
    tree = parse(text, str(path)) if not findings else Tree(findings=findings)
    tree.places.setdefault((), Place(str(path), 1, 1))
    for finding in tree.findings:
        told = " ".join(value.lstrip("@") for _, value in finding.facts)
        raise faulty(finding.place, finding.where, f"{told} ({finding.code})")
    return tree


def validated(tree: Tree, model: Any) -> Any:
    """Return *tree* as *model*, or raise `MaintainerError` at the fault that explains the others."""
    try:
        return TypeAdapter(model).validate_python(tree.value)
    except ValidationError as error:
        first = min(error.errors(), key=lambda entry: _AFTERMATH.get(entry["type"], 0))
    facts = first.get("ctx", {})
    suggestion = f', did you mean "{facts["suggestion"]}"?' if facts.get("suggestion") else ""
    plainly = first["msg"].removeprefix("Value error, ")
    told = f'"{facts.get("text", "")}" is refused{suggestion} ({first["type"]})' if first["type"].startswith("SG-") else plainly
    is_key = first["type"] in {"extra_forbidden", "missing"}
    raise faulty(tree.place(first["loc"], key=is_key), dotted(first["loc"]), told)


def faulty(place: Place | None, entry: str, problem: str) -> MaintainerError:
    """Return what stops the work at *place*."""
    return MaintainerError(f"{place.file}:{place.line}:{place.column}" if place else "", entry, problem)


def refuse(tree: Tree, entry: Steps, found: Iterable[tuple[Steps, str]]) -> None:
    """Stop at the first of the faults *found*, at its place below *entry*."""
    for path, problem in found:
        written = tree.as_written((*entry, *path))
        raise faulty(tree.place(written), dotted(written), problem)


def texts_under(tree: Tree, *keys: str) -> Iterator[tuple[str, Steps]]:
    """Yield every text that stands under one of *keys*, however deep, with its path."""
    for path in tree.places:
        value = tree.value
        for step in path:
            value = value[step]
        if path and path[-1] in keys and isinstance(value, Scalar):
            yield value.text.strip(), path
