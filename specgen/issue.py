"""Who issues a document, when and how it shall look, and who releases it: what does not follow from the requirement.

The command line fills an `Issue` once, from options, requirement and workspace; no later stage asks for the time, the
user or the folder.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from specgen.fields import Day, Leaf, Line, OneOrMany, Prose, Scalar, Told, Values, named, nearest, one_of, shortened, text_of
from specgen.units import INCH, METRIC

Identifier = Annotated[str, named(r"[a-z0-9][a-z0-9-]{0,39}", "source-ray")]
Role = Annotated[str, named(r"[a-z][a-z0-9 -]{0,39}", "sales")]
OfferKey = Annotated[str, named(r"[0-9a-f]{16}", "5c1f0a9b3e7742d8")]

PROPOSAL: Final = "proposal"  # what a document is made as: with prices and terms, or as statements to build and test by
SPECIFICATION: Final = "specification"
KINDS: Final = (PROPOSAL, SPECIFICATION)

_PLACES: Final = ("reference", "revision", "year", "month", "day")
_NAMED_PLACE: Final = re.compile(r"\{([^{}]*)\}")
_LITERAL: Final = re.compile(r"[A-Za-z0-9 ._/-]*")


def _pattern(value: object) -> str:
    """Return a pattern of document numbers, or refuse what would leave a number open or give two documents the same."""
    text = text_of(value).strip()
    for name in _NAMED_PLACE.findall(text):
        if name not in _PLACES:
            meant = nearest(name, _PLACES)
            hint = f', did you mean "{{{meant}}}"?' if meant else ""
            raise PydanticCustomError("pattern", f"{{{shortened(name)}}} is none of {', '.join(f'{{{place}}}' for place in _PLACES)}{hint}")
    if not _LITERAL.fullmatch(_NAMED_PLACE.sub("", text)) or len(text) > 80:
        raise PydanticCustomError(
            "pattern", "a number takes letters, digits, blanks and . _ / - beside its {places}, at most 80 characters"
        )
    for name in ("reference", "revision"):
        if f"{{{name}}}" not in text:
            raise PydanticCustomError("pattern", f"without {{{name}}} two documents would have one number")
    return text


class Signatory(Values):
    """Who signs for the maker: a name and what he is; a text alone is the name."""

    name: Line
    function: Told | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: object) -> object:
        return {"name": value} if isinstance(value, Scalar | str) else value


class Sender(Values):
    """Who sends: printed on the cover and with the terms; what is absent is left out."""

    company: Line | None = None
    salesperson: Line | None = None
    phone: Line | None = None
    email: Line | None = None
    web: Line | None = None
    signatory: Signatory | None = None
    address: Prose | None = None
    confidentiality: Told | None = Field(None, description="Who may read it: printed on the cover and at the foot of every page.")


class Numbering(Values):
    """How documents are numbered."""

    quote: Annotated[str, Leaf(_pattern, {"type": "string"})] = Field(description="A pattern, like Q-{year}-{reference}-{revision}.")

    def number(self, reference: str, revision: str, date: datetime.date) -> str:
        """Return the number of one quote."""
        values = {"reference": reference, "revision": revision, "year": f"{date:%Y}", "month": f"{date:%m}", "day": f"{date:%d}"}
        return _NAMED_PLACE.sub(lambda match: values[match[1]], self.quote)


class Approver(Values):
    """Who must release a quote before it is more than a draft."""

    role: Role
    by: Annotated[tuple[Line, ...], OneOrMany] = Field((), description="Who may; anybody who signs with the name where absent.")
    when: Annotated[str, one_of("always", "discount")] = Field("always", description="For each quote, or for a discount above the limit.")


class Approval(Values):
    """One release of one offer: who, as what, when, and the key of exactly what was released."""

    role: Role
    by: Line
    date: Day
    offer: OfferKey


def approval_faults(approvals: tuple[Approval, ...], approvers: tuple[Approver, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield what the workspace does not allow, each with its path: a role that nobody has, a name that may not."""
    roles = {approver.role: approver for approver in approvers}
    for index, approval in enumerate(approvals):
        if approval.role not in roles:
            yield (index, "role"), f"specgen.yaml names no such role under approvals; it has: {', '.join(roles) or 'none'}"
        elif (names := roles[approval.role].by) and approval.by not in names:
            yield (index, "by"), f"specgen.yaml lets only {', '.join(names)} approve as {approval.role}"


class Workspace(Values):
    """A folder's `specgen.yaml`: the sender, and what documents made here use unless told otherwise."""

    sender: Sender = Field(default_factory=Sender, description="Who sends.")
    brand: Identifier | None = None
    language: Annotated[str, named(r"[a-z]{2}(-[A-Z]{2})?", "en")] | None = None
    paper: Annotated[str, one_of("a4", "letter")] | None = None
    units: Annotated[str, one_of(METRIC, INCH)] | None = None
    currency: Annotated[str, named(r"[A-Z]{3}", "EUR")] | None = None
    numbering: Numbering | None = None
    distribution: Annotated[tuple[Line, ...], OneOrMany] = Field((), description="Who of the maker gets a copy of a specification.")
    approvals: tuple[Approver, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of a document."""

    date: datetime.date
    language: str
    brand: str
    paper: str
    draft: bool
    sender: Sender
    number: str = ""
    kind: str = PROPOSAL
    units: str = METRIC
    distribution: tuple[str, ...] = ()  # who gets a copy
