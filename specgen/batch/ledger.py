"""The ledger of a folder's batches: what is settled, and what each document did to workers that died of it.

It is one SQLite file that lies with the outputs, opened by one process at a time: its lock is what keeps two batches from
writing to one folder. What is not in it is not done, whatever files lie about.
"""

import contextlib
import datetime
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from specgen.batch.outcomes import About, Settled
from specgen.errors import EnvironmentLackError

FOLDER: Final = ".specgen-batch"  # in the folder of the outputs
_VERSION: Final = 1
_SCHEMA: Final = """
    CREATE TABLE run (number INTEGER PRIMARY KEY, date TEXT NOT NULL, is_finished INTEGER NOT NULL);
    CREATE TABLE document (key TEXT PRIMARY KEY, settled TEXT NOT NULL, about TEXT, digests TEXT NOT NULL);
    CREATE TABLE strike (key TEXT NOT NULL, what TEXT NOT NULL);
    CREATE INDEX strikes ON strike (key);
"""


@contextlib.contextmanager
def opened(outputs: Path) -> Iterator["Ledger"]:
    """Yield the ledger of the folder *outputs*, made where there is none, and held until all is done."""
    folder = outputs / FOLDER
    try:
        (folder / "work").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentLackError(f"cannot write {error.filename}: {error.strerror}", ELSEWHERE) from error
    with _told(folder), contextlib.closing(sqlite3.connect(folder / "ledger.sqlite", timeout=0, isolation_level=None)) as connection:
        _prepare(connection)
        for left in (folder / "work").iterdir():  # by a run that was killed while it wrote
            left.unlink()
        yield Ledger(connection, outputs)
        with contextlib.suppress(OSError):
            (folder / "work").rmdir()


def _prepare(connection: sqlite3.Connection) -> None:
    """Lock the ledger for this process alone, so that it works on network drives as well, and every write reaches the disk."""
    for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN EXCLUSIVE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    elif version != _VERSION:
        raise sqlite3.DatabaseError(f"its version is {version}, this specgen writes {_VERSION}")
    connection.execute("COMMIT")


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say in plain words why the ledger cannot be used."""
    try:
        yield
    except sqlite3.Error as error:
        file, name = folder / "ledger.sqlite", getattr(error, "sqlite_errorname", "")
        if name.startswith("SQLITE_BUSY"):
            problem = f"another batch is at work in {folder.parent}"
            raise EnvironmentLackError(problem, "wait for its end, or choose another --output") from None
        if name.startswith(_OUTSIDE):
            raise EnvironmentLackError(f"cannot write {file}: {error}", ELSEWHERE) from error
        cure = f"remove the folder {folder}: the documents stay, and what the next run needs is made again"
        raise EnvironmentLackError(f"{file} cannot be used: {error}", cure) from error


_OUTSIDE: Final = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM")
ELSEWHERE: Final = "make room or give the permission and start the batch again, which goes on; or choose another --output"


class Ledger:
    """What is known of the documents of one folder, by their keys."""

    def __init__(self, connection: sqlite3.Connection, outputs: Path) -> None:
        self._connection, self.outputs = connection, outputs
        self.work = outputs / FOLDER / "work"  # where files are put together before they are renamed into place

    def begin(self, today: datetime.date, *, resume: bool) -> datetime.date:
        """Return the day that this run counts as: that of a run which was not finished, else *today*.

        Without *resume* it is *today* in any case.
        """
        last = self._connection.execute("SELECT date, is_finished FROM run ORDER BY number DESC LIMIT 1").fetchone()
        if resume and last and not last[1]:
            return datetime.date.fromisoformat(last[0])
        self._connection.execute("INSERT INTO run (date, is_finished) VALUES (?, 0)", (today.isoformat(),))
        return today

    def forget(self, keys: Iterable[str]) -> None:
        """Let these documents be made anew, whatever became of them before."""
        with self._whole():
            for key in keys:
                self._connection.execute("DELETE FROM document WHERE key = ?", (key,))
                self._connection.execute("DELETE FROM strike WHERE key = ?", (key,))

    def finish(self) -> None:
        """Note that the run has come to its end."""
        self._connection.execute("UPDATE run SET is_finished = 1")

    def settled(self, key: str) -> Settled | None:
        """Return what became of a document in an earlier run, or None where it is to be made: an output may be gone."""
        row = self._connection.execute("SELECT settled, about, digests FROM document WHERE key = ?", (key,)).fetchone()
        if row is None or any(_digest(self.outputs / name) != digest for name, digest in json.loads(row[2]).items()):
            return None
        told = json.loads(row[0])
        return Settled(
            told["file"],
            told["outcome"],
            told["status"],
            tuple(str(self.outputs / name) for name in json.loads(row[2])),
            tuple(told["findings"]),
            tuple(told["because"]),
            About.of_json(json.loads(row[1])) if row[1] else None,
            told["seconds"],
            is_new=False,
        )

    def keep(self, key: str, settled: Settled) -> None:
        """Note what became of a document."""
        digests = {Path(path).name: _digest(Path(path)) for path in settled.outputs}
        about = json.dumps(settled.about.as_json()) if settled.about else None
        told = json.dumps(replace(settled, outputs=()).as_json())
        with self._whole():
            self._connection.execute("INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?)", (key, told, about, json.dumps(digests)))
            self._connection.execute("DELETE FROM strike WHERE key = ?", (key,))

    def strike(self, key: str, what: str) -> tuple[str, ...]:
        """Note *what* a document did to a worker, and return all that it has done to workers so far."""
        self._connection.execute("INSERT INTO strike VALUES (?, ?)", (key, what))
        return tuple(row[0] for row in self._connection.execute("SELECT what FROM strike WHERE key = ? ORDER BY rowid", (key,)))

    def log(self, key: str, details: str) -> Path:
        """Write the *details* of a defect that a document has met, and return where they are."""
        path = self.outputs / FOLDER / f"defect-{key[:16]}.log"
        path.write_text(details, "utf-8")
        return path

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        with self._connection:  # which ends, either way, what it has begun
            self._connection.execute("BEGIN")
            yield


def _digest(path: Path) -> str:
    """Return the digest of a file, or nothing where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
