"""Whether a quote may go out: which approvals it needs, which it has, and what exactly they approve.

An approval names the key of one offer, so that it holds for nothing else: once a price, a discount, the requirement or
the catalogue changes, the key does, and the quote is a draft again.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specgen.issue import Approval, Approver
from specgen.quote import Quote, as_json
from specgen.wording import Wording


@dataclass(frozen=True, slots=True)
class Missing:
    """An approval that a quote lacks: by whom, and why it is not there (`absent`, `other-offer`, `nobody`)."""

    role: str
    why: str
    for_discount: bool


@dataclass(frozen=True, slots=True)
class Release:
    """The state of one quote: its key, who released it, who has yet to."""

    offer: str
    given: tuple[Approval, ...]
    missing: tuple[Missing, ...]


def release(quoted: Quote, inputs: tuple[str, ...], approvers: tuple[Approver, ...], approvals: tuple[Approval, ...]) -> Release:
    """Return the state of *quoted*; *inputs* are the digests of requirement, catalogue and rules."""
    key = offer_key(quoted, inputs)
    needed = [approver for approver in approvers if approver.when == "always" or quoted.discount_is_over]
    given = tuple(approval for approval in approvals if approval.offer == key)
    return Release(key, given, tuple(_missing(quoted, needed, given, approvals)))


def offer_key(quoted: Quote, inputs: tuple[str, ...]) -> str:
    """Return the key of what is offered: the same on every day, since the document's date is not part of the offer."""
    content = as_json(quoted) | {"valid_until": str(quoted.terms.validity), "number": None}
    text = json.dumps([*inputs, content], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _missing(quoted: Quote, needed: list[Approver], given: tuple[Approval, ...], every: tuple[Approval, ...]) -> Iterator[Missing]:
    for approver in needed:
        if approver.role not in {approval.role for approval in given}:
            is_other = approver.role in {approval.role for approval in every}
            yield Missing(approver.role, "other-offer" if is_other else "absent", approver.when == "discount")
    if quoted.discount_is_over and not any(approver.when == "discount" for approver in needed):
        yield Missing("", "nobody", for_discount=True)


def reason(missing: Missing, wording: Wording) -> str:
    """Return what a quote lacks as a sentence."""
    return wording(f"draft.{missing.why}-discount" if missing.for_discount else f"draft.{missing.why}", role=missing.role)


def as_json_block(state: Release, *, draft: bool) -> dict[str, Any]:
    """Return the state of a quote as JSON; *draft* also where nothing but the command line asks for it."""
    return {
        "draft": draft,
        "offer": state.offer,
        "approvals": [{"role": a.role, "by": a.by, "date": a.date.isoformat()} for a in state.given],
        "missing": [{"role": m.role or None, "why": m.why, "for": "discount" if m.for_discount else "quote"} for m in state.missing],
    }
