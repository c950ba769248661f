"""What a generator must be able to do, derived from what the customer asks; each number with its formula and inputs."""

from specgen.need.derivation import derive, in_room, what_if
from specgen.need.derived import Need
from specgen.need.exposure import Exposure, exposure, quantum_efficiency
from specgen.need.exposure import at_voltage as light_at
from specgen.need.geometry import Geometry
from specgen.need.limits import SpotLimit
from specgen.need.penetration import Passage, passage_again, told_share
from specgen.need.penetration import at_voltage as passage_at
from specgen.need.setup import FIELDS, Setup
from specgen.need.values import ANYWHERE, DETECT, Ask, Assumption, Light, Number, Room, Value

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
    "told_share",
    "what_if",
]
