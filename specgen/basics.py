"""What a requirement is read with: the names that are known, what is plausible, and the values that are taken for granted.

The part of a catalogue that a check needs; what the maker sells stands in `catalog`.
"""

from typing import Annotated

from pydantic import Field

from specgen.fields import Density, Leaf, Line, Told, Values, folded_name, named, text_of

SourceKey = Annotated[str, named(r"[a-z0-9][a-z0-9-]{0,39}", "source-article")]


class Application(Values):
    """A use that the catalogue knows by name; it adds notes and breaks ties, and never chooses a class."""

    name: Told
    synonyms: tuple[Line, ...] = ()
    classes: tuple[Told, ...] = ()
    medical: Annotated[bool, Leaf(lambda value: text_of(value) == "true", {"type": "boolean"})] = False


class Material(Values):
    """A material by name, with what the tables need to know of it."""

    name: Line
    synonyms: tuple[Line, ...] = ()
    formula: Line | None = Field(None, description="Chemical formula, or mass fractions as `Fe 0.70, Cr 0.30`.")
    density: Density


class Default(Values):
    """A value used where the customer gives none, and why it is fair."""

    value: Annotated[float, Leaf(lambda value: float(text_of(value)), {"type": "number"})]
    unit: Line
    because: Told
    source: SourceKey


class Plausible(Values):
    """From where to where figures of this field lie; beyond, the unit is asked about."""

    min: Line
    max: Line


class Basics(Values):
    """What a requirement is read with."""

    applications: tuple[Application, ...]
    materials: tuple[Material, ...]
    defaults: dict[str, Default]
    plausible: dict[str, Plausible]

    def default(self, name: str) -> float:
        """Return the declared default *name*."""
        return self.defaults[name].value

    def application(self, name: str) -> Application | None:
        """Return the application known by *name* or one of its synonyms."""
        folded = folded_name(name)
        return next((known for known in self.applications if folded in map(folded_name, (known.name, *known.synonyms))), None)

    def material(self, name: str) -> Material | None:
        """Return the material known by *name*, a synonym or its formula."""
        folded = folded_name(name)
        return next(
            (m for m in self.materials if folded in map(folded_name, (m.name, *m.synonyms, *([m.formula] if m.formula else [])))), None
        )
