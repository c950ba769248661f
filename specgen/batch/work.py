"""What one worker does for one document: from what was received to the bytes of its outputs. It writes nothing itself.

The same function runs in a process of this machine and on a cluster, so that the outcome and the bytes are the same.
"""

import time
import warnings
from dataclasses import dataclass, replace
from typing import Any

from specgen import environment, garbage, pipeline
from specgen.batch.outcomes import About
from specgen.batch.plan import Order
from specgen.comparing import Kept
from specgen.errors import EnvironmentLackError
from specgen.files.received import Received, received_again
from specgen.issue import Issue
from specgen.pipeline import Finished, Result


@dataclass(frozen=True, slots=True)
class Made:
    """What a worker hands back: the result, the outputs by name, and what filing and summary need to know of them."""

    result: Result
    outputs: dict[str, bytes]
    issue: Issue | None
    about: About | None
    warnings: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Work:
    """The work on any document of one batch; *made_with* is the environment in which it was ordered."""

    order: Order
    made_with: dict[str, Any]

    @classmethod
    def of(cls, order: Order) -> "Work":
        """Return the work of a batch that is ordered here."""
        return cls(order, _environment(order))

    def warm(self) -> None:
        """Load what every document needs, and refuse to work where the bytes could be others than at home."""
        with garbage.loading():
            pipeline.renderer()
            here = _environment(self.order)
        if other := ", ".join(sorted(name for name, value in self.made_with.items() if here.get(name) != value)):
            raise EnvironmentLackError(f"a worker differs from this machine in: {other}", "install the same on both, see `specgen doctor`")

    def __call__(self, bare: Received, former: Kept) -> Made:
        """Return what is made of one requirement, which may follow a *former* revision."""
        order, begun = self.order, time.perf_counter()
        with warnings.catch_warnings(record=True) as noticed:
            warnings.simplefilter("always", UserWarning)
            received = received_again(bare, order.kit.catalog)
            judged = pipeline.instead(order.kit, pipeline.decided(order.kit, received), order.wish)
            since = pipeline.since_former(former.side(order.kit))
            finished = pipeline.finish(order.kit, judged, order.wish, order.today, since)
            result, outputs = (finished, {}) if isinstance(finished, Result) else pipeline.write(finished, judged)
        told = tuple(str(warning.message) for warning in noticed if issubclass(warning.category, UserWarning))
        issue, about = (self._issue(finished), About.of(finished)) if isinstance(finished, Finished) else (None, None)
        result = pipeline.after(received, replace(result, offer=None), former.findings)
        return Made(result, outputs, issue, about, told, time.perf_counter() - begun)

    def _issue(self, finished: Finished) -> Issue:
        issue = pipeline.issue_of(self.order.kit, finished.proposal.requirement, self.order.wish, self.order.today)[0]
        return replace(issue, kind=finished.kind)


def _environment(order: Order) -> dict[str, Any]:
    """Return all on which bytes depend, beside what travels with the order itself."""
    return environment.environment() | {"templates": order.kit.library.digest("templates", "**/*.*")}
