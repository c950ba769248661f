"""Where a function of how far a figure is moved, as a logarithm, changes its sign."""

import math
from collections.abc import Callable
from typing import Final

CLOSE: Final = 1e-8  # of a logarithm: far below the digits told
FARTHEST: Final = math.log(100)  # nobody asks what a hundredfold figure would do
_ROUNDS: Final = 30

Point = tuple[float, float]  # how far the figure is moved, and what the function gives there


def crossing(excess: Callable[[float], float], start: float, first: float) -> float | None:
    """Return where *excess*, *start* at 0, changes its sign on the side of *first*; None where it turns back before.

    Secants until the sign has changed, then between the two sides.
    """
    low, at_low, high = 0.0, start, first
    for _ in range(_ROUNDS):
        at_high = excess(high)
        if abs(at_high) < CLOSE or (at_high > 0) != (start > 0):
            return between(excess, (low, at_low), (high, at_high))
        if not math.isfinite(at_high) or abs(at_high) >= abs(at_low):
            return None
        step = at_high * (high - low) / (at_low - at_high)
        low, at_low, high = high, at_high, high + math.copysign(min(abs(step) * 1.01 + CLOSE, 2 * abs(high)), first)
        if abs(high) > FARTHEST:
            return None
    return None


def between(excess: Callable[[float], float], low: Point, high: Point) -> float:
    """Return the crossing between two points of opposite sign (Anderson and Björck, BIT 13 (1973) 253)."""
    (a, at_a), (b, at_b) = low, high
    for _ in range(_ROUNDS):
        if abs(b - a) < CLOSE or abs(at_b) < CLOSE:
            break
        middle = (a * at_b - b * at_a) / (at_b - at_a) if math.isfinite(at_b) and math.isfinite(at_a) else (a + b) / 2
        at_middle = excess(middle)
        if (at_middle > 0) == (at_b > 0):
            at_a *= max(1 - at_middle / at_b, 0) or 0.5
        else:
            a, at_a = b, at_b
        b, at_b = middle, at_middle
    return b
