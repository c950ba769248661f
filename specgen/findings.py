"""Something the reader should know: what, where, how grave, and the numbers behind it.

Findings carry no sentences; `wording` turns a code and its facts into text.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple


class Severity(StrEnum):
    """How grave a finding is; only an error refuses the file."""

    ERROR = "error"
    WARNING = "warning"
    QUESTION = "question"
    NOTE = "note"


class Phrase(str):
    """The key of a phrase among a finding's facts (`@length`): a type of its own, so that no customer's text can name one."""

    __slots__ = ()


class Term(str):
    """A text of the catalogue that documents show: a type of its own, so that no customer's text is ever translated."""

    __slots__ = ()


_BY_LETTER: Final = {"E": Severity.ERROR, "W": Severity.WARNING, "Q": Severity.QUESTION, "N": Severity.NOTE}


class Place(NamedTuple):  # made for each scalar of a file, four times as fast as a frozen dataclass
    """A stretch of text in a file; line and column count from 1, as editors do. In a list, *cell* names the cell."""

    file: str
    line: int
    column: int
    width: int = 1
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.cell}" if self.cell else f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed; the letter of its code is its severity.

    *where* is the dotted path in the requirement (`specimen.path[0].material`), empty for the file as a whole.
    """

    code: str
    where: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    place: Place | None = field(default=None, compare=False)

    @property
    def severity(self) -> Severity:
        """Return the severity that the code's letter names."""
        return _BY_LETTER[self.code[3]]

    @property
    def is_error(self) -> bool:
        """Return whether this finding refuses the file."""
        return self.severity is Severity.ERROR


def finding(code: str, where: str = "", **facts: str) -> Finding:
    """Return a finding without a place; `files` adds the place from *where*."""
    return Finding(code, where, tuple(facts.items()))


def dotted(path: tuple[str | int, ...]) -> str:
    """Return *path* as users read it: `specimen.path[0].material`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
