"""Requirements that state everything, made of the model's own examples: what can be asked at all, and in which order answers rank."""

import itertools
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from specgen.catalog import Catalog
from specgen.decision import Site, asks_of, decide
from specgen.fields import Values
from specgen.need import Ask, derive
from specgen.requirement import Requirement
from specgen.rules import Rulebook

# What one file cannot say at once: each technique; a voltage as a point and as a range; pauses, or no word of a duty cycle.
_TECHNIQUES: Final = ("radiography", "ct", "laminography")
_VARIANTS: Final[tuple[Mapping[str, Any], ...]] = (
    {},
    {"tube_voltage": {"min": "80 kV", "max": "130 kV"}, "duty_cycle": {"on": "30 s", "period": "120 s"}},
    {"duty_cycle": None},
)


@cache
def probes() -> tuple[Requirement, ...]:
    """Return requirements that together state every field in every form that asks for something of its own."""
    return tuple(_probe(technique, variant) for technique, variant in itertools.product(_TECHNIQUES, _VARIANTS))


def _probe(technique: str, source: Mapping[str, Any]) -> Requirement:
    tree = _stated(Requirement)
    tree["application"]["technique"] = technique
    tree["source"] = {key: value for key, value in (tree["source"] | source).items() if value is not None}
    return Requirement.model_validate(tree | {"should": []})


def _stated(model: type[Values]) -> dict[str, Any]:
    """Return every field of *model* with the example that the model itself gives."""
    tree: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Values) and not field.examples:
            tree[name] = _stated(field.annotation)
        elif field.examples:
            tree[name] = _written(field.examples[0])
    return tree


def _written(example: Any) -> Any:
    """Return *example* as a file holds it: every leaf a text."""
    if isinstance(example, Mapping):
        return {key: _written(value) for key, value in example.items()}
    return [_written(value) for value in example] if isinstance(example, list) else str(example)


def asked(catalog: Catalog) -> dict[str, Ask]:
    """Return under each name the first thing that any probe asks: a rule that needs another name can never fire."""
    found: dict[str, Ask] = {}
    for ask in _asks(catalog):
        found.setdefault(ask.name, ask)
    return found


def _asks(catalog: Catalog) -> Iterator[Ask]:
    """Yield all that each probe asks of each platform, under each of its criteria."""
    for probe in probes():
        need = derive(probe, catalog)
        for limit, platform in itertools.product(need.limits, catalog.platforms):
            yield from asks_of(Site(platform, need, limit, catalog))


def order_of_preference(catalog: Catalog, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the names of the steps by which a decision ranks its candidates, as the decision itself gives them."""
    probe = probes()[0]
    candidates = decide(probe, derive(probe, catalog), catalog, rulebook).candidates
    return tuple(name for name, _ in candidates[0].preference) if candidates else ()
