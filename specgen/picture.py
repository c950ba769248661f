"""The computed picture: lines and spheres of the feature's size as one focal spot, one detector and so many photons show them.

A pure function of numbers. The object has five lines, as wide as the gaps between them, and three spheres of the same diameter
below. It is drawn on cells smaller than a pixel, blurred through its Fourier transform (so it repeats beyond its edges, as
groups of lines on a test chart do), averaged over pixels, and counted. Noise is drawn from a counter: no state, no seed.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from specgen import physics
from specgen.scene import HIGH, LINE_LENGTH, WIDE, Scene

_CELLS_PER_FEATURE: Final = 8
_LINES: Final = tuple((3.0 + 2 * line, 4.0 + 2 * line) for line in range(5))
_LINES_FROM, _LINES_TO = 3.0, 3.0 + LINE_LENGTH
_SPHERES: Final = ((4.5, 12.5), (7.5, 12.5), (10.5, 12.5))
_FAR: Final = 60.0  # the argument beyond which a disc leaves less than half a percent
_FEW: Final = 50.0  # quanta, up to which each is counted out

_SEED: Final = 1234567

Image = NDArray[np.float64]


def image(scene: Scene) -> Image:
    """Return the signal of every square relative to the background."""
    clear = blurred(scene)
    if scene.quanta is None:
        return clear
    quanta = scene.quanta * scene.binning**2
    return counted(quanta * np.maximum(0, clear)) / quanta


def blurred(scene: Scene) -> Image:
    """Return the picture without noise."""
    pixel = scene.pixel_um * scene.binning / scene.feature_um  # from here on in features
    columns, rows = max(1, round(WIDE / pixel)), max(1, round(HIGH / pixel))
    parts = max(2, int(np.ceil(_CELLS_PER_FEATURE * pixel)))
    cell = pixel / parts
    across, along = _edges(columns * parts, cell, WIDE), _edges(rows * parts, cell, HIGH)
    deviation = _lines(across, along) * scene.contrast + _spheres(across, along, scene.contrast)
    spread = np.fft.irfft2(np.fft.rfft2(deviation) * _transfer(deviation.shape, cell, scene), s=deviation.shape)
    return 1 + np.asarray(spread.reshape(rows, parts, columns, parts).mean(axis=(1, 3)), np.float64)


def _edges(cells: int, cell: float, extent: float) -> Image:
    """Return the edges of *cells* cells about the middle of *extent*."""
    half = cells * cell / 2
    return np.linspace(extent / 2 - half, extent / 2 + half, cells + 1)


def _lines(across: Image, along: Image) -> Image:
    """Return which part of every cell the lines cover."""
    covered = np.sum([_cover(across, low, high) for low, high in _LINES], axis=0)
    return np.outer(_cover(along, _LINES_FROM, _LINES_TO), covered)


def _cover(edges: Image, low: float, high: float) -> Image:
    covered: Image = np.diff(np.clip(edges, low, high)) / np.diff(edges)
    return covered


def _spheres(across: Image, along: Image, contrast: float) -> Image:
    """Return the deviation of the signal behind the spheres: what is thinner there attenuates by the same law."""
    signal = np.zeros((len(along) - 1, len(across) - 1))
    for at_x, at_y in _SPHERES:
        for share_x in (1 / 6, 1 / 2, 5 / 6):  # nine points of every cell
            for share_y in (1 / 6, 1 / 2, 5 / 6):
                x = across[:-1] + share_x * np.diff(across) - at_x
                y = along[:-1] + share_y * np.diff(along) - at_y
                thickness = np.sqrt(np.maximum(0, 1 - 4 * (x[np.newaxis, :] ** 2 + y[:, np.newaxis] ** 2)))
                signal += np.expm1(thickness * np.log1p(contrast)) / 9
    return signal


def _transfer(shape: tuple[int, ...], cell: float, scene: Scene) -> Image:
    """Return what spot and detector leave of each frequency; the pixel's own square comes by averaging."""
    frequency = np.hypot(np.fft.fftfreq(shape[0], cell)[:, np.newaxis], np.fft.rfftfreq(shape[1], cell)[np.newaxis, :])
    diameter, spread = scene.spot_blur_um / scene.feature_um, scene.detector_spread_um / scene.feature_um
    gauss: Image = np.exp(-2 * (np.pi * spread * frequency) ** 2)
    if diameter == 0:
        return gauss
    arguments, disc = _disc()
    left: Image = gauss * np.interp(np.pi * diameter * frequency, arguments, disc, right=0)
    return left


@cache  # the same for every picture
def _disc() -> tuple[Image, Image]:
    """Return what a disc leaves at steps of its argument close enough for straight lines between them."""
    arguments = np.linspace(0, _FAR, 600)
    return arguments, np.array([physics.disc_transfer(1, argument / np.pi) for argument in arguments])


# --- noise ------------------------------------------------------------------------------------------------------------


def counted(mean: Image) -> Image:
    """Return one draw of Poisson's distribution for each *mean*: the n-th always from the same two numbers."""
    first, second = (uniform(mean.size, stream).reshape(mean.shape) for stream in (0, 1))
    normal = np.sqrt(-2 * np.log(first)) * np.cos(2 * np.pi * second)  # Box and Muller
    many: Image = np.maximum(0, np.rint(mean + np.sqrt(mean) * normal))
    few = mean <= _FEW
    many[few] = _counted_out(mean[few], second[few])
    return many


def _counted_out(mean: Image, chance: Image) -> Image:
    """Return the smallest number that has at least *chance* of not being exceeded."""
    number, term = np.zeros_like(mean), np.exp(-mean)
    total = term.copy()
    for following in range(1, int(4 * _FEW)):
        number += total < chance
        term = term * mean / following
        total += term
    return number


def uniform(count: int, stream: int) -> Image:
    """Return *count* numbers between 0 and 1, the same on every machine: SplitMix64 of their places in *stream*.

    Steele, Lea, Flood, OOPSLA 2014. [V] its published outputs for the seed 1234567
    """
    step = np.uint64(0x9E3779B97F4A7C15)
    mixed = (np.arange(1, count + 1, dtype=np.uint64) + np.uint64(stream) * np.uint64(1 << 40)) * step + np.uint64(_SEED)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return ((mixed >> np.uint64(11)).astype(np.float64) + 0.5) / 2**53
