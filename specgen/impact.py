"""Which open documents would be answered otherwise today: what is archived decided again, with the catalogue, rules and prices given.

A document is open that was filed or sent, until its validity has run out. Nothing is laid out, and nothing is written.
"""

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from specgen import pipeline
from specgen.archive.history import history
from specgen.archive.index import Row
from specgen.archive.layout import Layout
from specgen.archive.record import DECISION, FILED, REQUIREMENT
from specgen.archive.storage import content
from specgen.changes import Change, effects
from specgen.pipeline import Kit, Wish

OPEN: Final = ("sent", FILED)  # what a customer has in hand comes first


@dataclass(frozen=True, slots=True)
class Impact:
    """An open document, and in what its answer would be another; *refused* where its requirement is taken no longer."""

    row: Row
    changes: tuple[Change, ...]
    refused: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        changes = [change.as_json() for change in self.changes]
        return self.row.as_json() | {"refused": self.refused, "changes": changes}


@dataclass(frozen=True, slots=True)
class Review:
    """Every impact, by state and date, and how many open documents were looked at."""

    impacts: tuple[Impact, ...]
    looked_at: int


def review(kit: Kit, layout: Layout, rows: Iterable[Row], today: datetime.date) -> Review:
    """Return the impact of *kit* on those of *rows* that are open on the day *today*."""
    judged = [impact for row in rows if row.state in OPEN for impact in _judged(kit, layout, row, today)]
    found = [impact for impact in judged if impact.changes or impact.refused]
    return Review(tuple(sorted(found, key=_order)), len(judged))


def _order(impact: Impact) -> tuple[int, str, str, str]:
    row = impact.row
    return OPEN.index(row.state), row.date, row.reference, row.revision


def _judged(kit: Kit, layout: Layout, row: Row, today: datetime.date) -> Iterator[Impact]:
    held = history(layout, layout.key(row.reference))
    if held is None:  # gone since the index was made
        return
    files = held.revision(row.revision).files
    then = json.loads(content(layout, held.inventory, files[DECISION]))
    if _has_run_out(then, today):
        return
    requirement = content(layout, held.inventory, files[REQUIREMENT])
    judged = pipeline.judge_data(kit, REQUIREMENT, requirement, briefly=True)
    deviation = then.get("deviation") or {}
    known = [candidate.platform.id for candidate in judged.decision.candidates] if judged.decision else []
    if deviation and then["platform"] in known:
        judged = pipeline.instead(judged, Wish(platform=then["platform"], because=str(deviation.get("because"))))
    now = pipeline.decision_json(kit, judged, datetime.date.fromisoformat(row.date))
    yield Impact(row, effects(then, now) if judged.decision else (), refused=judged.decision is None)


def _has_run_out(decision: Mapping[str, Any], today: datetime.date) -> bool:
    until = (decision.get("quote") or {}).get("valid_until")
    return bool(until and until < today.isoformat())
