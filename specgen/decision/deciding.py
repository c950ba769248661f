"""The stage: from a need to the decision, with what must be said of it; and what would change it."""

from dataclasses import replace

from specgen import garbage
from specgen.catalog import Catalog
from specgen.decision.choice import Basis, decided
from specgen.decision.noticed import noticed
from specgen.decision.sensitivity import sensitivity
from specgen.decision.values import Decision, Deviation, Status
from specgen.need import Need
from specgen.requirement import Requirement
from specgen.rules import Rulebook


def decide(requirement: Requirement, need: Need, catalog: Catalog, rulebook: Rulebook) -> Decision:
    """Return the decision on *requirement*, whose need is *need*."""
    if need.missing:
        return Decision(Status.INCOMPLETE, None, None, need, (), None, need.findings)
    basis = Basis.of(requirement, need, catalog, rulebook)
    decision = decided(basis)
    return replace(decision, findings=(*decision.findings, *noticed(decision, basis.application, catalog)))


def explained(decision: Decision, requirement: Requirement, catalog: Catalog, rulebook: Rulebook) -> Decision:
    """Return *decision* with what would change it."""
    basis = Basis.of(requirement, decision.need, catalog, rulebook)
    with garbage.put_off():  # what-ifs are many and small, and none of them refers to itself
        return replace(decision, sensitivity=sensitivity(decision, basis))


def deviating(decision: Decision, platform: str, because: str) -> Decision:
    """Return *decision* with the candidate *platform* offered instead, for the reason that sales give.

    Status, class and the order of the candidates stay what the rules say, so that the deviation shows.
    """
    offered = next(candidate for candidate in decision.candidates if candidate.platform.id == platform)
    return replace(decision, chosen=offered, deviation=Deviation(because, instead_of=decision.chosen))
