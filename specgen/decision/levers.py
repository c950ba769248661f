"""The figures of a requirement that a what-if can move, one at a time, and the need that follows."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from specgen import physics, units
from specgen.catalog import Catalog
from specgen.fields import Ceiling, Range
from specgen.lazily import lazily
from specgen.need import FIELDS, Ask, Need, Passage, Setup, passage_again, what_if
from specgen.requirement import DutyCycle, Requirement
from specgen.units import Quantity

_DIGITS: Final = 4  # of a figure that is told: more than a set-up is known to, fewer than would mislead
_ROUNDING: Final = 1e-6  # of a figure that was solved for
_COUNTS: Final = ("columns", "projections")
_SHOWN_ONLY: Final = ("rows",)  # no rule hangs on the height of the field
_BEAM: Final = ("tube_voltage_kv", "diameter_mm", "width_mm", "depth_mm", "height_mm", "layers_mm")
_LAYER: Final = re.compile(r"\[([0-9]+)\]")
_ASKED: Final = {  # of the source itself: name that rules use -> field
    "tube_voltage_low_kv": "source.tube_voltage",
    "target_power_w": "source.target_power",
    "tube_current_ua": "source.tube_current",
    "mass_kg": "integration.mass",
    "envelope_width_mm": "integration.envelope.width",
    "envelope_height_mm": "integration.envelope.height",
    "envelope_depth_mm": "integration.envelope.depth",
}
_DUTY: Final = ("on", "period")
_TIME: Final = ("quantum_efficiency_percent", "time_per_part_s", "projections", "frame_time_s", "signal_to_noise", "speed_mm_per_s")
_ALSO: Final = {"target_power_w": ("target_power_w", "average_power_w")}  # what follows from a figure that is asked


@dataclass(frozen=True)  # without slots: what is not asked for is not computed
class Lever:
    """One stated figure: its field, as it was written, and the number in our unit.

    *name* is a figure of the set-up, what is asked of the source, `layers_mm` or a time of the duty cycle.
    """

    where: str
    stated: Quantity | float
    value: float
    name: str

    @lazily
    def number(self) -> float:
        """Return the figure in the customer's unit."""
        if not isinstance(self.stated, Quantity):
            return self.stated
        unit = _unit(self.stated)
        return self.stated.in_unit(unit) if unit in self.stated.units else self.stated.value

    @property
    def is_count(self) -> bool:
        """Return whether only whole numbers make sense."""
        return self.name in _COUNTS

    @property
    def text(self) -> str:
        """Return the figure as it was written."""
        return self.stated.text if isinstance(self.stated, Quantity) else f"{self.stated:g}"

    @property
    def is_of_source(self) -> bool:
        """Return whether the figure is asked of the source alone, so that the set-up stays as it is."""
        return self.name in _ASKED or self.name in _DUTY

    @property
    def is_of_beam(self) -> bool:
        """Return whether the figure changes nothing but the beam."""
        return self.name == "tube_voltage_kv" or self.name.startswith("layers_mm")

    @property
    def is_of_time(self) -> bool:
        """Return whether the figure tells on times alone."""
        return self.name in _TIME

    @lazily
    def kind(self) -> tuple[str, ...]:
        """Return what tells apart which rules the figure touches."""
        if self.is_of_source:
            return ("source", *self.asked)
        return ("time",) if self.is_of_time else ("beam", *self.asked) if self.is_of_beam else ("image",)

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the names under which rules know the figure."""
        return ("duty_cycle", "average_power_w") if self.name in _DUTY else _ALSO.get(self.name, (self.name,))

    @property
    def refused_beyond(self) -> tuple[tuple[float, str], ...]:
        """Return how far, as a logarithm, the figure may go before no such figure is taken, down and up, with the code of the refusal."""
        least, most = (self.stated.least, self.stated.most) if isinstance(self.stated, Quantity) else (units.LEAST, units.MOST)
        now = self.stated.value if isinstance(self.stated, Quantity) else self.stated
        ends = (1.0 if self.is_count else float(least)) / now, float(most) / now
        return tuple((math.log(end), "SG-E117") for end in ends)

    def written_away(self, value: float) -> tuple[str, str]:
        """Return *value* in the customer's unit, at the digits that are told, rounded away from what is stated; and one digit on."""
        return self._written(value, 1 if value > self.value else -1)

    def written_towards(self, value: float) -> tuple[str, str]:
        """Return *value* in the customer's unit, at the digits that are told, rounded towards what is stated; and one digit on."""
        return self._written(value, 1 if value < self.value else -1)

    def _written(self, value: float, side: int) -> tuple[str, str]:
        number, step = self._number(value), self._step(value)
        steps = side * math.ceil(side * number / step - _ROUNDING * number / step)
        if side < 0 and steps == 10 ** (_DIGITS - 1) and not self.is_count:  # below a power of ten the last digit counts a tenth
            return self._text(steps, step), self._text(10 * steps - 1, step / 10)
        return self._text(steps, step), self._text(steps + side, step)

    def _number(self, value: float) -> float:
        return value * self.number / self.value

    def _step(self, value: float) -> float:
        return 1.0 if self.is_count else 10.0 ** (math.floor(math.log10(self._number(value))) + 1 - _DIGITS)

    def _text(self, steps: int, step: float) -> str:
        number = format(Decimal(steps) * Decimal(repr(step)), "f")
        number = number.rstrip("0").rstrip(".") if "." in number else number
        return f"{number} {_unit(self.stated)}".rstrip()

    def read(self, text: str) -> float:
        """Return what *text*, as `written` gives it, is in our unit."""
        number = float(text.split(" ", maxsplit=1)[0])
        return number * self.value / self.number


def _unit(stated: Quantity | float) -> str:
    """Return the unit as the customer wrote it."""
    if not isinstance(stated, Quantity):
        return ""
    return re.sub(r"^[+-]?[0-9./eE+-]+\s*", "", stated.text)


def levers(requirement: Requirement, need: Need) -> Iterator[Lever]:
    """Yield every numeric figure that *requirement* states and that a decision could hang on."""
    for name, (path, unit) in FIELDS.items():
        value = getattr(need.setup, name)
        if value is not None and name not in _SHOWN_ONLY:
            yield from _lever(requirement, path, unit, name)
    for index, layer in enumerate(requirement.specimen.path):
        yield Lever(f"specimen.path[{index}].thickness", layer.thickness, layer.thickness.mm, f"layers_mm[{index}]")
    for ask in need.asked_of_source.values():
        if ask.name in _ASKED and isinstance(ask.value, float):
            yield from _lever(requirement, _ASKED[ask.name], _OURS[ask.name], ask.name)
    duty = requirement.source.duty_cycle
    for name in _DUTY if duty and duty.on and duty.period else ():
        time = getattr(duty, name)
        yield Lever(f"source.duty_cycle.{name}", time, time.s, name)


_OURS: Final = {
    "tube_voltage_low_kv": "kV",
    "target_power_w": "W",
    "tube_current_ua": "uA",
    "mass_kg": "kg",
    "envelope_width_mm": "mm",
    "envelope_height_mm": "mm",
    "envelope_depth_mm": "mm",
}


def _lever(requirement: Requirement, path: str, unit: str, name: str) -> Iterator[Lever]:
    """Yield the lever of the field at *path*; of a range the end that counts."""
    stated: object = requirement
    for step in path.split("."):
        stated = getattr(stated, step)
    if isinstance(stated, Range) and not stated.is_point:
        end = "min" if name == "tube_voltage_low_kv" or stated.max is None else "max"
        path, stated = f"{path}.{end}", getattr(stated, end)
    elif isinstance(stated, Range | Ceiling):
        stated = stated.max
    if isinstance(stated, Quantity):
        yield Lever(path, stated, stated.in_unit(unit), name)
    elif isinstance(stated, int | float):
        yield Lever(path, float(stated), float(stated), name)


class Moved(NamedTuple):
    """The figures of a requirement with one of them elsewhere, before any geometry."""

    setup: Setup
    passage: Passage
    asked_of_source: Mapping[str, Ask]

    def at(self, need: Need) -> Need:
        """Return *need*, in whatever room it leaves for a source, with these figures."""
        return what_if(need, self.setup, self.passage, self.asked_of_source)


def moved(lever: Lever, value: float, requirement: Requirement, need: Need, catalog: Catalog) -> Moved:
    """Return the figures where *lever* stands at *value* [our unit] and all else as it is."""
    if lever.name in _DUTY:
        return Moved(need.setup, need.passage, {ask.name: ask for ask in _with_duty(lever, value, requirement, need)})
    asked = need.asked_of_source
    if lever.name in asked:
        asked = {**asked, **dict(_asked_for(lever, value, asked))}
    if lever.name in _ASKED:
        return Moved(need.setup, need.passage, asked)
    setup, layer, through = need.setup, _LAYER.search(lever.name), need.passage
    if layer:
        layers = list(setup.layers_mm)
        layers[int(layer[1])] = value
        setup = setup.with_layers(tuple(layers))
    else:
        setup = setup.with_figure(lever.name, value)
    if _changes_the_beam(lever, need):
        through = passage_again(through, requirement, setup, catalog)
    return Moved(setup, through, asked)


def _asked_for(lever: Lever, value: float, asked: Mapping[str, Ask]) -> Iterator[tuple[str, Ask]]:
    """Yield what asks for *lever* itself; a mean power follows the power that is asked."""
    yield lever.name, Ask(lever.name, value, asked[lever.name].where)
    average = asked.get("average_power_w")
    if lever.name == "target_power_w" and average and isinstance(average.value, float):
        yield average.name, Ask(average.name, average.value * value / lever.value, average.where)


def _changes_the_beam(lever: Lever, need: Need) -> bool:
    """Return whether another beam would tell on the decision: where time, image quality or penetration are at stake."""
    if lever.name.partition("[")[0] not in _BEAM or (lever.name.endswith("_mm") and need.setup.layers_mm):
        return False
    return need.passage.beam is not None or lever.name == "tube_voltage_kv"  # which bounds the power, too


def _with_duty(lever: Lever, value: float, requirement: Requirement, need: Need) -> Iterator[Ask]:
    """Yield what is asked of the source where one time of the duty cycle is *value* [s], with the mean power that follows."""
    duty = requirement.source.duty_cycle
    if duty is None or duty.on is None or duty.period is None:
        yield from need.asked_of_source.values()
        return
    times = {"on": duty.on.text, "period": duty.period.text} | {lever.name: f"{value:.12g} s"}
    changed = DutyCycle.model_validate(times)
    power = requirement.source.target_power
    for ask in need.asked_of_source.values():
        if ask.name == "duty_cycle":
            yield ask._replace(value=changed)
        elif ask.name == "average_power_w" and power and power.upper and changed.on and changed.period:
            yield ask._replace(value=physics.average_power_w(power.upper.w, changed.on.s, changed.period.s))
        else:
            yield ask
