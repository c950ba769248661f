"""Mutants of the rulebook: each comparison turned round, made strict or made loose once. Some example must go red each time.

`python tests/mutants.py` prints how many were made and which survived; `tests/test_proof.py` fails where one does.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from unittest.mock import patch

from specgen import rules
from specgen.decision import Outcome, verdicts
from specgen.files.catalogue import load_catalog, load_rulebook
from specgen.files.library import Library
from specgen.proof import trials
from specgen.rules import Rule, Rulebook

TURNED: Final = {"at_most": "at_least", "at_least": "at_most", "any_of": "includes", "includes": "any_of"}
ONE_WORD: Final = {
    "SG-R041",
    "SG-R050",
    "SG-R051",
}  # of one word each: there any of and all of are the same


@dataclass(frozen=True)
class Mutant:
    """A spoilt rulebook, and the spoilt comparison under which its examples run."""

    name: str
    rulebook: Rulebook
    spoilt: Callable[[], AbstractContextManager[Any]]

    @property
    def survives(self) -> bool:
        """Return whether no example notices it."""
        with self.spoilt():
            return all(trial.is_right for trial in trials(self.rulebook))


def mutants(book: Rulebook) -> Iterator[Mutant]:
    """Yield every mutant of *book*: two or so of each rule alone, then those of the tolerance, which all rules share."""
    for rule in book.rules:
        alone = book.model_copy(update={"rules": (rule,)})
        if rule.comparison in TURNED and rule.id not in ONE_WORD:
            turned = rule.model_copy(update={"comparison": TURNED[rule.comparison]})
            yield Mutant(f"{rule.id} turned into {turned.comparison}", book.model_copy(update={"rules": (turned,)}), patch_nothing)
        yield Mutant(f"{rule.id} negated", alone, negated(rule))
        if rule.comparison in rules.NUMERIC:
            yield Mutant(f"{rule.id} strict at its limit", alone, with_numbers(STRICT))
        if rule.comparison == "sustains":
            yield Mutant(f"{rule.id} by its share alone", alone, partial(patch.object, verdicts, "_sustains", by_share))
    for name, numbers in (("no tolerance", EXACT), ("a thousandfold tolerance", LOOSE)):
        for comparison in rules.NUMERIC:
            mutant = dict(rules.NUMERIC) | {comparison: numbers[comparison]}
            yield Mutant(f"{comparison} with {name}", book, with_numbers(mutant))


Numbers = Mapping[str, Callable[[float, float], bool]]
STRICT: Final[Numbers] = {"at_most": lambda offered, needed: offered < needed, "at_least": lambda offered, needed: offered > needed}
EXACT: Final[Numbers] = {"at_most": lambda offered, needed: offered <= needed, "at_least": lambda offered, needed: offered >= needed}
LOOSE: Final[Numbers] = {
    "at_most": lambda offered, needed: offered <= needed + 1e-6 * abs(needed),
    "at_least": lambda offered, needed: offered >= needed - 1e-6 * abs(needed),
}


def patch_nothing() -> AbstractContextManager[Any]:
    """Return a context in which every comparison is as it is."""
    return patch.object(verdicts, "NUMERIC", verdicts.NUMERIC)


def with_numbers(numbers: Numbers) -> Callable[[], AbstractContextManager[Any]]:
    """Return what compares numbers by *numbers* for a while."""
    return partial(patch.object, verdicts, "NUMERIC", numbers)


def negated(rule: Rule) -> Callable[[], AbstractContextManager[Any]]:
    """Return what says no for yes and yes for no in the comparison of *rule*."""
    if rule.comparison == "sustains":
        truth = verdicts._sustains
        swapped = {Outcome.MET: Outcome.NOT_MET, Outcome.NOT_MET: Outcome.MET}
        return partial(patch.object, verdicts, "_sustains", lambda needed, offered: (swapped[truth(needed, offered)[0]], None))
    name = "NUMERIC" if rule.comparison in rules.NUMERIC else "WORDS"
    compare: Any = getattr(verdicts, name)[rule.comparison]
    table = dict(getattr(verdicts, name)) | {rule.comparison: lambda offered, needed: not compare(offered, needed)}
    return partial(patch.object, verdicts, name, table)


def by_share(needed: Any, offered: Any) -> tuple[Outcome, None]:
    """Judge a duty cycle by its share alone, and not by its longest on-time."""
    allowed = offered.on.s / offered.period.s if offered.on else 1.0
    share = needed.on.s / needed.period.s if needed.on else 1.0
    return (Outcome.MET if share <= allowed else Outcome.NOT_MET), None


def main() -> int:
    """Print the count, and every mutant that no example notices."""
    library = Library()
    made = list(mutants(load_rulebook(library, load_catalog(library))))
    survivors = [mutant.name for mutant in made if mutant.survives]
    print(f"{len(made)} mutants, {len(made) - len(survivors)} noticed by an example of the rulebook")
    for name in survivors:
        print(f"survives: {name}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
