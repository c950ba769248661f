"""Two JSON documents compared figure by figure; what a difference means to a reader `difference.py` says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was one thing and is another; what is absent on one side is None."""

    what: str
    before: Any
    after: Any

    def as_json(self) -> dict[str, Any]:
        """Return the change as JSON."""
        return {"what": self.what, "before": self.before, "after": self.after}


def differences(before: Any, after: Any, at: str = "") -> Iterator[Change]:
    """Yield each figure or text of two JSON documents that differs, by its path: numbers by value, however they are written."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from differences(before.get(key), after.get(key), f"{at}.{key}" if at else key)
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            one, other = (side[index] if index < len(side) else None for side in (before, after))
            yield from differences(one, other, f"{at}[{index}]")
    elif before != after:
        yield Change(at, before, after)
