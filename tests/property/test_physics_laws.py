"""Laws of projection radiography that hold for every geometry, not only for those of the tables."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from specgen.physics import (
    CUBIC,
    QUADRATIC,
    beam_diameter_mm,
    best_magnification,
    effective_beam_width_um,
    field_of_view_mm,
    geometric_unsharpness_um,
    largest_cylinder_mm,
    largest_focal_spot_um,
    least_unsharpness_um,
    magnification,
    magnification_for_cylinder,
    needed_magnification,
    object_unsharpness_um,
    optimum_magnification,
    tube_current_ua,
    tube_power_w,
    voxel_um,
)

ROUNDING = 1 + 1e-9

spots_um = st.floats(0.1, 1000)
details_um = st.floats(0.1, 1000)  # features, limits and detectors lie in the same range
magnifications = st.floats(1, 1000)
projecting = st.floats(1.01, 1000)  # off contact, where the spot blurs
exponents = st.sampled_from([QUADRATIC, CUBIC])


@given(spot_um=spots_um, growth=st.floats(1, 10), u_um=details_um, m=magnifications, exponent=exponents)
def test_a_larger_spot_never_sharpens(spot_um: float, growth: float, u_um: float, m: float, exponent: int) -> None:
    """Unsharpness grows with the spot, whatever the geometry."""
    assert geometric_unsharpness_um(spot_um, m) <= geometric_unsharpness_um(growth * spot_um, m)
    assert object_unsharpness_um(spot_um, u_um, m, exponent) <= object_unsharpness_um(growth * spot_um, u_um, m, exponent) * ROUNDING


@given(spot_um=spots_um, u_um=details_um, growth=st.floats(1, 10), m=magnifications, exponent=exponents)
def test_a_coarser_detector_never_sharpens(spot_um: float, u_um: float, growth: float, m: float, exponent: int) -> None:
    """Unsharpness grows with that of the detector, whatever the geometry."""
    assert object_unsharpness_um(spot_um, u_um, m, exponent) <= object_unsharpness_um(spot_um, growth * u_um, m, exponent) * ROUNDING


@given(spot_um=spots_um, u_um=details_um, m=magnifications)
def test_the_cubic_sum_is_at_most_the_quadratic_and_at_least_either_part(spot_um: float, u_um: float, m: float) -> None:
    """The three ways to add lie in a fixed order: the larger part, cubic, quadratic, plain sum."""
    parts = geometric_unsharpness_um(spot_um, m) / m, u_um / m
    cubic, quadratic = object_unsharpness_um(spot_um, u_um, m, CUBIC), object_unsharpness_um(spot_um, u_um, m, QUADRATIC)
    assert max(parts) <= cubic * ROUNDING
    assert cubic <= quadratic * ROUNDING
    assert quadratic <= sum(parts) * ROUNDING


@given(spot_um=spots_um, aperture_um=details_um, m=magnifications)
def test_the_beam_width_is_the_quadratic_sum_with_the_aperture(spot_um: float, aperture_um: float, m: float) -> None:
    """ASTM E1441 and the quadratic sum have one form; they differ in what stands for the detector."""
    assert effective_beam_width_um(spot_um, aperture_um, m) == pytest.approx(object_unsharpness_um(spot_um, aperture_um, m))


@given(spot_um=spots_um, u_um=details_um, m=magnifications, exponent=exponents)
def test_the_optimum_is_a_minimum(spot_um: float, u_um: float, m: float, exponent: int) -> None:
    """No magnification beats the optimum, and there the closed form is the forward formula's value."""
    optimum, least = optimum_magnification(spot_um, u_um, exponent), least_unsharpness_um(spot_um, u_um, exponent)
    assert object_unsharpness_um(spot_um, u_um, optimum, exponent) == pytest.approx(least)
    assert least <= object_unsharpness_um(spot_um, u_um, m, exponent) * ROUNDING
    assert least <= min(spot_um, u_um) * ROUNDING


@given(limit_um=details_um, u_um=details_um, m=projecting, exponent=exponents)
def test_the_largest_spot_gives_the_limit_back(limit_um: float, u_um: float, m: float, exponent: int) -> None:
    """Forward and inverse are one formula: the largest spot lies exactly at the limit, where there is one."""
    spot = largest_focal_spot_um(limit_um, u_um, m, exponent)
    assume(spot > 0)
    assert object_unsharpness_um(spot, u_um, m, exponent) == pytest.approx(limit_um)


@given(spot_um=spots_um, u_um=details_um, m=projecting, exponent=exponents)
def test_the_unsharpness_gives_the_spot_back(spot_um: float, u_um: float, m: float, exponent: int) -> None:
    """The other way round, wherever the spot's share is not lost in the detector's."""
    assume(geometric_unsharpness_um(spot_um, m) > u_um / 10)
    limit = object_unsharpness_um(spot_um, u_um, m, exponent)
    assert largest_focal_spot_um(limit, u_um, m, exponent) == pytest.approx(spot_um, rel=1e-6)


@given(limit_um=details_um, u_um=details_um, m=projecting, exponent=exponents)
def test_a_spot_is_allowed_exactly_beyond_the_needed_magnification(limit_um: float, u_um: float, m: float, exponent: int) -> None:
    """Below u / (k s) the detector forbids every spot; above it some spot serves."""
    needed = needed_magnification(u_um, limit_um)
    assume(abs(m / needed - 1) > 1e-6)
    assert (largest_focal_spot_um(limit_um, u_um, m, exponent) > 0) == (m > needed)


@given(limit_um=details_um, u_um=details_um, m=projecting, scale=st.floats(1e-3, 1e3), exponent=exponents)
def test_scaling_all_lengths_scales_the_spot(limit_um: float, u_um: float, m: float, scale: float, exponent: int) -> None:
    """The formulas know no absolute length: at equal magnification everything scales together."""
    assume(limit_um * m > 1.01 * u_um)
    spot = largest_focal_spot_um(limit_um, u_um, m, exponent)
    assert largest_focal_spot_um(scale * limit_um, scale * u_um, m, exponent) == pytest.approx(scale * spot)
    assert object_unsharpness_um(scale * spot, scale * u_um, m, exponent) == pytest.approx(scale * limit_um)
    assert optimum_magnification(scale * spot, scale * u_um, exponent) == pytest.approx(optimum_magnification(spot, u_um, exponent))
    assert best_magnification(scale * limit_um, scale * u_um) == pytest.approx(best_magnification(limit_um, u_um))


@given(limit_um=details_um, u_um=details_um, m=projecting)
def test_the_cubic_sum_allows_the_larger_spot(limit_um: float, u_um: float, m: float) -> None:
    """Since it blurs less, it allows more: a document has to name the sum it used."""
    quadratic, cubic = (largest_focal_spot_um(limit_um, u_um, m, exponent) for exponent in (QUADRATIC, CUBIC))
    assert quadratic <= cubic * ROUNDING


@given(limit_um=details_um, tighter=st.floats(0.1, 1), u_um=details_um, m=projecting, exponent=exponents)
def test_a_tighter_limit_never_allows_a_larger_spot(limit_um: float, tighter: float, u_um: float, m: float, exponent: int) -> None:
    """The spot limit follows the feature."""
    tight, wide = (largest_focal_spot_um(limit, u_um, m, exponent) for limit in (tighter * limit_um, limit_um))
    assert tight <= wide * ROUNDING


@given(limit_um=details_um, u_um=details_um, exponent=exponents)
def test_far_from_the_detector_the_spot_limit_is_the_limit_itself(limit_um: float, u_um: float, exponent: int) -> None:
    """As M goes to infinity the detector no longer counts: f_max goes to k s, and U to f."""
    assert largest_focal_spot_um(limit_um, u_um, 1e9, exponent) == pytest.approx(limit_um)
    assert object_unsharpness_um(limit_um, u_um, 1e9, exponent) == pytest.approx(limit_um)


@given(limit_um=details_um, u_um=details_um, m=projecting)
def test_no_magnification_allows_a_larger_spot_than_the_best(limit_um: float, u_um: float, m: float) -> None:
    """The best magnification is the summit of f_max over M, and its height is k s u / sqrt(u^2 - (k s)^2)."""
    assume(u_um > 1.01 * limit_um)
    summit = largest_focal_spot_um(limit_um, u_um, best_magnification(limit_um, u_um))
    assert summit == pytest.approx(limit_um * u_um / math.sqrt(u_um**2 - limit_um**2))
    assert largest_focal_spot_um(limit_um, u_um, m) <= summit * ROUNDING


@given(limit_um=details_um, u_um=details_um)
def test_where_the_detector_suffices_contact_is_best(limit_um: float, u_um: float) -> None:
    """With u at most k s nothing is gained by magnifying: in contact any spot serves."""
    assume(u_um <= limit_um)
    assert best_magnification(limit_um, u_um) == 1
    assert largest_focal_spot_um(limit_um, u_um, 1) == math.inf


@given(sod_mm=st.floats(1, 1000), m=magnifications, size=st.floats(1, 5000))
def test_what_is_projected_to_the_object_comes_back_on_the_detector(sod_mm: float, m: float, size: float) -> None:
    """Pixel and field of view shrink by the magnification that the distances give."""
    assert magnification(sod_mm * m, sod_mm) == pytest.approx(m)
    assert voxel_um(size, m) * m == pytest.approx(size)
    assert field_of_view_mm(size, m) * m == pytest.approx(size)


@given(width_mm=st.floats(1, 1000), sdd_mm=st.floats(10, 5000), radius_mm=st.floats(0.1, 500))
def test_the_parallel_estimate_is_never_below_the_exact_cap(width_mm: float, sdd_mm: float, radius_mm: float) -> None:
    """W / D ignores that the tangent ray is longer: always too much, and right for a narrow fan."""
    exact, parallel = magnification_for_cylinder(width_mm, sdd_mm, radius_mm), width_mm / (2 * radius_mm)
    assert exact <= parallel * ROUNDING
    assert magnification_for_cylinder(width_mm, 1e6 * width_mm, radius_mm) == pytest.approx(parallel)


@given(cone_deg=st.floats(0.1, 179), sod_mm=st.floats(1, 1000))
def test_a_body_in_the_cone_is_smaller_than_the_beam(cone_deg: float, sod_mm: float) -> None:
    """A sine is less than its tangent."""
    assert largest_cylinder_mm(cone_deg, sod_mm) < beam_diameter_mm(cone_deg, sod_mm)


@given(power_w=st.floats(0.01, 5000), voltage_kv=st.floats(10, 450))
def test_power_and_current_are_inverse(power_w: float, voltage_kv: float) -> None:
    """The current that a power needs gives that power."""
    assert tube_power_w(voltage_kv, tube_current_ua(power_w, voltage_kv)) == pytest.approx(power_w)
