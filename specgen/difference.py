"""What changed from one document to another, by meaning: fields of the requirement, and what became of answer, price and terms.

A change is technical, commercial or editorial. One of writing alone (`50 um`, `0.05 mm`) is editorial, whatever the field.
Only a material change asks for a new letter: a commercial one, a technical one that reaches the decision, or another answer,
price or term for whatever reason. Both sides may be incomplete: a decision alone has no fields to compare.
"""

import datetime
import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from specgen.catalog import CATALOG_LANGUAGE
from specgen.fields import Ceiling, Range, Values, folded_name
from specgen.requirement import DutyCycle, Requirement
from specgen.units import Quantity
from specgen.wording import Wording

FORMAT: Final = "specgen-diff/1"
TECHNICAL: Final = "technical"
COMMERCIAL: Final = "commercial"
EDITORIAL: Final = "editorial"
KINDS: Final = (TECHNICAL, COMMERCIAL, EDITORIAL)
MADE_WITH: Final = "made with"
GROUPS: Final = ("answer", "figure", "compliance", "price", "terms", MADE_WITH)

# What a field is about by its beginning, the longest that fits; every other is technical.
_KIND_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(("specgen", "reference", "revision", "date", "title", "document", "notes"), EDITORIAL),
    **dict.fromkeys(("customer.contact", "customer.email", "customer.address"), EDITORIAL),
    **dict.fromkeys(("application.description", "specimen.name"), EDITORIAL),
    **dict.fromkeys(("customer", "commercial"), COMMERCIAL),
}
_NAMES: Final = frozenset({"material", "kind"})  # looked up in the catalogue, where case and hyphens do not tell names apart


@dataclass(frozen=True, slots=True)
class About:
    """Which document a side of the comparison is: digests as in the decision, empty where that part is not there."""

    reference: str
    revision: str
    date: str
    requirement: str = ""
    decision: str = ""

    @property
    def name(self) -> str:
        """Return the side as users name it."""
        return f"{self.reference}@{self.revision}"


@dataclass(frozen=True, slots=True)
class Side:
    """One document to compare: the requirement as read, where there is one, and the decision as JSON."""

    about: About
    requirement: Requirement | None
    decision: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs, in the customer's own words; an empty *where* stands for layout and comments of the file."""

    kind: str
    where: str
    old: str | None
    new: str | None
    is_writing: bool
    is_material: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that came out otherwise: its group, what it is, and both values unrounded."""

    group: str
    what: str
    old: str | float | None
    new: str | float | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two documents."""

    old: About
    new: About
    changes: tuple[Change, ...]
    effects: tuple[Effect, ...]

    def because(self) -> tuple[str, ...]:
        """Return what asks for a new letter: the fields, else what came out otherwise without one of them."""
        fields = tuple(change.where for change in self.changes if change.is_material)
        return fields or tuple(effect.what for effect in self.effects if effect.group != MADE_WITH)

    @property
    def is_material(self) -> bool:
        """Return whether a new letter is asked for."""
        return bool(self.because())

    def without_sale(self, rules: frozenset[str]) -> "Difference":
        """Return what differs in what is to be built and tested: nothing of order, price and terms, nor of *rules* that judge them."""
        changes = tuple(change for change in self.changes if change.where.partition(".")[0] != COMMERCIAL)
        effects = (effect for effect in self.effects if effect.group not in {"price", "terms"})
        return replace(self, changes=changes, effects=tuple(e for e in effects if e.what.partition(" ")[0] not in rules))

    @property
    def is_empty(self) -> bool:
        """Return whether nothing differs."""
        return not self.changes and not self.effects


def difference(old: Side, new: Side) -> Difference:
    """Return what differs between *old* and *new*; with the sides exchanged the same, old and new exchanged."""
    effects = tuple(_effects(old.decision, new.decision))
    reaches = any(effect.group in {"answer", "figure", "compliance", "price"} for effect in effects)
    changes = tuple(_changes(old, new, reaches=reaches))
    return Difference(old.about, new.about, changes, effects)


# --- fields -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One value of a requirement: what it means, for comparison, and its text, for people."""

    meaning: Hashable
    text: str


_Pair = tuple[str, _Leaf | None, _Leaf | None]


def _changes(old: Side, new: Side, *, reaches: bool) -> Iterator[Change]:
    if old.requirement is None or new.requirement is None:
        return
    pairs = [pair for pair in _pairs(old.requirement, new.requirement) if pair[1] != pair[2]]
    for where, one, other in pairs:
        is_writing = one is not None and other is not None and one.meaning == other.meaning
        kind = EDITORIAL if is_writing else kind_of(where)
        is_material = kind == COMMERCIAL or (kind == TECHNICAL and reaches)
        yield Change(kind, where, one.text if one else None, other.text if other else None, is_writing, is_material)
    if not pairs and old.about.requirement != new.about.requirement:
        yield Change(EDITORIAL, "", None, None, is_writing=True, is_material=False)


def kind_of(where: str) -> str:
    """Return what a change of the field at *where* is about."""
    fitting = [known for known in _KIND_OF if where == known or where.startswith((f"{known}.", f"{known}["))]
    return _KIND_OF[max(fitting, key=len)] if fitting else TECHNICAL


def _pairs(old: Values, new: Values, above: str = "") -> Iterator[_Pair]:
    """Yield every field of both with its place, in the order of the file."""
    for name in type(old).model_fields:
        where, one, other = f"{above}.{name}" if above else name, getattr(old, name), getattr(new, name)
        entries = [entry for value in (one, other) if isinstance(value, tuple) for entry in value]
        if _is_group(one) and _is_group(other):
            yield from _pairs(one, other, where)
        elif any(map(_is_group, entries)):
            yield from _layers(one, other, where)
        elif isinstance(one, dict):
            keys = sorted({*one, *other})
            yield from ((f"{where}.{key}", _leaf(name, one.get(key)), _leaf(name, other.get(key))) for key in keys)
        else:
            yield where, _leaf(name, one), _leaf(name, other)


def _layers(old: Sequence[Values], new: Sequence[Values], where: str) -> Iterator[_Pair]:
    """Yield the fields of two lists of layers: by place, and where one is longer, what was put in or taken out as a whole."""
    start, end = (0, 0) if len(old) == len(new) else _alike(old, new)
    stop = min(len(old), len(new)) - end
    for index in range(start, stop):
        yield from _pairs(old[index], new[index], f"{where}[{index}]")
    for index in range(stop, max(len(old), len(new)) - end):
        one, other = (_whole(side[index]) if index < len(side) - end else None for side in (old, new))
        yield f"{where}[{index}]", one, other


def _alike(old: Sequence[Values], new: Sequence[Values]) -> tuple[int, int]:
    """Return how many layers mean the same at the beginning and, beyond these, at the end."""
    shorter = min(len(old), len(new))
    same = [_whole(one).meaning == _whole(other).meaning for one, other in zip(old, new, strict=False)]
    start = (*same, False).index(False)
    back = [_whole(one).meaning == _whole(other).meaning for one, other in zip(reversed(old), reversed(new), strict=False)]
    return start, min((*back, False).index(False), shorter - start)


def _whole(layer: Values) -> _Leaf:
    """Return a layer as one value."""
    inner = [(name, leaf) for name in type(layer).model_fields if (leaf := _leaf(name, getattr(layer, name)))]
    return _Leaf(tuple((name, leaf.meaning) for name, leaf in inner), ", ".join(leaf.text for _, leaf in inner))


def _is_group(value: object) -> bool:
    return isinstance(value, Values) and not isinstance(value, Range | Ceiling | DutyCycle)


def _leaf(name: str, value: Any) -> _Leaf | None:
    """Return the *value* of the field *name*, or None where nothing is given."""
    if value is None or value == ():
        return None
    if isinstance(value, Ceiling):
        return _leaf(name, value.max)
    if isinstance(value, Range):
        return _range(value)
    if isinstance(value, DutyCycle):
        parts = [part for part in (value.on, value.period, value.share) if part]
        return _Leaf(tuple(part and part.magnitude for part in (value.on, value.period, value.share)), _joined(parts) or "continuous")
    if isinstance(value, Quantity):
        return _Leaf((value.kind, value.magnitude), value.text)
    if isinstance(value, dict):
        return _Leaf(tuple(sorted(value.items())), "; ".join(f"{key}: {text}" for key, text in value.items()))
    if isinstance(value, tuple):
        return _Leaf(frozenset(map(folded_name, value)), ", ".join(value))
    text = f"{value:.12g}" if isinstance(value, float) else str(value)
    return _Leaf(folded_name(text) if name in _NAMES else " ".join(text.split()), text)


def _joined(parts: Sequence[Quantity]) -> str:
    return " / ".join(part.text for part in parts)


def _range(value: Range[Any]) -> _Leaf | None:
    low, high = value.min, value.max
    meaning = tuple(end and end.magnitude for end in (low, high))
    if low is not None and high is not None:
        return _Leaf(meaning, low.text if low == high else f"{low.text} – {high.text}")
    return _Leaf(meaning, f"≥ {low.text}") if low is not None else _Leaf(meaning, f"≤ {high.text}") if high is not None else None


# --- effects ----------------------------------------------------------------------------------------------------------

_ANSWER: Final = ("status", "class", "platform", "limited_by", "open_points")
_NEED: Final = ("magnification", "max_focal_spot", "tube_voltage", "transmission")
_CHOSEN: Final = ("object_unsharpness", "scan_time")
_PRICE: Final = ("on_request", "currency", "positions[0].unit_price", "discount.share", "net", "total")
_TERMS: Final = ("lead_time", "incoterm", "payment", "warranty")
_MADE_WITH: Final = ("specgen", "catalog", "rules")


def _effects(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Effect]:
    """Yield what came out otherwise, in the order in which one asks."""
    before, after = _outcome(old), _outcome(new)
    proposes = all(_plain(decision.get("platform")) for decision in (old, new))  # else there is no compliance to compare
    for group, what in dict.fromkeys((*before, *after)):
        one, other = (side.get((group, what)) for side in (before, after))
        told = other or one or _Told("", None)
        if _meaning(one) != _meaning(other) and (proposes or group != "compliance"):
            unit = told.unit or (one.unit if one else "")
            yield Effect(group, told.what, one.value if one else None, other.value if other else None, unit)


@dataclass(frozen=True, slots=True)
class _Told:
    """One thing that a decision came to: what it is, its value with its unit, and what that means where it can be written otherwise."""

    what: str
    value: str | float | None
    unit: str = ""
    meaning: Hashable = None


def _meaning(told: _Told | None) -> Hashable:
    return None if told is None else told.meaning or told.value


_Outcome = dict[tuple[str, str], _Told]


def _outcome(decision: Mapping[str, Any]) -> _Outcome:
    """Return what a decision came to, by group and name: each value with its unit."""
    candidates = _list(decision, "candidates")
    chosen: Any = next((one for one in candidates if at(one, "platform") == decision.get("platform")), {})
    outcome: _Outcome = {("answer", name): _Told(name, _plain(decision.get(name))) for name in _ANSWER}
    outcome |= {("figure", name): _figure(name, at(decision, f"need.{name}")) for name in _NEED}
    outcome |= {("figure", name): _figure(name, at(chosen, name)) for name in _CHOSEN}
    for told in map(_compliance, _list(chosen, "verdicts")):
        outcome["compliance", folded_name(told.what)] = told
    outcome |= {("price", name): _Told(name, _plain(at(decision, f"quote.{name}"))) for name in _PRICE}
    outcome |= {("terms", name): _Told(name, _plain(at(decision, f"quote.{name}"))) for name in _TERMS}
    outcome["terms", "validity"] = _Told("validity", _validity(decision), "d")
    return outcome | {(MADE_WITH, name): _Told(name, _plain(at(decision, f"provenance.{name}"))) for name in _MADE_WITH}


def at(tree: Any, path: str) -> Any:
    """Return what stands at the dotted *path*, or None: a decision may come from outside."""
    for step in path.replace("[0]", ".0").split("."):
        tree = tree.get(step) if isinstance(tree, dict) else next(iter(tree), None) if isinstance(tree, list) and step == "0" else None
    return tree


def _list(tree: Any, name: str) -> list[Any]:
    found = at(tree, name)
    return found if isinstance(found, list) else []


def _plain(value: Any) -> str | float | None:
    return value if isinstance(value, str | int | float) else None


def _figure(name: str, value: Any) -> _Told:
    return _Told(name, _plain(at(value, "value")), str(at(value, "unit") or ""))


def _compliance(verdict: Any) -> _Told:
    """Return a verdict with what was needed: another need is another promise, though both be met."""
    needed, unit, word = at(verdict, "needed"), at(verdict, "unit") or "", str(at(verdict, "verdict"))
    texts = [f"{needed:.4g} {unit}"] if isinstance(needed, float) else list(map(str, needed if isinstance(needed, list) else [needed]))
    value = word if needed is None else f"{word} ({', '.join(texts)})"
    return _Told(f"{at(verdict, 'rule')} {at(verdict, 'subject')}", value, meaning=(word, frozenset(map(folded_name, texts))))


def _validity(decision: Mapping[str, Any]) -> int | None:
    """Return for how many days the quote holds: its last day alone moves with every new date."""
    try:
        ends = [datetime.date.fromisoformat(at(decision, path)) for path in ("requirement.date", "quote.valid_until")]
    except (TypeError, ValueError):
        return None
    return (ends[1] - ends[0]).days


# --- in words ---------------------------------------------------------------------------------------------------------


def named(what: str, wording: Wording) -> str:
    """Return what people call an effect; a line of the compliance matrix has its name already, in the decision's English."""
    key, rule = f"diff.what.{what.rpartition('.')[2]}", f"rule.{what.partition(' ')[0]}"
    if wording.language != CATALOG_LANGUAGE and rule in wording.phrases:
        return wording(rule)
    return wording(key) if key in wording.phrases else what.partition(" ")[2] or what


def shown(effect: Effect, value: str | float | None, wording: Wording) -> str:
    """Return one side of an effect; a digest in short."""
    if value is None:
        return "–"
    if isinstance(value, str):
        key = f"status.{value}.name" if effect.what == "status" else ""
        return wording(key) if key in wording.phrases else value[:15] + "…" if value.startswith("sha256:") else value
    return wording.quantity(value, effect.unit, " ") if effect.unit else str(value)


def verdict(found: Difference, wording: Wording) -> str:
    """Return whether a new letter is asked for, and what asks for it."""
    key = "material" if found.is_material else "none" if found.is_empty else "immaterial"
    return wording(f"diff.{key}", because=because(found, wording))


def because(found: Difference, wording: Wording) -> str:
    """Return the first few things that ask for a new letter."""
    told = [named(what, wording) for what in found.because()]
    more = len(told) - _MOST_NAMED
    return ", ".join(told[:_MOST_NAMED]) + (wording("diff.more", count=more) if more > 0 else "")


_MOST_NAMED: Final = 5


# --- as JSON ----------------------------------------------------------------------------------------------------------


def as_json(found: Difference) -> dict[str, Any]:
    """Return *found* in the form that `diff --json` prints and that a document carries."""
    return {
        "format": FORMAT,
        "old": _about(found.old),
        "new": _about(found.new),
        "material": found.is_material,
        "because": list(found.because()),
        "changes": [
            {"kind": c.kind, "where": c.where, "old": c.old, "new": c.new, "writing": c.is_writing, "material": c.is_material}
            for c in found.changes
        ],
        "effects": [{"group": e.group, "what": e.what, "old": e.old, "new": e.new, "unit": e.unit} for e in found.effects],
    }


def _about(about: About) -> dict[str, str | None]:
    told = {"reference": about.reference, "revision": about.revision, "date": about.date}
    return told | {"requirement": about.requirement or None, "decision": about.decision or None}


def parse(data: bytes) -> Difference:
    """Return the differences that a document carries, or raise `ValueError`."""
    try:
        tree = json.loads(data)
        changes = [Change(c["kind"], c["where"], c["old"], c["new"], c["writing"], c["material"]) for c in tree["changes"]]
        effects = [Effect(e["group"], e["what"], e["old"], e["new"], e["unit"]) for e in tree["effects"]]
        old, new = (About(*(side[name] or "" for name in About.__slots__)) for side in (tree["old"], tree["new"]))
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    if {c.kind for c in changes} - {*KINDS} or {e.group for e in effects} - {*GROUPS}:
        raise ValueError("a kind that is none")
    return Difference(old, new, tuple(changes), tuple(effects))
