"""How colours look to people of other colour vision, and how far apart two of them then are."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

# Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency, IEEE TVCG 15
# (2009) 1291, severity 1.0; applied to linear RGB.
MATRICES: Final[Mapping[str, Matrix]] = MappingProxyType(
    {
        "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
        "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
        "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    }
)
_D65: Final = (0.95047, 1.0, 1.08883)
_TO_XYZ: Final[Matrix] = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))


def distance(one: str, other: str, sight: str) -> float:
    """Return the CIE76 distance of two colours, `#rrggbb`, to somebody of this *sight*: a key of `MATRICES`."""
    return math.dist(_lab(one, sight), _lab(other, sight))


def _lab(colour: str, sight: str) -> Triple:
    """Return CIE L*a*b* (D65) of *colour* as somebody of this *sight* sees it."""
    r, g, b = (min(1.0, max(0.0, c)) for c in _times(MATRICES[sight], _linear(colour)))
    shares = [v / white for v, white in zip(_times(_TO_XYZ, (r, g, b)), _D65, strict=True)]
    x, y, z = (s ** (1 / 3) if s > (6 / 29) ** 3 else s / (3 * (6 / 29) ** 2) + 4 / 29 for s in shares)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _linear(colour: str) -> Triple:
    """Return `#rrggbb` as linear RGB (IEC 61966-2-1)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return r, g, b


def _times(matrix: Matrix, vector: Triple) -> Triple:
    x, y, z = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return x, y, z
