"""What would change the answer, held against the answer itself: each told figure is put into the requirement and decided anew."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from approving import DECIDED
from hypothesis import example, given, settings
from hypothesis import strategies as st
from making import ACCEPTED, CASES, EXAMPLES, MAKERS, SETTINGS, kit, tree_of

from specgen.decision import Change, Decision, Interval, Status, decide, explained
from specgen.decision.choice import Basis
from specgen.decision.levers import levers
from specgen.decision.trials import Bench
from specgen.files.received import receive_data
from specgen.need import derive

FILES = (*(EXAMPLES / f"{name}.yaml" for name in ACCEPTED), *CASES, *DECIDED)
SOURCES = [(maker, file) for maker in MAKERS for file in FILES]
IDS = [f"{maker}-{file.stem if file.stem != 'requirement' else file.parent.name}" for maker in MAKERS for file in FILES]
COUNTS = ("columns", "rows", "projections")
INSIDE = (0.03, 0.3, 0.7, 0.97)  # of the way between two ends, where a choice is looked at again


@dataclass(frozen=True)
class Asked:
    """A requirement file in the hands of one maker."""

    maker: str
    data: bytes

    def decided(self, *changes: tuple[str, str]) -> Decision | None:
        """Return the decision with *changes*, made from the file as `select --set` does; None where it is refused."""
        tools = kit(self.maker)
        requirement = receive_data("file.yaml", self.data, tools.catalog, changes).requirement
        return decide(requirement, derive(requirement, tools.catalog), tools.catalog, tools.rulebook) if requirement else None

    def explained(self) -> Decision:
        """Return the decision with what would change it."""
        tools = kit(self.maker)
        requirement = receive_data("file.yaml", self.data, tools.catalog).requirement
        assert requirement is not None
        decision = decide(requirement, derive(requirement, tools.catalog), tools.catalog, tools.rulebook)
        return explained(decision, requirement, tools.catalog, tools.rulebook)


# --- figures as they are told ---------------------------------------------------------------------------------------


def parted(told: str) -> tuple[Decimal, str]:
    """Return number and unit of a figure as it is told: `9.5 mm`, `250`; or as it was written: `1/2 in`, `50um`."""
    end = next((i for i, sign in enumerate(told) if sign not in "+-0123456789./eE" or told[i : i + 2] == "eV"), len(told))
    number, unit = told[:end].strip(), told[end:].strip()
    fraction = Fraction(number) if "/" in number else Fraction(Decimal(number))
    return Decimal(fraction.numerator) / Decimal(fraction.denominator), unit


def shifted(told: str, where: str, towards: Decimal) -> str:
    """Return *told* moved by the last of the four digits that are told, a count by one, on the side of *towards*."""
    number, unit = parted(told)
    step = Decimal(1) if where.endswith(COUNTS) else Decimal(10) ** (math.floor(number.log10()) - 3)
    return f"{number + step.copy_sign(towards - number):f} {unit}".strip()


def between(low: str, high: str, share: float, where: str) -> str:
    """Return the figure that lies *share* of the way from *low* to *high*."""
    (start, unit), (end, _) = parted(low), parted(high)
    number = start + (end - start) * Decimal(share)
    return f"{number.to_integral_value() if where.endswith(COUNTS) else number:f} {unit}".strip()


# --- the laws -------------------------------------------------------------------------------------------------------


def chosen(decision: Decision | None) -> str | None:
    """Return the platform that is recommended."""
    return decision.chosen.platform.id if decision and decision.chosen else None


def accepts(decision: Decision | None, platform: str) -> bool:
    """Return whether a task that can be served admits *platform*."""
    if decision is None or decision.status not in {Status.RECOMMENDED, Status.CUSTOM}:
        return False
    return any(candidate.accepted for candidate in decision.candidates if candidate.platform.id == platform)


def serves(decision: Decision | None, before: Status) -> bool:
    """Return whether a task is served that was custom, or can be served that was infeasible."""
    wanted = {Status.RECOMMENDED} if before is Status.CUSTOM else {Status.RECOMMENDED, Status.CUSTOM}
    return decision is not None and decision.status in wanted


def wrong_changes(asked: Asked, decision: Decision) -> Iterator[str]:
    """Yield each smallest change that does not flip what it should, and each that a smaller one would have flipped."""
    tests: list[tuple[str, Change, Any]] = [
        (platform, change, lambda d, platform=platform: accepts(d, platform))
        for platform, change in decision.sensitivity.admits
        if change is not None
    ]
    if decision.sensitivity.flips is not None:
        tests.append(("answer", decision.sensitivity.flips, lambda d: serves(d, decision.status)))
    for what, change, holds in tests:
        if not holds(asked.decided((change.where, change.changed))):
            yield f"{what}: {change.where} {change.stated} -> {change.changed} does not flip it"
        nearer = shifted(change.changed, change.where, parted(change.stated)[0])
        if holds(asked.decided((change.where, nearer))):
            yield f"{what}: {change.where} {change.stated} -> {change.changed}, but {nearer} is enough"


def wrong_intervals(asked: Asked, decision: Decision) -> Iterator[str]:
    """Yield each end at which the choice does not stand, or beyond which it does, and each point inside where it does not."""
    for interval in decision.sensitivity.stands_while:
        yield from wrong_interval(asked, chosen(decision), interval)


def wrong_interval(asked: Asked, platform: str | None, interval: Interval) -> Iterator[str]:
    """Yield what is wrong with one interval over which *platform* is to stand."""
    where, stated = interval.where, interval.stated
    shown = f"{where} {interval.low} .. {stated} .. {interval.high}"
    for end in (interval.low, interval.high):
        if end is None:
            continue
        for value in (end.told, *(between(stated, end.told, share, where) for share in INSIDE)):
            if chosen(asked.decided((where, value))) != platform:
                yield f"{shown}: {platform} is not chosen at {value}"
        outward = 2 * parted(end.told)[0] if end is interval.high else Decimal(0)
        beyond = shifted(end.told, where, outward)
        if end.finding == "SG-E133":  # the ends of a range are kept apart by a digit
            beyond = shifted(beyond, where, outward)
        after = asked.decided((where, beyond))
        if chosen(after) == platform or (after is None) != bool(end.finding):
            yield f"{shown}: {chosen(after)} is chosen at {beyond}"


@pytest.mark.parametrize(("maker", "file"), SOURCES, ids=IDS)
def test_what_would_change_the_answer_does(maker: str, file: Path) -> None:
    """Every example and every case on both catalogues: changes flip at their last digit, intervals end at theirs."""
    asked = Asked(maker, file.read_bytes())
    decision = asked.explained()
    assert [*wrong_changes(asked, decision), *wrong_intervals(asked, decision)] == []


@example(  # an interval that ends at a power of ten, where the last of four digits changes its weight
    changes={
        "application.technique": "radiography",
        "imaging.criterion": "resolve",
        "imaging.source_object_distance": "5 mm",
        "imaging.source_detector_distance": "600 mm",
        "imaging.detector.pixel_pitch": None,
        "imaging.detector.basic_spatial_resolution": None,
        "specimen.diameter": "4 mm",
    },
    maker="helmsdal",
    feature="7 um",
)
@settings(max_examples=60)
@given(changes=SETTINGS, maker=st.sampled_from(sorted(MAKERS)), feature=st.sampled_from(["0.9 um", "7 um", "33 um", "0.12 mm"]))
def test_what_would_change_any_answer_does(changes: dict[str, Any], maker: str, feature: str) -> None:
    """The same over set-ups of every kind."""
    asked = Asked(maker, json.dumps(tree_of(changes | {"imaging.smallest_feature": feature})).encode())
    if asked.decided() is None:  # the parts of a drawn set-up may contradict each other
        return
    decision = asked.explained()
    assert [*wrong_changes(asked, decision), *wrong_intervals(asked, decision)] == []


# --- the short way, held against the long one -------------------------------------------------------------------------

SHIFTS = (-0.7, -0.02, 0.3)  # of the logarithm of a figure


@pytest.mark.parametrize(("maker", "file"), SOURCES, ids=IDS)
def test_what_is_left_alone_need_not_be_judged_again(maker: str, file: Path) -> None:
    """A what-if, which judges only what the moved figure can change, chooses what a decision from scratch would."""
    tools, asked = kit(maker), Asked(maker, file.read_bytes())
    requirement = receive_data("file.yaml", asked.data, tools.catalog).requirement
    assert requirement is not None
    decision = decide(requirement, derive(requirement, tools.catalog), tools.catalog, tools.rulebook)
    if decision.limit is None:
        assert decision.status is Status.INCOMPLETE
        return
    bench = Bench(decision, Basis.of(requirement, decision.need, tools.catalog, tools.rulebook))
    differing = []
    for lever, shift in product(levers(requirement, decision.need), SHIFTS):
        value, _ = lever.written_away(lever.value * math.exp(shift))
        plain = asked.decided((lever.where, value))
        if plain is not None and bench.trial(lever, lever.read(value)).chosen != chosen(plain):
            differing.append(f"{lever.where} = {value}")
    assert differing == []
