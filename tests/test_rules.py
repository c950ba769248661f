"""The rulebook: every rule judges its own examples, has a sentence, and stands on quantities that exist."""

import inspect

import pytest
from making import ACCEPTED, BASE, asked, example, kit

from specgen.catalog import Catalog, Platform
from specgen.decision import Outcome, choice, decide, offers
from specgen.fields import folded_name
from specgen.need import asks, derive
from specgen.proof import judged
from specgen.requirement import field_paths
from specgen.rules import NO_MARGIN, NUMERIC, UNITS, Rule, margin, unit_of

RULES = kit().rulebook.rules
assert len(RULES) > 20, "the rulebook is missing: this module would prove nothing"


def of_rule(rule: Rule) -> str:
    """Return the id under which a rule's test is reported."""
    return rule.id


# --- examples ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=of_rule)
def test_a_rule_passes_and_fails_its_own_examples(rule: Rule) -> None:
    """What the rulebook says of itself is true, in the comparison that the decision uses."""
    assert [judged(rule, example, kit().rulebook) for example in rule.passes] == [Outcome.MET] * len(rule.passes)
    assert [judged(rule, example, kit().rulebook) for example in rule.fails] == [Outcome.NOT_MET] * len(rule.fails)


@pytest.mark.parametrize(
    ("comparison", "offered", "needed", "met"),
    [
        ("at_most", 50.0, 50.0, True),
        ("at_most", 50.00000001, 50.0, True),  # a computed figure that equals its limit meets it
        ("at_most", 50.001, 50.0, False),
        ("at_least", 50.0, 50.0, True),
        ("at_least", 49.99999999, 50.0, True),
        ("at_least", 49.999, 50.0, False),
        ("at_most", -5.0, -5.0, True),
        ("at_most", -4.9, -5.0, False),
        ("at_least", 0.0, 0.0, True),
    ],
)
def test_numbers_are_compared_within_rounding(comparison: str, offered: float, needed: float, met: bool) -> None:
    """1e-9 of tolerance, on either side of zero, and not more."""
    assert NUMERIC[comparison](offered, needed) == met


@pytest.mark.parametrize(
    ("comparison", "offered", "needed", "unit", "room"),
    [
        ("at_most", 33.0, 50.0, "um", 0.34),  # (50 - 33) / 50
        ("at_most", 60.0, 50.0, "um", -0.2),
        ("at_least", 60.0, 50.0, "W", 0.2),
        ("at_least", 40.0, 50.0, "W", -0.2),
        ("at_least", 40.0, 35.0, "degC", None),
        ("at_most", 1.0, 0.0, "um", None),
    ],
)
def test_the_margin_is_relative_to_what_is_needed(comparison: str, offered: float, needed: float, unit: str, room: float | None) -> None:
    """Positive where met; none where a ratio means nothing."""
    assert margin(comparison, offered, needed, unit) == (None if room is None else pytest.approx(room))
    assert "degC" in NO_MARGIN


# --- what a rule names ------------------------------------------------------------------------------------------------


def test_ids_are_unique_and_in_order() -> None:
    """A rule is named by its id in every document: no two share one, and the document's order is the book's."""
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    groups = list(dict.fromkeys(rule.group for rule in RULES))
    assert [rule.group for rule in RULES] == sorted((rule.group for rule in RULES), key=groups.index), "a group is torn apart"


@pytest.mark.parametrize("rule", RULES, ids=of_rule)
def test_a_rule_has_its_sentence_its_group_and_its_source(rule: Rule) -> None:
    """In every language, and a source that the catalogue lists."""
    wording = kit().wording
    assert wording(f"rule.{rule.id}").strip()
    assert wording(f"group.{rule.group}").strip()
    assert rule.source in kit().catalog.sources


@pytest.mark.parametrize("rule", RULES, ids=of_rule)
def test_a_rule_stands_on_fields_and_figures_that_exist(rule: Rule) -> None:
    """`where` names fields of a requirement, `offered` a figure of a platform or one that the decision computes."""
    assert set(rule.where) <= set(field_paths())
    name = rule.offered.rsplit("_", 1)[0] if unit_of(rule.offered) != "1" else rule.offered
    assert name in Platform.model_fields or f'"{rule.offered}"' in inspect.getsource(offers)
    assert rule.unit in {*UNITS.values(), "1"}


@pytest.mark.parametrize("rule", RULES, ids=of_rule)
def test_no_rule_is_dead(rule: Rule) -> None:
    """What each rule needs is asked somewhere: by the requirement, by the criterion, or by the scan with a platform."""
    stem = rule.needed.replace("width", "{side}").replace("height", "{side}").replace("depth", "{side}")
    stem = stem.replace("ambient_min", "ambient_{end}").replace("ambient_max", "ambient_{end}")
    source = "".join(map(inspect.getsource, (asks, choice)))
    assert f'"{rule.needed}"' in source or f'"{stem}"' in source


@pytest.mark.parametrize("name", ACCEPTED)
def test_nothing_that_is_asked_goes_unjudged(name: str) -> None:
    """Every ask of every example meets a rule: what a customer states is never dropped in silence."""
    known = {rule.needed for rule in RULES}
    need = example("packaged", name).proposal.decision.need
    asked_for = [
        *need.asked_of_source.values(),
        *need.asked_of_setup,
        *(ask for limit in need.limits for ask in need.asked(limit).values()),
    ]
    assert {ask.name for ask in asked_for} <= known


# --- the application --------------------------------------------------------------------------------------------------

NAMES = [None, "something of our own", *(name for known in kit().catalog.applications for name in (known.name, *known.synonyms))]
SPOTS = ["0.7 um", "2 um", "7 um", "12 um", "24 um", "60 um", "300 um"]
assert len(NAMES) > 50


@pytest.mark.parametrize("maker", ["packaged", "helmsdal"])
@pytest.mark.parametrize("size", SPOTS)
def test_no_application_decides_a_class(maker: str, size: str) -> None:
    """Over every name and synonym of the catalogue: the same class and the same status."""
    catalog: Catalog = kit(maker).catalog
    found = set()
    for kind in NAMES:
        requirement = asked(dict(BASE) | {"application.kind": kind, "source.focal_spot.max": size})
        judged = decide(requirement, derive(requirement, catalog), catalog, kit(maker).rulebook)
        found.add((judged.focus_class.id if judged.focus_class else None, judged.status))
    assert len(found) == 1


def test_the_names_of_applications_are_told_apart() -> None:
    """No name or synonym stands for two applications, so that a tie is broken the same way whatever the order."""
    names = [name for known in kit().catalog.applications for name in {folded_name(word) for word in (known.name, *known.synonyms)}]
    assert sorted(names) == sorted(set(names))


def test_the_usual_classes_are_classes() -> None:
    """What an application names as usual is a class of the catalogue."""
    classes = {known.name for known in kit().catalog.classes}
    assert all(set(known.classes) <= classes for known in kit().catalog.applications)
