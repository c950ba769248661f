"""What a computed picture is to show: figures alone, so that nobody loads numpy who draws nothing."""

from dataclasses import dataclass
from typing import Final

WIDE: Final = 15.0
HIGH: Final = 16.0  # features from edge to edge
LINE_LENGTH: Final = 6.0  # features
_MOST_COLUMNS: Final = 84


@dataclass(frozen=True, slots=True)
class Scene:
    """What is to be computed, all in the plane of the object.

    *contrast* is the signal behind a whole feature over that beside it, less one. *quanta* are counted by one pixel beside the
    pattern; None leaves the noise out.
    """

    feature_um: float
    pixel_um: float
    contrast: float
    spot_blur_um: float = 0.0
    detector_spread_um: float = 0.0
    quanta: float | None = None

    @property
    def columns(self) -> int:
        """Return how many pixels the pattern takes from edge to edge."""
        return max(1, round(WIDE * self.feature_um / self.pixel_um))

    @property
    def binning(self) -> int:
        """Return how many pixels make the side of one square of the picture: more than one where they would be too small to see."""
        return -(-self.columns // _MOST_COLUMNS)
