"""An archived document made again from what the archive holds of it, and what came of that; the archive is only read.

The archive holds what was asked, what was decided and what was sent, and the digests of catalogue, rules and templates, not these
themselves. With others than then nothing can be proven by making a document again: that is said, and what differs is shown.
"""

import difflib
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from specgen import environment, pipeline
from specgen.archive.history import Filed, History
from specgen.archive.layout import Layout
from specgen.archive.record import CHANGES, DECISION, DOCUMENT, ENVIRONMENT, REQUIREMENT
from specgen.archive.storage import content
from specgen.changes import Change, differences
from specgen.errors import DocumentError
from specgen.files.carried import Carried, carried, differing_parts
from specgen.files.pages import page_texts
from specgen.masking import masked
from specgen.pipeline import Kit
from specgen.verification import elsewhere, finished_again, without_places

_GROUNDS: Final = {"catalog", "rules", "templates", "workspace"}
_SOFT: Final = str.maketrans("", "", "\u00ad\u200b")
PRINTED: Final = 12  # digits of a digest on a page
_HIDDEN: Final = re.compile(r"xxx(?:\s+xxx)+")  # in as many parts as lines
_BROKEN: Final = re.compile("([-\u2010])\n")  # the layout divides a word, or a line ends within a compound: nobody can tell
_HYPHENS: Final = str.maketrans("", "", "-\u2010")  # so they count for nothing; a minus and a range have signs of their own


class Outcome(StrEnum):
    """What came of making a document again."""

    IDENTICAL = "identical"
    EQUAL = "different engine: text and numbers equal"
    NOT_EQUAL = "not equal"
    OTHER_GROUNDS = "catalogue, rules, templates or workspace are others today"
    UNKNOWN = "cannot be made again"


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What came of one revision: the differences, and what it was made with that is another here."""

    reference: str
    revision: str
    version: str
    outcome: Outcome
    differences: tuple[Change, ...] = ()
    elsewhere: tuple[Change, ...] = ()
    erased: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "reference": self.reference,
            "revision": self.revision,
            "version": self.version,
            "outcome": self.outcome.name.lower().replace("_", " "),
            "says": self.outcome.value,
            "differences": [change.as_json() for change in self.differences],
            "elsewhere": [change.as_json() for change in self.elsewhere],
            "erased": self.erased,
        }


def reproduce(kit: Kit, layout: Layout, held: History, filed: Filed) -> Reproduction:
    """Return what came of making an archived revision again."""
    subject = filed.record.subject
    files = {name: content(layout, held.inventory, digest) for name, digest in filed.files.items()}
    path = layout.folder(layout.key(subject.reference)) / held.inventory.manifest[filed.files[DOCUMENT]]
    is_erased = any(file == (filed.version, DOCUMENT) for erasure in held.erasures for file in erasure.files)
    result = Reproduction(subject.reference, subject.revision, filed.version, Outcome.UNKNOWN, erased=is_erased)
    try:
        inside = carried(path)
        again = finished_again(kit, inside.record, files)
    except DocumentError as error:
        return replace(result, differences=(Change(error.file, None, error.problem),))
    then, now = json.loads(files[DECISION]), json.loads(again.decision)
    others = tuple(_elsewhere(kit, inside, then, json.loads(files[ENVIRONMENT])))
    printed = {str(change.after): str(change.before) for change in others if change.what in _GROUNDS}
    numbers = list(differences(_plain(then), _plain(now)))
    if is_erased or printed:  # the key of an offer is made of the requirement as it was, and of the grounds
        printed |= {_offer(now): _offer(then)} if _offer(now) else {}
        numbers = [change for change in numbers if change.what != "quote.release.offer"]
    if not numbers:  # a row of a list has its places there, not in the file that stands for it
        again = replace(again, decision=files[DECISION])
    document = pipeline.WRITERS["pdf"](again)
    if document == files[DOCUMENT]:
        return replace(result, outcome=Outcome.IDENTICAL)
    hidden = dict.fromkeys(_told(files), masked("digest")) if is_erased else {}  # its pages no longer tell them
    found = (*numbers, *_lines(files[DOCUMENT], document, printed, hidden))
    return replace(result, elsewhere=others, **_judged(found, others, files[DOCUMENT], document, is_erased=is_erased))


def _judged(found: tuple[Change, ...], others: tuple[Change, ...], one: bytes, other: bytes, *, is_erased: bool) -> dict[str, Any]:
    if not found and (others or is_erased):
        return {"outcome": Outcome.EQUAL}
    if not found:
        parts = tuple(Change(f"{DOCUMENT}: {part}", None, None) for part in differing_parts(one, other))
        return {"outcome": Outcome.NOT_EQUAL if parts else Outcome.EQUAL, "differences": parts}
    is_elsewhere = any(change.what in _GROUNDS for change in others)
    return {"outcome": Outcome.OTHER_GROUNDS if is_elsewhere else Outcome.NOT_EQUAL, "differences": found}


def _plain(decision: Mapping[str, Any]) -> dict[str, Any]:
    """Return *decision* without what tells how it was made rather than what was decided."""
    return {name: value for name, value in without_places(decision).items() if name != "provenance"}


def _offer(decision: Mapping[str, Any]) -> str:
    return str(((decision.get("quote") or {}).get("release") or {}).get("offer") or "")


def _as_then(text: str, printed: Mapping[str, str]) -> str:
    """Return *text* of a page with each digest of today, in full or in short, as that of then: what differs so is told elsewhere."""
    for now, then in printed.items():
        digests = [digest.removeprefix("sha256:") for digest in (now, then)]
        for length in (len(digests[0]), PRINTED):
            one, other = (digest[:length] for digest in digests)
            text = re.sub(r"\s*".join(one), other, text)  # a line may end within it
    return text


def _elsewhere(kit: Kit, inside: Carried, then: Mapping[str, Any], made_with: Mapping[str, Any]) -> Iterator[Change]:
    """Yield what the document was made with that is another here: the grounds, and each version and font as far as it is known."""
    here = dict(pipeline.provenance(kit)) | {"workspace": pipeline.workspace_digest(kit), "engine": environment.engine()}
    told = {**then["provenance"], **{name: inside.record.get(name) for name in ("workspace", "engine")}}
    yield from (Change(name, told.get(name), here[name]) for name in elsewhere(kit, inside.record, then))
    if made_with.get("known"):
        yield from (change for change in differences(made_with, environment.environment()) if change.what != "specgen")


def _told(files: Mapping[str, bytes]) -> list[str]:
    """Return the digests of requirements and decisions that a document may tell: of its own, and of the revision before."""
    own = [hashlib.sha256(files[name]).hexdigest() for name in (REQUIREMENT, DECISION)]
    return own + re.findall(r"\b[0-9a-f]{64}\b", files.get(CHANGES, b"").decode())


def _lines(one: bytes, other: bytes, printed: Mapping[str, str], hidden: Mapping[str, str]) -> Iterator[Change]:
    """Yield where the words of two documents differ, by page; how they are broken into lines and pages does not count."""
    first = _worded(one, lambda text: _without(text, hidden))
    second = _worded(other, lambda text: _without(_as_then(text, printed), hidden))
    then, now = ([word.translate(_HYPHENS) for _, word in words] for words in (first, second))
    if "".join(then) == "".join(now):
        return
    matcher = difflib.SequenceMatcher(None, then, now, autojunk=False)
    for tag, start, end, begin, stop in matcher.get_opcodes():
        if tag != "equal":
            page = first[min(start, len(first) - 1)][0]
            yield Change(f"page {page}", *(" ".join(word for _, word in part) or None for part in (first[start:end], second[begin:stop])))


def _without(text: str, hidden: Mapping[str, str]) -> str:
    return _HIDDEN.sub(masked("digest"), _as_then(text, hidden)) if hidden else text


def _worded(document: bytes, change: Callable[[str], str]) -> list[tuple[int, str]]:
    """Return each word of a document, once it is changed, with its page; what repeats on each page is left out."""
    pages = page_texts(document, artifacts=False)
    texts = (change(_BROKEN.sub(r"\1", text).translate(_SOFT)) for text in pages)
    return [(number, word) for number, text in enumerate(texts, 1) for word in text.split()]
