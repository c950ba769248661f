"""Chart 5: lines and spheres of the feature's size as each focal spot would show them in the same time, computed."""

from typing import Final

import numpy as np

from specgen import picture as computed
from specgen.charts.plot import Raster
from specgen.panels import Panels
from specgen.scene import Scene

WIDTH_MM: Final = 172.0
GAP_MM: Final = 3.0
_PANEL_PX: Final = 360  # at least, so that viewers find nothing to smooth
_OBJECT_PIXELS: Final = 12  # to a feature
_LEVELS: Final = 64  # of grey: more are not told apart, and would be noise to the compression
_WHITE: Final = 255


def picture(panels: Panels | None) -> Raster | None:
    """Return the object and what each focal spot shows of it side by side, all in the same greys, or None where nothing is computed.

    The background stands at a third of the greys, the full contrast a third above it.
    """
    if panels is None:
        return None
    images = [computed.image(panel.scene) for panel in panels.panels]
    rows, columns = images[0].shape
    times = -(-_PANEL_PX // columns)
    thing = computed.image(Scene(panels.feature_um, panels.feature_um / _OBJECT_PIXELS, panels.contrast))
    shown = [_fitted(_greys(image, panels.contrast), rows * times, columns * times) for image in (thing, *images)]
    wide = WIDTH_MM / len(shown)
    gap = np.full((rows * times, round(columns * times * GAP_MM / (wide - GAP_MM))), _WHITE, np.uint8)
    whole = np.hstack([part for panel in shown for part in (panel, gap)])
    return Raster(whole.shape[1], whole.shape[0], whole.tobytes())


def _greys(image: computed.Image, contrast: float) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return *image* in steps from black to white."""
    share = (image - 1 + contrast) / (3 * contrast) if contrast else 0 * image
    level = np.rint(np.clip(share, 0, 1) * (_LEVELS - 1))
    return np.rint(level * _WHITE / (_LEVELS - 1)).astype(np.uint8)


def _fitted(
    image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], rows: int, columns: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return *image* in another size, each new point that of the nearest old one."""
    return image[np.arange(rows) * image.shape[0] // rows][:, np.arange(columns) * image.shape[1] // columns]
