"""Faults at every call of the file system that the archive makes: a process that dies, a full disk, a broken one, a short write.

Each run happens in a process of its own, which really dies. What it leaves is then read, recovered, judged by ocfl-py,
and the same operation is done again undisturbed.
"""

import errno
import os
import shutil
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from filings import STAMP, filing, judged_by_ocfl_py

from specgen.archive import disk, erasure, index, operations, recovery
from specgen.archive.erasure import Request
from specgen.archive.export import export
from specgen.archive.history import History, history
from specgen.archive.layout import Layout
from specgen.errors import DamagedArchiveError, SpecgenError
from specgen.files import writing
from specgen.files.writing import write_all
from specgen.revision import next_revision

KINDS: Final = ("kill before", "kill after", "ENOSPC", "EIO", "short write")
CALLS: Final = ("open", "write", "fsync", "close", "rename", "mkdir", "unlink", "rmdir")
READS: Final = ("read_bytes", "iterdir")
DIED, FAILED, UNHARMED, DEFECT = 9, 7, 8, 1
Operation = Callable[[Path], None]


@dataclass
class Faults:
    """Counts the calls, and at call *at* does what *kind* says; *at* 0 only counts."""

    kind: str = ""
    at: int = 0
    count: int = 0
    hit: bool = False

    def around(self, call: Callable[..., Any], name: str, error: type[Exception] = OSError) -> Callable[..., Any]:
        """Return *call* with the fault in it."""

        def faulty(*given: Any, **named: Any) -> Any:
            self.count += 1
            if self.count != self.at:
                return call(*given, **named)
            self.hit = self.kind != "short write" or name == "write"
            if self.kind == "kill before":
                os._exit(DIED)
            if self.kind in {"ENOSPC", "EIO"}:
                code = getattr(errno, self.kind)
                if name == "close":  # the system closes it all the same
                    call(*given, **named)
                raise error(code, os.strerror(code)) if error is OSError else error(os.strerror(code))
            if self.kind == "short write" and name == "write":
                return call(given[0], given[1][: max(1, len(given[1]) // 2)])
            result = call(*given, **named)
            if self.kind == "kill after":
                os._exit(DIED)
            return result

        return faulty

    def install(self) -> None:
        """Put the fault between the archive and the system, for the rest of this process."""
        calls = {name: getattr(os, name) for name in CALLS} | {"fsync": lambda _: None}  # a power cut is not what is tried here
        disk.os = Beside(os, {name: self.around(call, name) for name, call in calls.items()})  # type: ignore[attr-defined]
        staging = {name: self.around(getattr(os, name), name) for name in ("replace", "chmod", "open", "close", "unlink")}
        staging["fdopen"] = lambda *given: FaultyFile(os.fdopen(*given), self)
        writing.os = Beside(os, staging | {"fsync": calls["fsync"]})  # type: ignore[attr-defined]
        writing.tempfile = Beside(tempfile, {"mkstemp": self.around(tempfile.mkstemp, "mkstemp")})  # type: ignore[attr-defined]
        for name in READS:
            setattr(Path, name, self.around(getattr(Path, name), name))
        connection = type("FaultyConnection", (sqlite3.Connection,), {
            name: self.around(getattr(sqlite3.Connection, name), name, sqlite3.OperationalError)
            for name in ("execute", "executescript", "commit", "__exit__")
        })  # fmt: skip
        connect = lambda *given, **named: sqlite3.connect(*given, factory=connection, **named)  # noqa: E731
        index.sqlite3 = Beside(sqlite3, {"connect": connect})  # type: ignore[attr-defined]


class FaultyFile:
    """An open file whose writing meets the fault."""

    def __init__(self, file: Any, faults: Faults) -> None:
        self._file, self.flush, self.fileno = file, file.flush, file.fileno
        self.write = faults.around(file.write, "buffered write")

    def __enter__(self) -> "FaultyFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class Beside:
    """A module with some names replaced."""

    def __init__(self, module: Any, names: dict[str, Any]) -> None:
        self._module, self._names = module, names

    def __getattr__(self, name: str) -> Any:
        return self._names.get(name) or getattr(self._module, name)


def run(operation: Operation, root: Path, faults: Faults) -> tuple[int, int]:
    """Run *operation* in a process of its own; return how it ended, and how many calls it made where it lived."""
    reader, writer = os.pipe()
    if child := os.fork():
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            told = pipe.read()
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status), int(told or b"0")
    faults.install()
    code = 0
    try:
        operation(root)
        code = UNHARMED if faults.hit else 0
    except (SpecgenError, OSError) as error:
        code = FAILED if faults.hit or "ENOSPC" in str(error) else DEFECT
    except BaseException:
        traceback.print_exc(file=sys.stderr)
        code = DEFECT
    os.write(writer, str(faults.count).encode())
    os._exit(code)


# --- what is done ------------------------------------------------------------------------------------------------------


def _add(reference: str, revision: str) -> Operation:
    def operation(root: Path) -> None:
        recovery.open_for_writing(Layout(root))
        operations.add(Layout(root), filing(reference, revision), STAMP)

    return operation


def _state(root: Path) -> None:
    recovery.open_for_writing(Layout(root))
    operations.note_state(Layout(root), "R-1", "sent", STAMP)


def _supersede(root: Path) -> None:
    """A change of an order is accepted: one version in which the order is superseded, too."""
    recovery.open_for_writing(Layout(root))
    operations.note_state(Layout(root), "R-3", "accepted", STAMP)


def _revise(root: Path) -> None:
    """The next revision is started, written beside the archive, and archived."""
    layout = Layout(root)
    held = history(layout, layout.key("R-1"))
    if held and len(held.filed) == 2:
        started = next_revision(layout, held)
        write_all({root.parent / "out" / "next.yaml": started.data}, force=False)
    recovery.open_for_writing(layout)
    operations.add(layout, filing("R-1", "C"), STAMP)


def _erase(root: Path) -> None:
    recovery.open_for_writing(Layout(root))
    erasure.erase(Layout(root), "R-1", WITHOUT_ACME, STAMP)


def _index(root: Path) -> None:
    recovery.open_for_writing(Layout(root))
    index.build(Layout(root))


def _export(root: Path) -> None:
    layout = Layout(root)
    target = root.parent / "out"
    if not target.exists():
        export(layout, [held for held in [history(layout, layout.key("R-1"))] if held], target)


WITHOUT_ACME: Final = Request(
    lambda files: {name: data.replace(b"Acme", b"xxx") for name, data in files.items()}, lambda text: text.replace("Acme", "xxx"), "a name"
)
OPERATIONS: Final[dict[str, Operation]] = {
    "add to a new archive": _add("R-9", "A"),
    "add an object": _add("R-2", "A"),
    "add a revision": _add("R-1", "C"),
    "state": _state,
    "accept a change": _supersede,
    "revise": _revise,
    "erase": _erase,
    "index": _index,
    "export": _export,
}


def prepared(name: str, root: Path) -> None:
    """Make what the operation *name* starts from: nothing, or an archive with a history."""
    root.parent.mkdir(parents=True, exist_ok=True)
    if name == "add to a new archive":
        return
    layout = Layout(root)
    recovery.open_for_writing(layout)
    for revision in "AB":
        operations.add(layout, filing("R-1", revision), STAMP)
    if name == "accept a change":
        operations.add(layout, filing("R-3", "A"), STAMP)
        operations.note_state(layout, "R-3", "accepted", STAMP)
        operations.add(layout, filing("R-3", "B"), STAMP)
    index.build(layout)


# --- what must be so afterwards ----------------------------------------------------------------------------------------


def record_of(root: Path) -> dict[str, bytes]:
    """Return every file that belongs to the record, and what was exported."""
    found = {}
    for top in (root, root.parent / "out"):
        for path in sorted(top.rglob("*")) if top.is_dir() else ():
            name = path.relative_to(root.parent).as_posix()
            if path.is_file() and not path.name.endswith(".part") and "extensions/specgen" not in name and "index.sqlite" not in name:
                found[name] = path.read_bytes()
    return found


def objects_of(root: Path) -> dict[str, bytes]:
    """Return the files of versions, which never change and never go."""
    return {name: data for name, data in record_of(root).items() if "/v" in name}


def rows_of(root: Path) -> list[index.Row]:
    return list(index.find(Layout(root), index.Wanted()))


def rows_of_objects(root: Path) -> list[index.Row]:
    """Return the same from the objects alone."""
    layout, aside = Layout(root), root / "index.aside"
    if not layout.index.exists():
        return rows_of(root)
    layout.index.rename(aside)
    found = rows_of(root)
    aside.rename(layout.index)
    return found


def faults_of(name: str, folder: Path, chosen: Callable[[int], tuple[str, ...]]) -> Iterator[tuple[str, list[str]]]:
    """Yield each fault of the operation *name*, of the kinds that *chosen* gives for a call, with what was wrong after it."""
    operation, base, calm = OPERATIONS[name], folder / "base", folder / "calm"
    prepared(name, base / "archive")
    shutil.copytree(base, calm)
    code, calls = run(operation, calm / "archive", Faults())
    assert (code, calls > 10) == (0, True)
    expected, rows = record_of(calm / "archive"), rows_of(calm / "archive")
    for at in range(1, calls + 1):
        for kind in chosen(at):
            place = folder / "place"
            shutil.copytree(base, place)
            code, _ = run(operation, place / "archive", Faults(kind, at))
            if code:  # else the fault had nothing to bite on
                wrong = list(after(code, operation, base / "archive", place / "archive", expected, rows))
                yield f"{name}: {kind} at call {at} of {calls}", wrong
            shutil.rmtree(place)


def after(code: int, operation: Operation, base: Path, root: Path, expected: dict[str, bytes], rows: list[index.Row]) -> Iterator[str]:
    """Yield what is wrong with the archive that a disturbed operation left."""
    if code == DEFECT:
        yield "an exception that is none of specgen's"
    layout, former = Layout(root), objects_of(base)
    for reference in ("R-1", "R-2", "R-3", "R-9"):  # as a reader sees it that knows of nothing
        held = _seen(layout, reference)
        if held and len(held.filed) < len(former) / 100:
            yield f"{reference}: a reader sees less than there was"
    recovery.open_for_writing(layout)
    now = objects_of(root)
    is_done = now == {name: data for name, data in expected.items() if "/v" in name}  # an erasure is done whole, or not at all
    if (lost := former.items() - now.items()) and not is_done:
        yield f"lost or changed: {sorted(name for name, _ in lost)}"
    yield from judged_by_ocfl_py(root)
    if rows_of(root) != rows_of_objects(root):
        yield "the index says something else than the objects"
    if any(layout.work.iterdir()):
        yield "work is left behind"
    operation(root)
    if record_of(root) != expected:
        yield "after doing it again, the bytes are not those of an undisturbed run"
    if rows_of(root) != rows:
        yield "after doing it again, the index is not that of an undisturbed run"


def _seen(layout: Layout, reference: str) -> History | None:
    """Return the history that a reader finds; of an erasure that was stopped between its two renames it is told."""
    try:
        return history(layout, layout.key(reference))
    except DamagedArchiveError as error:
        if error.problem != "an erasure was stopped before its end":
            raise
        return None


def faults_of_recovery(name: str, folder: Path, died: Callable[[int, int], bool]) -> Iterator[tuple[str, list[str]]]:
    """Yield each death of *name* followed by each death or error of the recovery, with what was wrong after the next one.

    *died* chooses among the deaths: after which call, of how many.
    """
    operation, base, calm = OPERATIONS[name], folder / "base", folder / "calm"
    prepared(name, base / "archive")
    shutil.copytree(base, calm)
    _, calls = run(operation, calm / "archive", Faults())
    expected, rows = record_of(calm / "archive"), rows_of(calm / "archive")
    for at in (at for at in range(1, calls + 1) if died(at, calls)):
        dead = folder / "dead"
        shutil.copytree(base, dead)
        run(operation, dead / "archive", Faults("kill after", at))
        for again, kind in ((again, kind) for again in range(1, calls) for kind in ("kill before", "EIO")):
            place = folder / "place"
            shutil.copytree(dead, place)
            code, _ = run(_recover, place / "archive", Faults(kind, again))
            if code:
                wrong = list(after(code, operation, base / "archive", place / "archive", expected, rows))
                yield f"{name}: killed after call {at}, then {kind} at call {again} of the recovery", wrong
            shutil.rmtree(place)
            if not code:
                break
        shutil.rmtree(dead)


def _recover(root: Path) -> None:
    recovery.open_for_writing(Layout(root))
