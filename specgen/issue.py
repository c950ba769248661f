"""Who issues a document, when and how it shall look: everything that does not follow from the requirement.

The command line fills an `Issue` once, from options, requirement and workspace; no later stage asks for the time, the
user or the folder.
"""

import datetime
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from specgen.fields import Line, Prose, Values, named, one_of

Identifier = Annotated[str, named(r"[a-z0-9][a-z0-9-]{0,39}", "source-ray")]


class Sender(Values):
    """Who signs: printed on the cover and in the footer; what is absent is left out."""

    company: Line | None = None
    salesperson: Line | None = None
    phone: Line | None = None
    email: Line | None = None
    signatory: Line | None = None
    address: Prose | None = None


class Workspace(Values):
    """A folder's `specgen.yaml`: the sender, and what documents made here use unless told otherwise."""

    sender: Sender = Field(Sender(), description="Who signs.")
    brand: Identifier | None = None
    language: Annotated[str, named(r"[a-z]{2}(-[A-Z]{2})?", "en")] | None = None
    paper: Annotated[str, one_of("a4", "letter")] | None = None
    currency: Annotated[str, named(r"[A-Z]{3}", "EUR")] | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of a document."""

    date: datetime.date
    language: str
    brand: str
    paper: str
    draft: bool
    sender: Sender
