"""Two decisions compared by what they say: figure by figure, or by what a reader would call another answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_ANSWER: Final = ("status", "class", "platform", "limited_by", "open_points")
_PRICE: Final = ("currency", "net", "total")


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


def effects(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return in what two decisions answer differently: the answer, the price, then each verdict of each platform."""
    found = [Change(name, before.get(name), after.get(name)) for name in _ANSWER]
    quotes = [side.get("quote") or {} for side in (before, after)]
    found += [Change(f"quote.{name}", quotes[0].get(name), quotes[1].get(name)) for name in _PRICE]
    verdicts = [_verdicts(side) for side in (before, after)]
    found += [Change(name, verdicts[0].get(name), verdicts[1].get(name)) for name in dict.fromkeys((*verdicts[0], *verdicts[1]))]
    return tuple(change for change in found if change.before != change.after)


def _verdicts(decision: Mapping[str, Any]) -> dict[str, str]:
    """Return the verdict of each rule on each platform, by the two names."""
    candidates = decision.get("candidates") or ()
    return {
        f"{candidate['platform']} {one['rule']} {one['subject']}": one["verdict"]
        for candidate in candidates
        for one in candidate["verdicts"]
    }
