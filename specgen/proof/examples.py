"""The examples of every rule, through the same comparison that decisions use."""

from collections.abc import Iterator
from dataclasses import dataclass

from specgen.catalog import DutyFigure, Kind
from specgen.decision import Offer, Outcome, compared
from specgen.need import Value
from specgen.proof.remark import Address
from specgen.requirement import DutyCycle
from specgen.rules import DutyTimes, Example, Rule, Rulebook, example_value


@dataclass(frozen=True, slots=True)
class Trial:
    """One example of a rule: what the rulebook says of it, and what the comparison makes of it."""

    rule: Rule
    example: Example
    address: Address
    expected: Outcome
    outcome: Outcome

    @property
    def is_right(self) -> bool:
        """Return whether the rulebook told the truth."""
        return self.outcome is self.expected


def trials(rulebook: Rulebook) -> Iterator[Trial]:
    """Yield every example of every rule, judged."""
    for rule in rulebook.rules:
        for key, expected in (("passes", Outcome.MET), ("fails", Outcome.NOT_MET)):
            for index, example in enumerate(getattr(rule, key)):
                yield Trial(rule, example, Address("rule", rule.id, (key, index)), expected, judged(rule, example, rulebook))


def judged(rule: Rule, example: Example, rulebook: Rulebook) -> Outcome:
    """Return what *rule* makes of *example*."""
    unit = rulebook.quantities[rule.offered].unit
    outcome, _ = compared(rule, _needed(example, unit), Offer(_offered(example, unit), Kind.RATED))
    return outcome


def _needed(example: Example, unit: str) -> Value:
    value = example_value(example.needed, unit)
    return DutyCycle.model_construct(on=value.on, period=value.period, share=None) if isinstance(value, DutyTimes) else value


def _offered(example: Example, unit: str) -> Value | DutyFigure:
    value = example_value(example.offered, unit)
    if isinstance(value, DutyTimes):
        return DutyFigure.model_construct(kind=Kind.RATED, source="", on=value.on, period=value.period)
    return value
