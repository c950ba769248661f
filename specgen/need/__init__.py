"""What a generator must be able to do, derived from what the customer asks; each number with its formula and inputs."""

from specgen.need.derivation import derive, in_room, what_if
from specgen.need.exposure import Exposure, exposure, quantum_efficiency
from specgen.need.exposure import at_voltage as light_at
from specgen.need.penetration import at_voltage as passage_at
from specgen.need.penetration import passage_again
from specgen.need.setup import FIELDS, Setup
from specgen.need.values import ANYWHERE, DETECT, Ask, Assumption, Geometry, Light, Need, Number, Passage, Room, SpotLimit, Value

__all__ = [
    "ANYWHERE",
    "DETECT",
    "FIELDS",
    "Ask",
    "Assumption",
    "Exposure",
    "Geometry",
    "Light",
    "Need",
    "Number",
    "Passage",
    "Room",
    "Setup",
    "SpotLimit",
    "Value",
    "derive",
    "exposure",
    "in_room",
    "light_at",
    "passage_again",
    "passage_at",
    "quantum_efficiency",
    "what_if",
]
