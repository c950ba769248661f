"""A batch from its plan to its end: what is settled stays, the rest goes through an engine, each outcome is recorded at once.

This process alone writes outputs and ledger; workers only calculate. So a worker may die at any moment and leave nothing
behind, and whatever stops this process stops the whole run, which blames no document.
"""

import errno
import os
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from specgen import pipeline
from specgen.batch.engine import Answer, Engine, Strike
from specgen.batch.ledger import ELSEWHERE, Ledger
from specgen.batch.outcomes import DONE, FAILED, QUARANTINED, Settled
from specgen.batch.plan import Item, Plan
from specgen.batch.work import Made
from specgen.errors import EnvironmentLackError, MaintainerError, SpecgenError
from specgen.pipeline import Kit

MOST_STRIKES: Final = 3  # workers that one document may cost
_WHOLE_DISK: Final = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}

Deliver = Callable[[Made], tuple[str, ...]]  # puts the outputs of one document in place and returns where they are


def carry_out(plan: Plan, kit: Kit, ledger: Ledger, engine: Engine, deliver: Deliver) -> Iterator[tuple[int, Settled]]:
    """Yield what becomes of each file and row, with its place in the batch, as soon as it is known."""
    yield from plan.settled
    waiting: deque[Item] = deque()
    for item in plan.items:
        if known := ledger.settled(item.key):
            yield item.number, known
        else:
            waiting.append(item)
    if waiting:
        with engine:
            yield from _worked_on(waiting, kit, ledger, engine, deliver)
    ledger.finish()


def _worked_on(waiting: deque[Item], kit: Kit, ledger: Ledger, engine: Engine, deliver: Deliver) -> Iterator[tuple[int, Settled]]:
    """Yield what becomes of all that is *waiting*.

    What its worker has died with is tried again alone, and last: then nobody else can be the cause, and nobody waits for it.
    """
    suspects: deque[Item] = deque()
    while waiting or suspects or engine.busy:
        while waiting and engine.busy < engine.width:
            engine.submit(waiting.popleft())
        if suspects and not engine.busy:
            engine.submit(suspects.popleft())
        for answer in engine.answers():
            settled = _settled(answer, kit, ledger, deliver)
            if settled is None:
                (suspects if answer.struck else waiting).append(answer.item)
                continue
            if settled.outcome in {DONE, QUARANTINED}:  # the cause of any other may lie outside, and be mended by the next run
                ledger.keep(answer.item.key, settled)
            yield answer.item.number, settled


def _settled(answer: Answer, kit: Kit, ledger: Ledger, deliver: Deliver) -> Settled | None:
    """Return what became of a document, or None where it gets another worker."""
    if answer.made:
        return _delivered(answer.item, answer.made, kit, deliver)
    if answer.error:
        return Settled(answer.item.received.file, FAILED, because=(_why(answer.error, answer.item, ledger),))
    return _struck(answer.item, answer.struck, kit, ledger) if answer.struck else None


def _delivered(item: Item, made: Made, kit: Kit, deliver: Deliver) -> Settled:
    for text in made.warnings:
        warnings.warn(f"{item.received.file}: {text}", stacklevel=2)
    settled = Settled(item.received.file, FAILED, seconds=made.seconds)
    try:
        result = pipeline.delivered(item.received, made.result, made.outputs, lambda _: deliver(made))
    except EnvironmentLackError as error:
        if _stops_all(error):
            raise
        return replace(settled, because=(error.problem,))
    found = tuple(map(kit.wording.finding_as_json, result.findings))
    about = made.about if result.outcome == DONE else None
    return replace(settled, outcome=result.outcome, status=result.status, outputs=result.outputs, findings=found, about=about)


def _stops_all(error: EnvironmentLackError) -> bool:
    """Return whether no other document could be written either; one file that is locked holds up nobody."""
    cause = error.__cause__
    if not isinstance(cause, OSError) or cause.errno in _WHOLE_DISK or not cause.filename:
        return True
    return not os.access(os.path.dirname(os.fspath(cause.filename2 or cause.filename)) or ".", os.W_OK)


def _struck(item: Item, strike: Strike, kit: Kit, ledger: Ledger) -> Settled | None:
    strikes = ledger.strike(item.key, kit.wording(f"batch.strike.{strike.key}", **dict(strike.facts)))
    return Settled(item.received.file, QUARANTINED, because=strikes) if len(strikes) >= MOST_STRIKES else None


def _why(error: BaseException, item: Item, ledger: Ledger) -> str:
    """Return why a document failed; what is nobody's fault but specgen's lies in a log. What concerns all stops the run."""
    if isinstance(error, MaintainerError):  # perhaps in what the workspace says of this document alone
        return str(error)
    if isinstance(error, SpecgenError):
        raise error
    if isinstance(error, OSError) and error.errno in _WHOLE_DISK:
        raise EnvironmentLackError(f"a worker cannot write {error.filename or 'its files'}: {error.strerror}", ELSEWHERE) from error
    log = ledger.log(item.key, "".join(traceback.format_exception(error)))
    return f"a defect in specgen itself; its details are in {log}"
