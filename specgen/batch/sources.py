"""Which files a batch takes: those named, those in a named folder, those that a pattern finds."""

import glob
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from specgen.errors import UsageError
from specgen.files.library import WORKSPACE_FILE

# JSON is taken by name or by pattern only: the decisions that `propose` writes are JSON, too.
_TAKEN: Final = (".yaml", ".yml", ".csv", ".xlsx")
_PASSING: Final = (".", "~$")  # hidden files, and those that a spreadsheet program leaves beside an open list


def files_of(sources: list[str]) -> list[str]:
    """Return the files of all *sources*, in their order and each once; a source that gives none is wrong usage."""
    found: dict[Path, str] = {}
    for source in sources:
        files = list(_files_of(source))
        if not files:
            raise UsageError(f"{source}: no requirement and no list is found there; a folder is searched for {', '.join(_TAKEN)}")
        for file in files:
            found.setdefault(Path(file).absolute(), file)
    return list(found.values())


def _files_of(source: str) -> Iterator[str]:
    path = Path(source)
    if path.is_dir():
        yield from (str(entry) for entry in sorted(path.iterdir()) if entry.name.lower().endswith(_TAKEN) and _is_meant(entry))
    elif glob.has_magic(source) and not path.exists():
        yield from sorted(file for file in glob.glob(source, recursive=True) if _is_meant(Path(file)))
    else:
        yield source


def _is_meant(entry: Path) -> bool:
    return entry.is_file() and entry.name != WORKSPACE_FILE and not entry.name.startswith(_PASSING)
