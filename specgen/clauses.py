"""What a specification holds besides the rules: the standards by which statements are proven, and what it asks of every source.

Both are data in `catalog/`; the sentences stand in the wording. How a specification is made of them is left to `specification`.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Final

from pydantic import Field

from specgen.fields import Leaf, Line, Number, OneOrMany, Told, Values, named, nearest, one_of, text_of

METHODS: Final = ("test", "analysis", "inspection", "demonstration")
MAKER: Final = "maker"
BOTH: Final = "both"
INTEGRATOR: Final = "integrator"
DUTIES: Final = (MAKER, BOTH, INTEGRATOR)
FIGURES: Final = ("tube_voltage_kv", "target_power_w", "tube_current_ua")  # what can be derived where the customer does not state it

StandardKey = Annotated[str, named(r"[a-z0-9][a-z0-9-]{0,39}", "iso-32543-3")]
ClauseKey = Annotated[str, named(r"[a-z][a-z-]{0,39}", "voltage-accuracy")]
Method = Annotated[str, one_of(*METHODS)]


class Standard(Values):
    """A standard by which something is proven; from where to where it holds, in the unit of what names it."""

    name: Line
    about: Told = Field(description="What it is about, and what it replaces.")
    from_: Number | None = Field(None, alias="from")
    to: Number | None = None
    source: Line = Field(description="A key of the catalogue's sources.")

    def holds(self, limit: object) -> bool:
        """Return whether it can prove *limit*; words and what is not known yet have no range."""
        if not isinstance(limit, float):
            return True
        return (self.from_ is None or limit >= self.from_) and (self.to is None or limit <= self.to)


class Clause(Values):
    """Something asked of every source or machine; its sentence stands in the wording under its name."""

    part: Annotated[str, one_of("beam", "operation", "integration", "safety")]
    duty: Annotated[str, one_of(MAKER, INTEGRATOR)]
    verification: Method
    standards: Annotated[tuple[StandardKey, ...], OneOrMany] = ()
    figure: Annotated[str, one_of(*FIGURES)] | None = Field(None, description="The figure that the need gives for its limit.")
    is_agreed: Annotated[bool, Leaf(lambda value: text_of(value) == "true", {"type": "boolean"})] = Field(
        False, description="Whether its limit is agreed with the order, where the need gives none."
    )
    unless_asked: Line | None = Field(None, description="A standard that the customer may ask for himself.")
    source: Line = Field(description="A key of the catalogue's sources.")


def first_holding(keys: Iterable[str], known: Mapping[str, Standard], limit: object) -> Standard | None:
    """Return the first of the standards that can prove *limit*, or None where none is named for it."""
    return next((known[key] for key in keys if known[key].holds(limit)), None)


def standard_faults(keys: tuple[str, ...], known: Mapping[str, Standard]) -> Iterable[tuple[tuple[str | int, ...], str]]:
    """Yield which of *keys* is no standard of the catalogue."""
    for index, key in enumerate(keys):
        if key not in known:
            near = nearest(key, known)
            yield ("standards", index), f"{key} is not in catalog/standards.yaml" + (f', did you mean "{near}"?' if near else "")
