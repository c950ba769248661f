"""The rulebook as a page that a product manager reads and signs: classes, defaults, order of preference, then every rule.

Markdown that also reads well as plain text: no table, no line that is understood only when it is laid out.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from typing import Any, Final

from specgen.catalog import Catalog, FocusClass
from specgen.proof.remark import spelt
from specgen.rules import TOLERANCE, Declared, Example, Rule, Rulebook
from specgen.units import bound_text
from specgen.wording import Wording

FORMAT: Final = "specgen-rulebook/1"


def as_markdown(catalog: Catalog, rulebook: Rulebook, order: tuple[str, ...], wording: Wording) -> str:
    """Return the whole rulebook as Markdown; *order* names the steps of preference, first to last."""
    blocks = [
        f"# {wording('page.title', makers=', '.join(catalog.portfolio.makers))}",
        wording("page.lead", rules=len(rulebook.rules), tolerance=bound_text(Fraction(TOLERANCE))),
        f"## {wording('page.classes')}",
        "\n".join(f"- {line}" for line in _classes(catalog, wording)),
        f"## {wording('page.order')}",
        "\n".join(f"{number}. {line}" for number, line in enumerate(_order(order, wording), 1)),
        f"## {wording('page.defaults')}",
        "\n".join(f"- {line}" for line in _defaults(catalog, wording)),
        *_rules(catalog, rulebook, wording),
        f"## {wording('page.approval')}",
        wording("page.trust"),
        "\n".join((f"- {wording('page.rules-digest')} {rulebook.digest}", f"- {wording('page.catalog-digest')} {catalog.digest}")),
        wording("page.signature"),
    ]
    return "\n\n".join(blocks) + "\n"


def _classes(catalog: Catalog, wording: Wording) -> Iterator[str]:
    for known in sorted(catalog.classes, key=lambda known: known.min_um):
        if known.gap_below:
            gap = known.gap_below
            stretch = {"low": _um(gap.from_um), "high": _um(known.min_um), "because": gap.because}
            yield wording("page.gap", **stretch, source=_source(gap.source, catalog))
        facts = {"name": known.name, "interval": interval(known), "stated": known.stated, "priority": known.priority}
        yield wording("page.class", **facts, source=_source(known.source, catalog))


def interval(known: FocusClass) -> str:
    """Return the interval of a class as one writes it: `[5, 20) um`."""
    return f"[{known.min_um:g}, {known.max_um:g}{']' if known.max_included else ')'} um"


def _um(value: float) -> str:
    return spelt(value, "um")


def _order(order: tuple[str, ...], wording: Wording) -> Iterator[str]:
    """Yield the steps in the words that a decision uses; the last one, the id, decides where nothing else does."""
    for name in order:
        if name == order[-1]:
            yield wording("page.last-step")
        else:
            yield wording(f"preference.{name.replace(' ', '-')}", platform=wording("page.first"))


def _defaults(catalog: Catalog, wording: Wording) -> Iterator[str]:
    for name, known in catalog.defaults.items():
        value = spelt(known.value, known.unit)
        yield wording("page.default", name=name, value=value, because=known.because, source=_source(known.source, catalog))


def _source(key: str, catalog: Catalog) -> str:
    source = catalog.sources[key]
    return f"{source.title} ({source.trust})"


# --- rules ----------------------------------------------------------------------------------------------------------


def _rules(catalog: Catalog, rulebook: Rulebook, wording: Wording) -> Iterator[str]:
    for group, rules in groupby(rulebook.rules, key=lambda rule: rule.group):
        yield f"## {wording('page.group', group=wording(f'group.{group}').lower())}"
        for rule in rules:
            yield f"### {rule.id} {wording(f'rule.{rule.id}')}"
            yield _sentence(rule, rulebook, wording)
            yield "\n".join(f"- {wording(f'page.{key}')} {text}" for key, text in _facts(rule, catalog, rulebook, wording))


def _sentence(rule: Rule, rulebook: Rulebook, wording: Wording) -> str:
    offered, needed = (rulebook.quantities[name] for name in (rule.offered, rule.needed))
    limit = wording("page.what-is-asked") if offered is needed else wording("page.the", quantity=needed.about)
    return wording(f"page.sentence.{rule.comparison}", offered=offered.about, needed=limit)


def _facts(rule: Rule, catalog: Catalog, rulebook: Rulebook, wording: Wording) -> Iterator[tuple[str, str]]:
    offered, needed = (rulebook.quantities[name] for name in (rule.offered, rule.needed))
    yield "offered", _quantity(rule.offered, offered, wording)
    yield "needed", _quantity(rule.needed, needed, wording)
    yield "severity", wording("page.wish", fields=", ".join(rule.where)) if rule.where else wording("page.must")
    yield "unknown", rule.unknown
    yield "source", _source(rule.source, catalog)
    for key in ("passes", "fails"):
        yield key, "; ".join(_example(example, offered.unit, wording) for example in getattr(rule, key))


def _quantity(name: str, declared: Declared, wording: Wording) -> str:
    if declared.range is None:
        return wording("page.quantity-of-words", name=name, unit=declared.unit)
    low, high = (spelt(end, declared.unit) for end in declared.range)
    return wording("page.quantity", name=name, low=low, high=high)


def _example(example: Example, unit: str, wording: Wording) -> str:
    suffix = "" if unit in {"words", "duty", "1"} else f" {unit}"
    offered, needed = (", ".join(side) + suffix for side in (example.offered, example.needed))
    return wording("page.example", offered=offered, needed=needed)


# --- for programs ---------------------------------------------------------------------------------------------------


def as_json(catalog: Catalog, rulebook: Rulebook, order: tuple[str, ...], wording: Wording) -> dict[str, Any]:
    """Return the same for programs."""
    return {
        "format": FORMAT,
        "classes": [known.model_dump(mode="json", exclude_none=True) for known in catalog.classes],
        "order_of_preference": list(order),
        "defaults": {name: known.model_dump(mode="json") for name, known in catalog.defaults.items()},
        "tolerance": TOLERANCE,
        "quantities": {name: known.model_dump(mode="json", exclude_none=True) for name, known in rulebook.quantities.items()},
        "rules": [
            rule.model_dump(mode="json")
            | {"subject": wording(f"rule.{rule.id}"), "sentence": _sentence(rule, rulebook, wording), "unit": rule.unit}
            | {"trust": catalog.sources[rule.source].trust}
            for rule in rulebook.rules
        ],
        "provenance": {"rules": rulebook.digest, "catalog": catalog.digest},
    }
