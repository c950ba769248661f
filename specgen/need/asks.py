"""What is asked of a platform or of the set-up, each under the name that rules use, with the field it comes from."""

from collections.abc import Iterator

from specgen import physics
from specgen.catalog import Catalog
from specgen.need.geometry import Geometry, needed_cone_deg
from specgen.need.limits import SpotLimit
from specgen.need.penetration import Passage
from specgen.need.setup import Setup
from specgen.need.values import Ask
from specgen.requirement import Requirement


def stated_asks(requirement: Requirement, catalog: Catalog) -> Iterator[Ask]:
    """Yield what is asked of the source itself, whatever the set-up."""
    yield from _source_asks(requirement, catalog)
    yield from _integration_asks(requirement, catalog)
    if requirement.commercial.delivery:
        yield Ask("delivery_date", (requirement.commercial.delivery.isoformat(),), "commercial.delivery")
    if requirement.commercial.incoterm:
        yield Ask("incoterm", (requirement.commercial.incoterm,), "commercial.incoterm")


def limit_asks(setup: Setup, limit: SpotLimit, catalog: Catalog) -> Iterator[Ask]:
    """Yield what is asked of the image where *limit* is the criterion."""
    feature, allowed = "imaging.smallest_feature", limit.allowed_unsharpness_um
    if allowed is not None:
        yield Ask("object_unsharpness_um", allowed, feature)
    if limit.resolving_voxel_um is not None:
        yield Ask("resolving_voxel_um", limit.resolving_voxel_um, feature)
    if limit.max_focal_spot is not None:
        where = "source.focal_spot" if limit.is_stated and not limit.infeasible else feature
        yield Ask("max_focal_spot_um", limit.max_focal_spot.value, where)
    if allowed is not None and setup.speed_mm_per_s is not None:
        yield Ask("motion_limit_um", allowed, "specimen.speed")
    if allowed is not None and setup.is_ct:
        yield Ask("drift_limit_um", catalog.default("drift_share_of_blur") * allowed, feature)


def image_asks(setup: Setup, at: Geometry, through: Passage, catalog: Catalog) -> Iterator[Ask]:
    """Yield what is asked of the image and of the beam in this set-up."""
    if setup.field_of_view_mm is not None:
        yield Ask("field_of_view_mm", setup.field_of_view_mm, "imaging.field_of_view")
    if setup.time_per_part_s is not None:
        yield Ask("time_per_part_s", setup.time_per_part_s, "imaging.time_per_part")
    if setup.signal_to_noise is not None:
        yield Ask("signal_to_noise", setup.signal_to_noise, "imaging.signal_to_noise")
    if through.transmission is not None:
        yield Ask("least_transmission_percent", catalog.default("starvation_transmission_percent"), "specimen.path")
    angle = needed_cone_deg(setup, at)
    if angle is not None:
        yield Ask("cone_angle_deg", angle, "imaging.field_of_view")
    if at.room_for_housing and at.room_for_housing.value >= 0:
        yield Ask("room_for_housing_mm", at.room_for_housing.value, "imaging.clearance")


def _source_asks(requirement: Requirement, catalog: Catalog) -> Iterator[Ask]:
    source = requirement.source
    if source.tube_voltage and source.tube_voltage.upper:
        upper, low = source.tube_voltage.upper, source.tube_voltage.min
        yield Ask("tube_voltage_kv", upper.kv, "source.tube_voltage")
        if low and not source.tube_voltage.is_point and source.tube_voltage.max:
            yield Ask("tube_voltage_low_kv", low.kv, "source.tube_voltage")
    if source.target_power and source.target_power.upper:
        yield Ask("target_power_w", source.target_power.upper.w, "source.target_power")
    if source.tube_current and source.tube_current.upper:
        yield Ask("tube_current_ua", source.tube_current.upper.ua, "source.tube_current")
    power, duty = source.target_power, source.duty_cycle
    if power and power.upper and duty and duty.on and duty.period:
        average = physics.average_power_w(power.upper.w, duty.on.s, duty.period.s)
        yield Ask("average_power_w", average, "source.duty_cycle")
    if source.duty_cycle:
        yield Ask("duty_cycle", source.duty_cycle, "source.duty_cycle")
    if source.cooling:
        words = tuple(catalog.terms.plain("cooling", word) for word in source.cooling)
        yield Ask("cooling", words, "source.cooling")


def _integration_asks(requirement: Requirement, catalog: Catalog) -> Iterator[Ask]:
    integration = requirement.integration
    for name in ("interface", "standards"):
        words = getattr(integration, name)
        if words:
            yield Ask(name, tuple(catalog.terms.plain(name, word) for word in words), f"integration.{name}")
    if integration.supply:
        yield Ask("supply", (catalog.terms.plain("supply", integration.supply),), "integration.supply")
    for side in ("width", "height", "depth"):
        length = getattr(integration.envelope, side)
        if length:
            yield Ask(f"envelope_{side}_mm", length.mm, f"integration.envelope.{side}")
    if integration.mass:
        yield Ask("mass_kg", integration.mass.max.kg, "integration.mass")
    if integration.ambient:
        for end in ("min", "max"):
            temperature = getattr(integration.ambient, end)
            if temperature:
                yield Ask(f"ambient_{end}_degc", temperature.degc, "integration.ambient")
