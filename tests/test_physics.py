"""The formulas against numbers that were published or computed by hand.

The sections are those of `facts.md` 1.1 to 1.15 (and 5, pitfalls), from which the tables are taken as they stand there,
trust marks included; a number computed here shows its computation. A tolerance is half a unit of the last digit printed.
"""

import math

import pytest

from specgen.physics import (
    BEST_TRANSMISSION,
    CUBIC,
    QUADRATIC,
    advised_voltage_kv,
    average_power_w,
    beam_diameter_mm,
    best_magnification,
    detector_unsharpness_um,
    drift_um,
    effective_beam_width_um,
    fan_half_angle_rad,
    field_of_view_cylinder_mm,
    field_of_view_mm,
    flynn_power_w,
    full_sampling_projections,
    geometric_unsharpness_um,
    guideline_power_w,
    largest_cylinder_mm,
    largest_focal_spot_um,
    least_unsharpness_um,
    longest_on_time_s,
    magnification,
    magnification_at,
    magnification_for_clearance,
    magnification_for_cone,
    magnification_for_cylinder,
    motion_blur_um,
    needed_magnification,
    object_unsharpness_um,
    optimum_magnification,
    photons_for,
    photons_per_pixel,
    relative_time,
    scan_time_s,
    signal_to_noise,
    stored_heat_j,
    swept_radius_mm,
    tube_current_ua,
    tube_power_w,
    voxel_um,
    whole_frames,
)

FOUR_DIGITS = 0.5e-4
THREE_DIGITS = 0.5e-3
TWO_DIGITS = 0.5e-2
ONE_DIGIT = 0.05


# 1.1 Magnification ---------------------------------------------------------------------------------------------------


# [V] two real phoenix datos scans, 0.2 mm pixel: github johntrue15/NOCTURN-Raspi-test, releases scan-108 and scan-107.
@pytest.mark.parametrize(
    ("sod_mm", "sdd_mm", "m", "voxel_mm"),
    [
        (48.56125, 802.77534791, 16.53119201, 0.01209834),
        (59.63075, 802.77534791, 13.46243923, 0.01485615),
    ],
)
def test_magnification_and_voxel_are_those_of_real_scans(sod_mm: float, sdd_mm: float, m: float, voxel_mm: float) -> None:
    """The scanner's own log gives magnification and voxel to eight digits."""
    assert magnification(sdd_mm, sod_mm) == pytest.approx(m, abs=0.5e-8)
    assert voxel_um(200, magnification(sdd_mm, sod_mm)) == pytest.approx(voxel_mm * 1000, abs=0.5e-5)


# 1.2 Geometric unsharpness -------------------------------------------------------------------------------------------


# [V] x-ray-worx.com states U = (M - 1) F, equal to Ug = d b / fd of ISO 17636.
@pytest.mark.parametrize(
    ("spot_um", "m", "in_the_image_um", "in_the_object_um"),
    [
        (33, 5, 132, 26.4),
        (33, 10, 297, 29.7),
        (8, 20, 152, 7.6),
        (20, 10, 180, 18.0),
        (33, 1, 0, 0),  # contact: no penumbra
    ],
)
def test_geometric_unsharpness(spot_um: float, m: float, in_the_image_um: float, in_the_object_um: float) -> None:
    """The penumbra is f (M - 1) in the image; with a perfect detector it is all there is in the object, divided by M."""
    assert geometric_unsharpness_um(spot_um, m) == in_the_image_um
    assert object_unsharpness_um(spot_um, 0, m) == pytest.approx(in_the_object_um)
    assert object_unsharpness_um(spot_um, 0, m, CUBIC) == pytest.approx(in_the_object_um)


# 1.3 Detector unsharpness --------------------------------------------------------------------------------------------


# [S] x-ray-forum t43: at M = 1 the system's unsharpness is 2 SRb.
@pytest.mark.parametrize(("srb_um", "u_um"), [(100, 200), (75, 150), (50, 100)])
def test_detector_unsharpness_is_twice_the_basic_spatial_resolution(srb_um: float, u_um: float) -> None:
    """The detector's share is 2 SRb, and in contact it is the whole."""
    assert detector_unsharpness_um(srb_um) == u_um
    assert object_unsharpness_um(33, u_um, 1) == u_um


# 1.4 Total unsharpness in the object plane ---------------------------------------------------------------------------


# [V] recomputed. (a) quadratic, ISO 17636-2 style [S/K]; (b) cubic, ASTM E2698 [S], whose coefficient of SRb is 2 or 1.6
# [K]; (c) effective beam width, ASTM E1441 [K], with the aperture d = SRb.
@pytest.mark.parametrize(
    ("spot_um", "srb_um", "m", "quadratic", "image_srb", "cubic_2", "cubic_1_6", "beam_width", "voxel"),
    [
        (33, 100, 5, 47.9266, 23.9633, 43.5153, 37.1249, 33.1204, 20),
        (33, 100, 10, 35.8063, 17.9031, 32.4589, 31.1735, 31.3383, 10),
        (8, 100, 20, 12.5603, 6.2801, 11.2898, 9.8338, 9.0973, 5),
        (20, 75, 10, 23.4307, 11.7154, 20.9591, 19.6264, 19.5000, 7.5),
        (0.5, 50, 200, 0.7053, 0.3527, 0.6284, 0.5720, 0.5568, 0.25),
        (8, 200, 1, 400, 200, 400, 320, 200, 200),
    ],
)
def test_the_three_published_sums_of_unsharpness(
    *,
    spot_um: float,
    srb_um: float,
    m: float,
    quadratic: float,
    image_srb: float,
    cubic_2: float,
    cubic_1_6: float,
    beam_width: float,
    voxel: float,
) -> None:
    """Each standard's sum gives its own figure, and each is reproduced to four digits."""
    u = detector_unsharpness_um(srb_um)
    assert object_unsharpness_um(spot_um, u, m) == pytest.approx(quadratic, abs=FOUR_DIGITS)
    assert object_unsharpness_um(spot_um, u, m) / 2 == pytest.approx(image_srb, abs=FOUR_DIGITS)
    assert object_unsharpness_um(spot_um, u, m, CUBIC) == pytest.approx(cubic_2, abs=FOUR_DIGITS)
    assert object_unsharpness_um(spot_um, 1.6 * srb_um, m, CUBIC) == pytest.approx(cubic_1_6, abs=FOUR_DIGITS)
    assert effective_beam_width_um(spot_um, srb_um, m) == pytest.approx(beam_width, abs=FOUR_DIGITS)
    assert voxel_um(srb_um, m) == voxel


# 5.6: sqrt(33^2 + 200^2) / 2 = 101.35; sqrt(8^2 + 200^2) / 2 = 100.08.
@pytest.mark.parametrize(("spot_um", "object_um"), [(33, 101.35), (8, 100.08)])
def test_a_smaller_spot_buys_nothing_where_the_detector_limits(spot_um: float, object_um: float) -> None:
    """At M = 2 with SRb 100 µm a four times smaller spot gains 1 %."""
    assert object_unsharpness_um(spot_um, detector_unsharpness_um(100), 2) == pytest.approx(object_um, abs=TWO_DIGITS)


# 1.5 Optimum magnification -------------------------------------------------------------------------------------------


# [V] derived from dU/dM = 0 and checked numerically.
@pytest.mark.parametrize(
    ("spot_um", "u_um", "exponent", "m", "least_um"),
    [
        (100, 200, QUADRATIC, 5.0000, 89.4427),
        (100, 200, CUBIC, 3.8284, 81.7240),
        (33, 200, QUADRATIC, 37.7309, 32.5598),
        (33, 200, CUBIC, 15.9202, 31.6032),
        (20, 200, QUADRATIC, 101.0, 19.9007),
        (8, 200, QUADRATIC, 626.0, 7.9936),
        (50, 150, QUADRATIC, 10.0, 47.4342),
        (0.5, 100, QUADRATIC, 40001, 0.5000),
    ],
)
def test_optimum_magnification_and_least_unsharpness(spot_um: float, u_um: float, exponent: int, m: float, least_um: float) -> None:
    """The optimum is where the table has it, and the forward formula gives the least unsharpness there."""
    assert optimum_magnification(spot_um, u_um, exponent) == pytest.approx(m, abs=FOUR_DIGITS)
    assert least_unsharpness_um(spot_um, u_um, exponent) == pytest.approx(least_um, abs=FOUR_DIGITS)
    assert object_unsharpness_um(spot_um, u_um, m, exponent) == pytest.approx(least_um, abs=FOUR_DIGITS)


@pytest.mark.parametrize("exponent", [QUADRATIC, CUBIC])
def test_the_course_formula_agrees_only_where_spot_and_detector_are_equal(exponent: int) -> None:
    """M = 1 + u / f (DGZfP course, x-ray-forum t101) is a coarser rule: at u = f all three give 2."""
    assert optimum_magnification(200, 200, exponent) == 1 + 200 / 200
    assert optimum_magnification(100, 200, exponent) != pytest.approx(1 + 200 / 100)


# 1.6 and 1.7 Largest usable spot -------------------------------------------------------------------------------------

INFEASIBLE = 0.0


# [V] k = 1, so that the limit k s is the feature itself; u = 2 SRb.
@pytest.mark.parametrize(
    ("feature_um", "srb_um", "m", "needed_m", "quadratic_um", "cubic_um"),
    [
        (50, 100, 10, 4, 50.9175, 54.3441),
        (50, 100, 5, 4, 37.5000, 49.2062),
        (50, 100, 4, 4, INFEASIBLE, INFEASIBLE),
        (50, 100, 3, 4, INFEASIBLE, INFEASIBLE),
        (20, 100, 20, 10, 18.2321, 20.1361),
        (10, 100, 50, 20, 9.3522, 9.9816),
        (2, 50, 100, 50, 1.7495, 1.9323),
        (1, 50, 200, 100, 0.8704, 0.9613),
    ],
)
def test_largest_focal_spot(*, feature_um: float, srb_um: float, m: float, needed_m: float, quadratic_um: float, cubic_um: float) -> None:
    """The largest spot that serves the feature, and zero where the magnification is no more than the detector needs."""
    u = detector_unsharpness_um(srb_um)
    assert needed_magnification(u, feature_um) == needed_m
    assert largest_focal_spot_um(feature_um, u, m) == pytest.approx(quadratic_um, abs=FOUR_DIGITS)
    assert largest_focal_spot_um(feature_um, u, m, CUBIC) == pytest.approx(cubic_um, abs=FOUR_DIGITS)


def test_detect_allows_twice_the_unsharpness() -> None:
    """With k = 2 (1.6) the first row becomes sqrt((2 50 10)^2 - 200^2) / 9 = sqrt(960000) / 9 = 108.8662 µm."""
    assert largest_focal_spot_um(2 * 50, 200, 10) == pytest.approx(108.8662, abs=FOUR_DIGITS)


@pytest.mark.parametrize(
    ("limit_um", "u_um", "spot_um"),
    [
        (200, 200, math.inf),  # u = k s: the detector just suffices
        (250, 200, math.inf),
        (199, 200, INFEASIBLE),
    ],
)
def test_in_contact_any_spot_serves_or_none(limit_um: float, u_um: float, spot_um: float) -> None:
    """At M = 1 the spot does not blur: the detector alone decides (1.7)."""
    assert largest_focal_spot_um(limit_um, u_um, 1) == spot_um


def test_the_best_magnification_for_a_feature_gives_it_back() -> None:
    """Round trip of 1.7: s = 50, u = 200 allow 51.6398 µm at M = 16.000, and forward that gives 50.000 µm exactly."""
    m = best_magnification(50, 200)
    assert m == 16.000
    assert largest_focal_spot_um(50, 200, m) == pytest.approx(51.6398, abs=FOUR_DIGITS)
    assert largest_focal_spot_um(50, 200, m) == pytest.approx(50 * 200 / math.sqrt(200**2 - 50**2), rel=1e-12)
    assert object_unsharpness_um(largest_focal_spot_um(50, 200, m), 200, m) == pytest.approx(50.000, rel=1e-12)


@pytest.mark.parametrize(
    ("limit_um", "u_um", "m"),
    [
        (100, 200, 4.0),  # (200 / 100)^2
        (200, 200, 1.0),  # u = k s: contact, where nothing limits the spot
        (400, 200, 1.0),  # u < k s: the same, never below 1
    ],
)
def test_the_best_magnification_is_never_below_contact(limit_um: float, u_um: float, m: float) -> None:
    """M = (u / k s)^2 where the detector alone is too coarse, 1 otherwise."""
    assert best_magnification(limit_um, u_um) == m


# 1.8 Caps on the magnification ---------------------------------------------------------------------------------------


def test_the_field_of_view_caps_the_magnification() -> None:
    """[V] W = 430 mm, p = 0.150 mm, D = 50 mm, SDD = 800 mm: the exact 8.3053 is 3.4 % below the parallel 8.600."""
    assert field_of_view_mm(430, 8.600) == pytest.approx(50)
    assert voxel_um(150, 8.600) == pytest.approx(17.44, abs=TWO_DIGITS)

    exact = magnification_for_cylinder(430, 800, 25)
    assert math.degrees(fan_half_angle_rad(430, 800)) == pytest.approx(15.0428, abs=FOUR_DIGITS)
    assert exact == pytest.approx(8.3053, abs=FOUR_DIGITS)
    assert 800 / exact == pytest.approx(96.324, abs=THREE_DIGITS)  # SOD
    assert voxel_um(150, exact) == pytest.approx(18.061, abs=THREE_DIGITS)
    assert 1 - exact / 8.600 == pytest.approx(0.034, abs=THREE_DIGITS)


@pytest.mark.parametrize(
    ("sdd_mm", "fod_mm", "radius_mm", "clearance_mm", "m"),
    [
        (800, 20, 25, 2, 17.021),  # [V]
        (800, 0, 25, 0, 32),  # 5.5: M = 50 with a 50 mm part at 0.8 m is impossible; 800 / 25 = 32 is the very most
    ],
)
def test_the_housing_caps_the_magnification(sdd_mm: float, fod_mm: float, radius_mm: float, clearance_mm: float, m: float) -> None:
    """M <= SDD / (FOD + R + c)."""
    assert magnification_for_clearance(sdd_mm, fod_mm, radius_mm, clearance_mm) == pytest.approx(m, abs=THREE_DIGITS)


# [V] at SOD = 50 mm.
@pytest.mark.parametrize(
    ("cone_deg", "beam_mm", "cylinder_mm"),
    [
        (40, 36.397, 34.202),
        (45, 41.421, 38.268),
        (30, 26.795, 25.882),
    ],
)
def test_the_beam_cone_covers_a_disc_and_a_smaller_cylinder(cone_deg: float, beam_mm: float, cylinder_mm: float) -> None:
    """The disc goes by the tangent, the body by the sine of half the cone."""
    assert beam_diameter_mm(cone_deg, 50) == pytest.approx(beam_mm, abs=THREE_DIGITS)
    assert largest_cylinder_mm(cone_deg, 50) == pytest.approx(cylinder_mm, abs=THREE_DIGITS)


# By Pythagoras: 30, 40, 50 and 5, 12, 13; a plate of no thickness sweeps half its width; a square 20 sqrt(2) / 2.
@pytest.mark.parametrize(("width_mm", "depth_mm", "radius_mm"), [(30, 40, 25), (12, 5, 6.5), (10, 0, 5), (20, 20, 14.1421)])
def test_a_turning_section_sweeps_half_its_diagonal(width_mm: float, depth_mm: float, radius_mm: float) -> None:
    """The radius that fan and clearance have to hold is that of the corner."""
    assert swept_radius_mm(width_mm, depth_mm) == pytest.approx(radius_mm, abs=FOUR_DIGITS)


def test_the_largest_body_in_fan_and_cone_comes_back_at_its_magnification() -> None:
    """The same tangent rays, read the other way: 50 mm in the fan of 1.8, 34.202 mm in the cone of 40 degrees at SOD 50 mm."""
    assert field_of_view_cylinder_mm(430, 800, 96.324) == pytest.approx(50, abs=THREE_DIGITS)
    assert magnification_for_cone(40, 800, 34.202 / 2) == pytest.approx(800 / 50, abs=THREE_DIGITS)


# 600 / (60 - 9.25) = 11.8227, 600 / (60 + 9.25) = 8.6643; the plane at SOD itself has 600 / 60.
@pytest.mark.parametrize(("towards_mm", "m"), [(9.25, 11.8227), (-9.25, 8.6643), (0, 10)])
def test_each_plane_of_a_specimen_has_its_own_magnification(towards_mm: float, m: float) -> None:
    """Similar triangles for the front and the back of a body of 18.5 mm at SOD 60 mm and SDD 600 mm."""
    assert magnification_at(600, 60, towards_mm) == pytest.approx(m, abs=FOUR_DIGITS)


# 1.9 Projections and scan time ---------------------------------------------------------------------------------------


def test_full_sampling_takes_pi_half_projections_for_each_column() -> None:
    """430 mm / 0.150 mm = 2867 columns need 4503 projections [K] ISO 15708."""
    assert round(430 / 0.150) == 2867
    assert math.floor(full_sampling_projections(2867)) == 4503


@pytest.mark.parametrize(
    ("projections", "frame_s", "averages", "pause_s", "scan_s"),
    [
        (1800, 0.250097, 3, 0, 1350.5),  # [V] the scanner's log: 22.5 min beam-on
        (1800, 0.250097, 3, 0.2, 1710.5),  # 1800 * 0.2 s = 360 s more
        (900, 0.5, 1, 0, 450.0),  # 900 * 0.5 s
    ],
)
def test_scan_time(projections: float, frame_s: float, averages: float, pause_s: float, scan_s: float) -> None:
    """N (t_frame * averages + pause)."""
    assert scan_time_s(projections, frame_s, averages, pause_s) == pytest.approx(scan_s, abs=ONE_DIGIT)


# 1.10 Spot and power -------------------------------------------------------------------------------------------------

GUIDELINE_W_PER_UM = 1.0  # source article, reflection target
MELTING_W_PER_UM = 2.129 * 100 * 3400e-6  # [V] 2.129 k dT with k = 100 W/mK and dT = 3400 K: 0.72 W/µm


# [V] guideline and melting limit; [K] Flynn, NIM A 353 (1994) 312.
@pytest.mark.parametrize(
    ("spot_um", "guideline_w", "flynn_w", "melting_w"),
    [
        (0.5, 0.5, 0.761, 0.36),
        (1, 1, 1.400, 0.72),
        (5, 5, 5.771, 3.6),
        (8, 8, 8.727, 5.8),
        (10, 10, 10.620, 7.2),
        (20, 20, 19.545, 14.5),
        (33, 33, 30.368, 23.9),
        (50, 50, 43.775, 36.2),
        (100, 100, 80.562, 72.4),
    ],
)
def test_power_that_a_spot_bears(spot_um: float, guideline_w: float, flynn_w: float, melting_w: float) -> None:
    """The guideline, the fit it is tested against, and the linear law of steady heat flow."""
    assert guideline_power_w(spot_um, GUIDELINE_W_PER_UM) == guideline_w
    assert flynn_power_w(spot_um) == pytest.approx(flynn_w, abs=THREE_DIGITS)
    assert guideline_power_w(spot_um, MELTING_W_PER_UM) == pytest.approx(melting_w, abs=ONE_DIGIT)


def test_guideline_and_fit_cross_once() -> None:
    """1.4 f^0.88 = f at f = 1.4^(1 / 0.12) = 16.5 µm: the fit is the more generous below, the guideline above."""
    crossing = 1.4 ** (1 / 0.12)
    assert crossing == pytest.approx(16.5, abs=ONE_DIGIT)
    assert flynn_power_w(crossing) == pytest.approx(guideline_power_w(crossing, GUIDELINE_W_PER_UM))
    assert flynn_power_w(10) > guideline_power_w(10, GUIDELINE_W_PER_UM)
    assert flynn_power_w(20) < guideline_power_w(20, GUIDELINE_W_PER_UM)


def test_the_fit_gives_30_w_at_its_published_inverse() -> None:
    """(30 / 1.4)^(1 / 0.88) = 32.546 µm."""
    assert flynn_power_w(32.546) == pytest.approx(30, abs=THREE_DIGITS)


# [S] Hamamatsu L9181-06, UAB abstract; the facts print 0.63 and 0.78 W/µm.
@pytest.mark.parametrize(("spot_um", "power_w", "w_per_um"), [(16, 10, 0.625), (50, 39, 0.78)])
def test_a_real_tube_stays_below_both_lines(spot_um: float, power_w: float, w_per_um: float) -> None:
    """What is sold lies under the guideline and under the fit, which is why neither is a rating."""
    assert power_w / spot_um == w_per_um
    assert power_w < guideline_power_w(spot_um, GUIDELINE_W_PER_UM)
    assert power_w < flynn_power_w(spot_um)


# 1.11 Power, current, voltage ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("power_w", "voltage_kv", "current_ua"),
    [
        (33, 80, 412.5),
        (30.368, 80, 379.6),
        (12.80, 80, 160),  # [V] the logs of the two real scans
        (16.00, 80, 200),
        (10, 50, 200),  # [S] Moxtek, blog.kotarak.net
    ],
)
def test_power_current_and_voltage(power_w: float, voltage_kv: float, current_ua: float) -> None:
    """I = 1000 P / V in µA, W and kV, and back."""
    assert tube_current_ua(power_w, voltage_kv) == pytest.approx(current_ua, abs=ONE_DIGIT)
    assert tube_power_w(voltage_kv, current_ua) == pytest.approx(power_w, abs=TWO_DIGITS)


# 1.12 Duty cycle and heat --------------------------------------------------------------------------------------------


def test_the_mean_of_an_intermittent_load() -> None:
    """[V] 60 W, 90 s on and 210 s off: 18 W."""
    assert average_power_w(60, 90, 90 + 210) == pytest.approx(18)


@pytest.mark.parametrize(
    ("power_w", "on_s"),
    [
        (30, 450.18),  # [V] tau = 600 s, E = 9.5 kJ: -600 ln(1 - 9.5 / 18)
        (15, math.inf),  # 15 W * 600 s = 9.0 kJ never reach 9.5
        (9500 / 600, math.inf),  # just never
    ],
)
def test_how_long_a_cold_anode_bears_a_power(power_w: float, on_s: float) -> None:
    """First-order balance E' = P - E / tau; the figures are illustrative."""
    assert longest_on_time_s(power_w, 600, 9500) == pytest.approx(on_s, abs=TWO_DIGITS)


@pytest.mark.parametrize(
    ("seconds", "heat_j", "stored_j"),
    [
        (450.18, 0, 9500),  # the vector above, forward
        (600, 0, 11_378.17),  # 18 kJ (1 - 1 / e)
        (0, 4000, 4000),
        (1e6, 4000, 18_000),  # P tau, wherever it began
    ],
)
def test_the_heat_that_is_stored(seconds: float, heat_j: float, stored_j: float) -> None:
    """30 W into an anode of tau = 600 s."""
    assert stored_heat_j(30, 600, heat_j, seconds) == pytest.approx(stored_j, abs=ONE_DIGIT)


def test_without_power_the_heat_falls_to_a_part_in_e() -> None:
    """After one time constant: 9500 / e = 3494.85 J."""
    assert stored_heat_j(0, 600, 9500, 600) == pytest.approx(3494.85, abs=TWO_DIGITS)


# 1.13 and 1.14 Photons and exposure ----------------------------------------------------------------------------------


def test_photons_on_a_pixel() -> None:
    """[V] 80 kV, 1 mm Al: 2.197e8 photons per cm² and mAs at 1 m; 33 W are 0.4125 mA; 100 µm at 0.8 m count 1.42e4 a second."""
    per_second = 2.197e8 * tube_current_ua(33, 80) / 1000
    assert photons_per_pixel(per_second, 800, 100) == pytest.approx(1.42e4, abs=50)
    assert photons_per_pixel(per_second, 400, 100) == pytest.approx(4 * photons_per_pixel(per_second, 800, 100))


def test_the_published_exposure() -> None:
    """[V] SNR 100 at DQE 0.5 takes 2e4 photons; behind 10 mm Al 1.42e4 * 0.1983 come a second: 7.1 s, and 29.4 s at 8 W (7.13 * 4.125)."""
    needed = photons_for(100, 0.5)
    seconds = needed / (1.42e4 * 0.1983)
    assert needed == 20_000
    assert signal_to_noise(needed, 0.5) == pytest.approx(100)
    assert seconds == pytest.approx(7.1, abs=ONE_DIGIT)
    assert seconds * relative_time(8, 33) == pytest.approx(29.4, abs=0.15)  # 1.42e4 is rounded


@pytest.mark.parametrize(("power_w", "times"), [(8, 4.125), (0.5, 66), (33, 1)])
def test_relative_time(power_w: float, times: float) -> None:
    """[V] t2 / t1 = P1 / P2 against 33 W; 5.22: a nanofocus of 0.5 W is 66 times slower."""
    assert relative_time(power_w, 33) == times


@pytest.mark.parametrize(
    ("exposure_s", "frame_s", "frames"),
    [(1, 0.5, 2), (1.01, 0.5, 3), (0.99, 0.5, 2), (0.3, 0.1, 3), (0.1, 0.5, 1), (1e-9, 1, 1)],  # 0.3 / 0.1 is 2.9999999999999996
)
def test_whole_frames(exposure_s: float, frame_s: float, frames: int) -> None:
    """As many as it takes, one at least, and rounding adds none."""
    assert whole_frames(exposure_s, frame_s) == frames


# 5.17 and 5.24 Motion and drift --------------------------------------------------------------------------------------


def test_motion_blurs_by_the_way_of_an_exposure() -> None:
    """v t: 20 mm/s for 2 ms are 40 µm."""
    assert motion_blur_um(20, 0.002) == pytest.approx(40)


# 5 (M - 1) / M: nothing in contact, all of it far from the source.
@pytest.mark.parametrize(("m", "blur_um"), [(1, 0), (2, 2.5), (10, 4.5), (1e9, 5)])
def test_drift_of_the_spot_in_the_object(m: float, blur_um: float) -> None:
    """The image of a point moves by d (M - 1); in the object that is divided by M."""
    assert drift_um(5, m) == pytest.approx(blur_um)


# 1.15 Voltage --------------------------------------------------------------------------------------------------------

CURVES = {"steel": ((100, 7.5), (40, 0.64)), "aluminium": ((40, 2.5), (24, 0.43)), "titanium": ((70, 4), (35, 0.5))}


# [S] a public calculator's approximation of the curves of ISO 17636-2: a + b w to 10 mm, c w^n beyond.
@pytest.mark.parametrize(
    ("material", "thickness_mm", "kv"),
    [("steel", 10, 175), ("steel", 20, 272), ("aluminium", 50, 129), ("titanium", 10, 110), ("steel", 10.001, 174.6)],
)
def test_advised_voltage(material: str, thickness_mm: float, kv: float) -> None:
    """The two forms meet near 10 mm, not at it: 40 * 10^0.64 = 174.6."""
    thin, thick = CURVES[material]
    assert advised_voltage_kv(thickness_mm, 10, thin, thick) == pytest.approx(kv, abs=0.5)


def test_the_best_transmission_is_that_of_two_lengths() -> None:
    """[K] Grodzins, NIM 206 (1983) 541: mu D = 2, T = 13.5 %; x exp(-x / 2) is greatest there."""
    assert pytest.approx(0.135, abs=THREE_DIGITS) == BEST_TRANSMISSION
    depth = -math.log(BEST_TRANSMISSION)
    assert all(depth * math.exp(-depth / 2) > other * math.exp(-other / 2) for other in (depth - 0.01, depth + 0.01))
