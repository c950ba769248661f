"""Which open documents would be answered otherwise today: what is archived decided again, with the catalogue, rules and prices given.

A document is open that was filed or sent, until its validity has run out. Nothing is laid out, and nothing is written.
"""

import datetime
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from specgen import pipeline
from specgen.archive.history import Filed, History, history
from specgen.archive.index import Row
from specgen.archive.layout import Layout
from specgen.archive.record import DECISION, DOCUMENT, FILED, REQUIREMENT, SENT
from specgen.archive.storage import content
from specgen.difference import Effect, Side, difference
from specgen.files.carried import carried_in
from specgen.issue import SPECIFICATION
from specgen.pipeline import Kit, Wish

OPEN: Final = (SENT, FILED)  # what a customer has in hand comes first
_TOLD: Final = {"answer", "compliance", "price", "terms"}  # a figure that moves and changes none of these changes no decision


@dataclass(frozen=True, slots=True)
class Impact:
    """An open document, and in what its answer would be another; *refused* where its requirement is taken no longer."""

    row: Row
    effects: tuple[Effect, ...]
    refused: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        effects = [asdict(effect) for effect in self.effects]
        return self.row.as_json() | {"refused": self.refused, "effects": effects}


@dataclass(frozen=True, slots=True)
class Review:
    """Every impact, by state and date, and how many open documents were looked at."""

    impacts: tuple[Impact, ...]
    looked_at: int


def review(kit: Kit, layout: Layout, rows: Iterable[Row], today: datetime.date) -> Review:
    """Return the impact of *kit* on those of *rows* that are open on the day *today*."""
    day = today.isoformat()
    still = (row for row in rows if row.state in OPEN and not row.is_expired(day))
    judged = [impact for row in still for impact in _judged(kit, layout, row)]
    found = [impact for impact in judged if impact.effects or impact.refused]
    return Review(tuple(sorted(found, key=_order)), len(judged))


def _order(impact: Impact) -> tuple[int, str, str, str]:
    row = impact.row
    return OPEN.index(row.state), row.date, row.reference, row.revision


def _judged(kit: Kit, layout: Layout, row: Row) -> Iterator[Impact]:
    held = history(layout, layout.key(row.reference))
    if held is None:  # gone since the index was made
        return
    filed = held.revision(row.revision)
    files = filed.files
    then = json.loads(content(layout, held.inventory, files[DECISION]))
    requirement = content(layout, held.inventory, files[REQUIREMENT])
    judged = pipeline.judge_data(kit, REQUIREMENT, requirement, briefly=True)
    deviation = then.get("deviation") or {}
    known = [candidate.platform.id for candidate in judged.decision.candidates] if judged.decision else []
    if deviation and then["platform"] in known:
        judged = pipeline.instead(kit, judged, Wish(platform=then["platform"], because=str(deviation.get("because"))))
    now = pipeline.decision_json(kit, judged, datetime.date.fromisoformat(row.date), has_prices=not _is_specification(layout, held, filed))
    yield Impact(row, _effects(then, now) if judged.decision else (), refused=judged.decision is None)


def _is_specification(layout: Layout, held: History, filed: Filed) -> bool:
    """Return whether a document never had prices; of one that was handed in, only its own metadata knows its kind."""
    made = filed.record.issue or carried_in(content(layout, held.inventory, filed.files[DOCUMENT]), DOCUMENT).record
    return made.get("kind") == SPECIFICATION


def _effects(then: dict[str, Any], now: dict[str, Any]) -> tuple[Effect, ...]:
    """Return in what two decisions on one requirement answer differently."""
    one, other = (Side(pipeline.about(said, b""), None, said) for said in (then, now))
    return tuple(effect for effect in difference(one, other).effects if effect.group in _TOLD)
