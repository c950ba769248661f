"""What a batch has to do: every requirement of its files, with the key by which it is known again."""

import datetime
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from specgen import environment, pipeline
from specgen.archive.layout import Layout
from specgen.batch.outcomes import ACCEPTED, REFUSED, Settled
from specgen.comparing import Kept, kept_before
from specgen.files.received import Received, receive_each
from specgen.files.workspace import own_digest
from specgen.pipeline import Kit, Wish
from specgen.requirement import Requirement


@dataclass(frozen=True, slots=True)
class Order:
    """What a batch is asked for: the same of every document. *archive* names where documents are filed, or nothing."""

    kit: Kit
    wish: Wish
    today: datetime.date
    archive: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One requirement to be worked on: its place in the batch, its key, and all that a worker makes its document of."""

    number: int
    key: str
    received: Received
    former: Kept


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch: what is to be done, and what needs nothing done, each under its place in the order of the files."""

    items: tuple[Item, ...]
    settled: tuple[tuple[int, Settled], ...]

    @property
    def total(self) -> int:
        """Return how many requirements there are; a list as a whole is none."""
        return len(self.items) + sum(settled.outcome != ACCEPTED for _, settled in self.settled)


def planned(order: Order, files: list[str], archive: Layout) -> Plan:
    """Return what *files* hold; what is refused at sight, comes twice, or may not follow what *archive* has, needs no worker."""
    items, settled = [], []
    every = (received for file in files for received in receive_each(file, order.kit.catalog))
    for number, (received, again) in enumerate(pipeline.told_apart(every)):
        former = kept_before(archive, received.requirement) if received.requirement else Kept()
        if received.requirement and not again and not any(found.is_error for found in former.findings):
            items.append(Item(number, key_of(order, received, received.requirement, former), received.bare(), former))
            continue
        found = received.placed((*received.findings, again)) if again else received.placed((*received.findings, *former.findings))
        outcome = ACCEPTED if received.is_list and not received.is_refused else REFUSED
        settled.append((number, Settled(received.file, outcome, findings=tuple(map(order.kit.wording.finding_as_json, found)))))
    return Plan(tuple(items), tuple(settled))


def key_of(order: Order, received: Received, requirement: Requirement, former: Kept) -> str:
    """Return the digest of all that decides over the bytes of the outputs, and of where these go beside their folder."""
    told = "\0".join(str(part) for part in _parts(order, received, requirement, former))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _parts(order: Order, received: Received, requirement: Requirement, former: Kept) -> Iterator[object]:
    kit = order.kit
    yield from (json.dumps(pipeline.provenance(kit)), pipeline.workspace_digest(kit), environment.engine())
    yield from (pipeline.issue_of(kit, requirement, order.wish, order.today)[0], order.wish, order.archive)
    yield own_digest(kit.library.workspace, f"{requirement.reference}_{requirement.revision}")
    yield from (received.file, received.sha256)
    yield from (former.name, former.requirement, former.decision)  # not what is said of it: that ends once this document is filed
    yield from sorted(map(repr, received.tree.places.items()))  # a row's findings name its cells, which its text alone does not tell
