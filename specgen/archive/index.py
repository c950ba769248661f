"""The index: what the objects say, in a form that answers at once. It may be thrown away at any time.

Nothing is kept only here. An index that is missing, unreadable or of another form is made again from the objects; one
that cannot be brought up to date is thrown away.
"""

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from specgen.archive import disk, storage
from specgen.archive.history import History, history
from specgen.archive.layout import Layout
from specgen.archive.record import EXPIRED, FILED, OPEN, REQUIREMENT, STATES, expired
from specgen.errors import DamagedArchiveError, EnvironmentLackError, UsageError

_FORM: Final = 2
_PATIENCE_S: Final = 60
_COLUMNS: Final = (
    *("reference", "revision", "version", "customer", "title", "date", "status", "class", "platform"),
    *("valid_until", "state", "since", "filed", "by", "because"),
)
_SCHEMA: Final = f"""
CREATE TABLE records (number INTEGER PRIMARY KEY, key TEXT NOT NULL, {", ".join(f'"{name}"' for name in _COLUMNS)});
CREATE INDEX by_key ON records (key);
CREATE INDEX by_reference ON records (reference, number);
CREATE INDEX by_class ON records (class COLLATE NOCASE, reference, number);
CREATE INDEX by_platform ON records (platform COLLATE NOCASE, reference, number);
CREATE INDEX by_state ON records (state, reference, number);
CREATE INDEX by_date ON records (date);
CREATE INDEX by_class_and_date ON records (class COLLATE NOCASE, date);
CREATE INDEX by_platform_and_date ON records (platform COLLATE NOCASE, date);
CREATE INDEX by_state_and_date ON records (state, date);
CREATE VIRTUAL TABLE words USING fts5 (reference, customer, title, text, detail=column);
PRAGMA user_version = {_FORM};
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One archived revision, as `list` and `find` show it."""

    reference: str
    revision: str
    version: str
    customer: str
    title: str | None
    date: str
    status: str
    focus_class: str | None
    platform: str | None
    valid_until: str | None
    state: str
    since: str
    filed: str
    by: str
    because: str

    def is_expired(self, day: str) -> bool:
        """Return whether by *day* the document holds no more, though nobody has said so."""
        return expired(self.state, self.valid_until, day)

    def as_json(self) -> dict[str, str | None]:
        """Return the row under the names that users know."""
        return dict(zip(_COLUMNS, (getattr(self, name) for name in self.__slots__), strict=True))


@dataclass(frozen=True, slots=True)
class Built:
    """What came of making the index: how many revisions it holds, and which objects could not be read."""

    records: int
    damaged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for; each that is given must hold. *date* is a day, a month, a year, or `FROM..TO` of these.

    On *day* an open document may have expired by its date: it is found as expired, too.
    """

    reference: str | None = None
    customer: str | None = None
    focus_class: str | None = None
    platform: str | None = None
    state: str | None = None
    date: str | None = None
    text: str | None = None
    day: str = ""


def find(layout: Layout, wanted: Wanted) -> Iterator[Row]:
    """Yield the revisions that are *wanted*, by reference and in the order in which they were archived."""
    try:
        with _opened(layout) as connection:
            for found in connection.execute(*query(wanted)):
                yield Row(*found)
    except sqlite3.DatabaseError as error:
        raise EnvironmentLackError(f"{layout.index} cannot be read: {error}", "`specgen archive index` makes it again") from error


def query(wanted: Wanted) -> tuple[str, list[str]]:
    """Return the question to the index, and the values in it."""
    clauses, values = _conditions(wanted)
    columns = ", ".join(f'records."{name}"' for name in _COLUMNS)
    # Words tell most, so they are looked up first: CROSS JOIN keeps that order, which SQLite would not choose by itself.
    tables = "words CROSS JOIN records ON number = words.rowid" if any("MATCH" in clause for clause in clauses) else "records"
    where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    # A date tells more than the order: the sign keeps SQLite from walking everything in order to find the few of a day.
    order = "+records.reference" if wanted.date else "records.reference"
    return f"SELECT {columns} FROM {tables}{where} ORDER BY {order}, number", values


def _conditions(wanted: Wanted) -> tuple[list[str], list[str]]:
    equal = {
        "records.reference = ?": wanted.reference,
        "class = ? COLLATE NOCASE": wanted.focus_class,
        "platform = ? COLLATE NOCASE": wanted.platform,
    }
    found = [(clause, [value]) for clause, value in equal.items() if value is not None]
    if wanted.state == EXPIRED:
        found.append((f"(state = '{EXPIRED}' OR (state IN {OPEN} AND valid_until < ?))", [wanted.day]))
    elif wanted.state is not None:
        if wanted.state not in (FILED, *STATES):
            raise UsageError(f"there is no state {wanted.state!r}; take one of: {', '.join((FILED, *STATES))}")
        found.append(("state = ?", [wanted.state]))
    if wanted.date is not None:
        least, most = _days(wanted.date)
        found.append(("date >= ? AND date < ?", [least, most + "~"]))  # `~` sorts behind every digit and hyphen
    words = [*(_terms("customer", wanted.customer)), *(_terms("text", wanted.text))]
    if words:
        found.append(("words MATCH ?", [" AND ".join(words)]))
    return [clause for clause, _ in found], [value for _, values in found for value in values]


_SPAN: Final = r"([0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?)"
_DAYS: Final = re.compile(rf"{_SPAN}(?:\.\.{_SPAN})?")


def _days(text: str) -> tuple[str, str]:
    match = _DAYS.fullmatch(text)
    if not match:
        raise UsageError(
            f"--date {text}: write a day, a month or a year, like 2026-11-20, 2026-11 or 2026, or two of these: 2026-10..2026-12"
        )
    least, most = match[1], match[2] or match[1]
    if least > f"{most}~":
        raise UsageError(f"--date {text}: the first day comes after the last; write the earlier one first")
    return least, most


def _terms(option: str, text: str | None) -> list[str]:
    """Return each word of *text* as a term that a word of the record must begin with."""
    if text is None:
        return []
    words = re.findall(r"[^\W_]+", text)
    if not words:
        raise UsageError(f"--{option} {text!r}: there is no word in it")
    return [f'{"customer : " if option == "customer" else ""}"{word}"*' for word in words]


@contextlib.contextmanager
def _opened(layout: Layout) -> Iterator[sqlite3.Connection]:
    """Yield the index; where it is missing and cannot be written, as on a disc, one in memory."""
    if is_usable(layout):
        connection = sqlite3.connect(layout.index, timeout=_PATIENCE_S)
    else:
        connection = sqlite3.connect(":memory:")
        _fill(connection, layout)
    with contextlib.closing(connection):
        yield connection


def is_usable(layout: Layout) -> bool:
    """Return whether there is an index of the form that this specgen reads."""
    if not layout.index.is_file():
        return False
    try:
        with contextlib.closing(sqlite3.connect(layout.index, timeout=_PATIENCE_S)) as connection:
            return bool(connection.execute("PRAGMA user_version").fetchone() == (_FORM,))
    except sqlite3.DatabaseError:
        return False


def build(layout: Layout) -> Built:
    """Make the index anew from the objects; writers wait meanwhile, readers see the former one."""
    part = layout.own / "index.part"
    with disk.locked(_lock(layout)):
        _throw_away(part)
        try:
            with contextlib.closing(sqlite3.connect(part)) as connection:
                built = _fill(connection, layout)
        except sqlite3.DatabaseError as error:
            raise EnvironmentLackError(f"{part} cannot be written: {error}", "make room, then `specgen archive index`") from error
        disk.sync(part)
        _throw_away(layout.index)
        disk.move(part, layout.index)
    return built


def _fill(connection: sqlite3.Connection, layout: Layout) -> Built:
    connection.executescript(_SCHEMA)
    damaged = []
    for key in storage.keys(layout):
        try:
            _insert(connection, layout, key)
        except DamagedArchiveError as error:
            damaged.append(str(error))
    connection.commit()
    (count,) = connection.execute("SELECT count(*) FROM records").fetchone()
    return Built(count, tuple(damaged))


def refresh(layout: Layout, key: str) -> None:
    """Bring what the index says of one object up to date, or throw the index away: it is made again when it is needed."""
    with disk.locked(_lock(layout)):
        if not layout.index.exists():
            return
        try:
            if not is_usable(layout):
                raise sqlite3.DatabaseError
            with contextlib.closing(sqlite3.connect(layout.index, timeout=_PATIENCE_S)) as connection, connection:
                connection.execute("DELETE FROM words WHERE rowid IN (SELECT number FROM records WHERE key = ?)", (key,))
                connection.execute("DELETE FROM records WHERE key = ?", (key,))
                _insert(connection, layout, key)
        except sqlite3.DatabaseError:
            _throw_away(layout.index)


def discard(layout: Layout) -> None:
    """Throw the index away: it is made again when it is needed."""
    with disk.locked(_lock(layout)):
        _throw_away(layout.index)


def _lock(layout: Layout) -> Path:
    return layout.own / "locks" / "index"


def _throw_away(path: Path) -> None:
    """Remove a database, then its journal: the other order could leave half a transaction in it."""
    for file in (path, path.with_name(f"{path.name}-journal")):
        if file.exists():
            disk.remove(file)


def _insert(connection: sqlite3.Connection, layout: Layout, key: str) -> None:
    held = history(layout, key)
    for row, text in _rows(layout, held) if held else ():
        values = (key, *(getattr(row, name) for name in row.__slots__))
        number = connection.execute(f"INSERT INTO records VALUES (NULL{', ?' * len(values)})", values).lastrowid
        connection.execute("INSERT INTO words (rowid, reference, customer, title, text) VALUES (?, ?, ?, ?, ?)",
                           (number, row.reference, row.customer, row.title, text))  # fmt: skip


def _rows(layout: Layout, held: History) -> Iterator[tuple[Row, str]]:
    """Yield a row for each revision of an object, and the text in which words are looked for."""
    for filed in held.filed:
        about, latest, stamp = filed.record.subject, filed.latest, filed.record.stamp
        text = storage.content(layout, held.inventory, filed.files[REQUIREMENT]).decode("utf-8", "replace")
        row = Row(
            reference=about.reference,
            revision=about.revision,
            version=filed.version,
            customer=about.customer,
            title=about.title,
            date=about.date,
            status=about.status,
            focus_class=about.focus_class,
            platform=about.platform,
            valid_until=about.valid_until,
            state=latest.state,
            since=latest.when,
            filed=stamp.created,
            by=stamp.by,
            because=stamp.because,
        )
        yield row, text
