"""Which revision follows which, what a new one does to those before it, and what is to be said of that.

An accepted revision stays accepted while a later one is only offered: the order holds until its change is accepted too.
"""

import re
from collections.abc import Iterator
from typing import Final

from specgen.archive.history import Filed, History
from specgen.archive.inventory import Stamp
from specgen.archive.record import ACCEPTED, DECLINED, EXPIRED, FILED, SENT, STATES, SUPERSEDED, Event
from specgen.findings import Finding, finding

_LONGEST: Final = 8  # what the requirement file takes
_COUNTED: Final = re.compile(r"(?P<head>.*?)(?P<tail>[0-9]+|[A-Z]+|[a-z]+)")
# What usually follows a state; anything else is noted all the same, with a warning.
_USUAL: Final = {FILED: STATES, SENT: STATES, ACCEPTED: (SUPERSEDED,), DECLINED: (SUPERSEDED,), EXPIRED: (SUPERSEDED,), SUPERSEDED: ()}


def following(revision: str) -> str:
    """Return the name after *revision*: A to B, Z to AA, 9 to 10, 09 to 10; nothing where no room is left."""
    head, tail = _parts(revision)
    if tail.isdecimal():
        after = str(int(tail) + 1).zfill(len(tail))
    else:
        first, last = ("A", "Z") if tail.isupper() else ("a", "z")
        kept = tail.rstrip(last)
        after = kept[:-1] + chr(ord(kept[-1]) + 1) if kept else first
        after += first * (len(tail) - len(kept))
    return head + after if len(head + after) <= _LONGEST else ""


def is_lower(revision: str, other: str) -> bool:
    """Return whether *revision* comes before *other*; of names that count differently (A and 1) neither does."""
    (head, tail), (other_head, other_tail) = _parts(revision), _parts(other)
    if head != other_head or _kind(tail) != _kind(other_tail):
        return False
    return int(tail) < int(other_tail) if tail.isdecimal() else (len(tail), tail) < (len(other_tail), other_tail)


def _parts(revision: str) -> tuple[str, str]:
    match = _COUNTED.fullmatch(revision)
    return (match["head"], match["tail"]) if match else (revision, "")


def _kind(tail: str) -> tuple[bool, bool]:
    return tail.isdecimal(), tail.isupper()


def before(held: History | None, revision: str) -> Filed | None:
    """Return what was archived last before *revision*, which may be archived itself."""
    earlier = None
    for filed in held.filed if held else ():
        if filed.record.subject.revision == revision:
            break
        earlier = filed
    return earlier


def remarks(held: History | None, revision: str) -> Iterator[Finding]:
    """Yield what is to be said of *revision* after those that *held* has; nothing of one that it has already."""
    if held is None or any(filed.record.subject.revision == revision for filed in held.filed):
        return
    reference, latest = held.inventory.reference, held.filed[-1].record.subject.revision
    after = following(latest)
    if is_lower(revision, latest):
        yield finding("SG-E183", "revision", reference=reference, revision=revision, latest=latest, next=after)
    elif revision != after:
        yield finding("SG-W184", "revision", reference=reference, revision=revision, latest=latest, next=after)
    for filed in held.filed:
        if (said := filed.latest).state == ACCEPTED:
            yield finding(
                "SG-W185", "revision", reference=reference, revision=revision, accepted=said.revision, when=said.when[:10], by=said.by
            )


def remarks_on_state(filed: Filed, reference: str, state: str) -> Iterator[Finding]:
    """Yield what is to be said where *state* seldom follows the one that was noted last."""
    former = filed.latest
    if state != former.state and state not in _USUAL.get(former.state, STATES):
        when = former.when[:10]
        yield finding(
            "SG-W186", "", reference=reference, revision=former.revision, state=state, former=former.state, when=when, by=former.by
        )


def superseded(held: History | None, event: Event) -> Iterator[Event]:
    """Yield the event for each revision whose place is taken by *event*: an offer by the next one, an order by an accepted change."""
    for filed in held.filed if held else ():
        former = filed.latest
        if former.revision == event.revision:
            return
        is_replaced = former.state not in {ACCEPTED, SUPERSEDED} if event.state == FILED else former.state == ACCEPTED
        if is_replaced and event.state in {FILED, ACCEPTED}:
            because = f"revision {event.revision} was {'archived' if event.state == FILED else 'accepted'}"
            yield Event.of(former.revision, SUPERSEDED, Stamp(event.when, event.by, because))
