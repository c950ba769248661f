"""What a batch asks of an engine: take documents, and tell of each what a worker made of it, or what it did to the worker."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Protocol

from specgen.batch.plan import Item
from specgen.batch.work import Made
from specgen.comparing import Kept
from specgen.files.received import Received

Worker = Callable[[Received, Kept], Made]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may take: seconds and bytes; and after how many a worker makes room for a fresh one."""

    seconds: float
    memory: int = 1_500_000_000
    documents: int = 250


LONGEST_S: Final = 120.0  # by far: two seconds are usual


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one document in a worker: one of *made*, the *error* that it raised, what it did to the worker; else nothing.

    Nothing where its worker was lost before it had begun: that is charged to nobody.
    """

    item: Item
    made: Made | None = None
    error: BaseException | None = None
    struck: "Strike | None" = None


@dataclass(frozen=True, slots=True)
class Strike:
    """What a document did to a worker, as a key of the wording with its facts."""

    key: str
    facts: tuple[tuple[str, str], ...] = ()


class Engine(AbstractContextManager["Engine"], Protocol):
    """Workers, while they are held."""

    @property
    def width(self) -> int:
        """Return how many documents are worth handing out at a time."""

    @property
    def busy(self) -> int:
        """Return how many are handed out."""

    def submit(self, item: Item) -> None:
        """Hand out a document."""

    def answers(self) -> Iterator[Answer]:
        """Wait, then yield the answers that are there."""
