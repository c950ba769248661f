"""Formulas of projection radiography: numbers in, number out, each with its source. No thresholds, no catalogue, no text.

Notation: f focal spot, M magnification, s smallest feature, k criterion factor, u detector unsharpness, p pixel pitch,
SOD source-object and SDD source-detector distance, W detector width. Lengths of the image in µm, of the set-up in mm.
Trust marks: [V] recomputed or read in the source, [S] secondary source, [K] domain knowledge, text of the standard not reached.
"""

import math
from typing import Final

QUADRATIC: Final = 2
CUBIC: Final = 3


def magnification(sdd_mm: float, sod_mm: float) -> float:
    """Return the magnification M = SDD / SOD of the plane at SOD [1].

    Similar triangles; valid for that plane only. [V] X-RAY WorX and Waygate application pages.
    """
    return sdd_mm / sod_mm


def geometric_unsharpness_um(focal_spot_um: float, magnification: float) -> float:
    """Return the geometric unsharpness Ug = f (M - 1) in the detector plane [µm].

    Similar triangles, f being the effective focal spot; equal to the form f b / a of ISO 17636 since b / a = M - 1. [V]
    """
    return focal_spot_um * (magnification - 1)


def detector_unsharpness_um(detector_srb_um: float) -> float:
    """Return the detector unsharpness u = 2 SRb in the detector plane [µm].

    SRb by duplex wire, ISO 19232-5 / ASTM E2002. [S]
    """
    return 2 * detector_srb_um


def object_unsharpness_um(focal_spot_um: float, detector_unsharpness_um: float, magnification: float, exponent: int = QUADRATIC) -> float:
    """Return the total unsharpness in the object plane U = (Ug^n + u^n)^(1/n) / M [µm].

    n = 2 is the quadratic sum in the manner of ISO 17636-2 [S/K], n = 3 the cubic one of ASTM E2698 [S]; they give
    different figures, so a document names the one it used.
    """
    spot = geometric_unsharpness_um(focal_spot_um, magnification)
    return float((spot**exponent + detector_unsharpness_um**exponent) ** (1 / exponent)) / magnification


def effective_beam_width_um(focal_spot_um: float, aperture_um: float, magnification: float) -> float:
    """Return the effective beam width in CT, BW = sqrt(d^2 + (f (M - 1))^2) / M [µm], d being the detector's aperture.

    ASTM E1441 [K].
    """
    return math.hypot(aperture_um, geometric_unsharpness_um(focal_spot_um, magnification)) / magnification


def optimum_magnification(focal_spot_um: float, detector_unsharpness_um: float, exponent: int = QUADRATIC) -> float:
    """Return the magnification at which the object-plane unsharpness is least, M = 1 + (u / f)^(n / (n - 1)) [1].

    From dU/dM = 0; for n = 2 the form 1 + (2 SRb / f)^2. [V] derived, checked numerically. The minimum is flat.
    """
    return float(1 + (detector_unsharpness_um / focal_spot_um) ** (exponent / (exponent - 1)))


def least_unsharpness_um(focal_spot_um: float, detector_unsharpness_um: float, exponent: int = QUADRATIC) -> float:
    """Return the object-plane unsharpness at the optimum magnification, f u / (f^m + u^m)^(1/m), m = n / (n - 1) [µm]. [V]."""
    m = exponent / (exponent - 1)
    f, u = focal_spot_um, detector_unsharpness_um
    return float(f * u / (f**m + u**m) ** (1 / m))


def needed_magnification(detector_unsharpness_um: float, limit_um: float) -> float:
    """Return the magnification u / (k s) above which a point source would just meet the limit k s [1]. [V]."""
    return detector_unsharpness_um / limit_um


def largest_focal_spot_um(limit_um: float, detector_unsharpness_um: float, magnification: float, exponent: int = QUADRATIC) -> float:
    """Return the largest focal spot whose object-plane unsharpness stays within *limit_um* = k s [µm].

    f = ((k s M)^n - u^n)^(1/n) / (M - 1), the inverse of `object_unsharpness_um` [V]. Zero where even a point source
    fails, which is the detector's or the geometry's doing; infinite at M = 1 (contact) where the detector suffices.
    """
    image = limit_um * magnification
    if magnification == 1:
        return math.inf if detector_unsharpness_um <= image else 0.0
    if image <= detector_unsharpness_um:
        return 0.0
    return float((image**exponent - detector_unsharpness_um**exponent) ** (1 / exponent)) / (magnification - 1)


def best_magnification(limit_um: float, detector_unsharpness_um: float, exponent: int = QUADRATIC) -> float:
    """Return the magnification that allows the largest focal spot for the limit k s [1].

    M = (u / k s)^(n / (n - 1)) where u > k s, from M = 1 + (u / f)^(n / (n - 1)) at the spot whose least unsharpness is
    k s [V]; 1 otherwise, since in contact the detector alone meets the limit.
    """
    return max(1.0, float((detector_unsharpness_um / limit_um) ** (exponent / (exponent - 1))))


def voxel_um(pixel_um: float, magnification: float) -> float:
    """Return the size of a pixel projected to the object, p / M [µm]. [V] real scans, `tests/test_physics.py`."""
    return pixel_um / magnification


def field_of_view_mm(detector_width_mm: float, magnification: float) -> float:
    """Return the width W / M of the detector projected to the plane at SOD [mm].

    [V]. For a rotating body that is 3 % and more too much: see `magnification_for_cylinder`.
    """
    return detector_width_mm / magnification


def field_of_view_cylinder_mm(detector_width_mm: float, sdd_mm: float, sod_mm: float) -> float:
    """Return the diameter of the largest rotating cylinder within the fan, 2 SOD sin(arctan(W / 2 SDD)) [mm]. [V]."""
    return 2 * sod_mm * math.sin(fan_half_angle_rad(detector_width_mm, sdd_mm))


def magnification_for_cone(cone_angle_deg: float, sdd_mm: float, radius_mm: float) -> float:
    """Return the largest magnification at which a body of *radius_mm* stays within the cone, SDD sin(cone / 2) / R [1]. [V]."""
    return sdd_mm * math.sin(math.radians(cone_angle_deg) / 2) / radius_mm


def fan_half_angle_rad(detector_width_mm: float, sdd_mm: float) -> float:
    """Return half the fan angle that the detector subtends, atan(W / (2 SDD)) [rad]."""
    return math.atan(detector_width_mm / (2 * sdd_mm))


def magnification_for_cylinder(detector_width_mm: float, sdd_mm: float, radius_mm: float) -> float:
    """Return the largest magnification at which a rotating cylinder stays within the fan [1].

    The tangent ray gives SOD >= R / sin(alpha). [V]
    """
    return sdd_mm * math.sin(fan_half_angle_rad(detector_width_mm, sdd_mm)) / radius_mm


def magnification_for_clearance(sdd_mm: float, focus_to_housing_mm: float, radius_mm: float, clearance_mm: float) -> float:
    """Return the largest magnification that keeps the body clear of the housing, SDD / (FOD + R + c) [1]. [V]."""
    return sdd_mm / (focus_to_housing_mm + radius_mm + clearance_mm)


def beam_diameter_mm(cone_angle_deg: float, distance_mm: float) -> float:
    """Return the diameter of a cone of full angle *cone_angle_deg* at *distance_mm* from the focus [mm]. [V]."""
    return 2 * distance_mm * math.tan(math.radians(cone_angle_deg) / 2)


def largest_cylinder_mm(cone_angle_deg: float, sod_mm: float) -> float:
    """Return the diameter of the largest cylinder at SOD that the cone covers, 2 SOD sin(cone / 2) [mm]. [V]."""
    return 2 * sod_mm * math.sin(math.radians(cone_angle_deg) / 2)


def full_sampling_projections(columns: float) -> float:
    """Return the projections for full angular sampling, pi / 2 times the columns the object covers [1]. [K] ISO 15708."""
    return math.pi / 2 * columns


def scan_time_s(projections: float, frame_time_s: float, averages: float, pause_s: float) -> float:
    """Return the time of a scan, N (t_frame * averages + pause) [s]. [V] against a scanner's log."""
    return projections * frame_time_s * averages + projections * pause_s  # in this order a round figure stays one


def magnification_at(sdd_mm: float, sod_mm: float, towards_source_mm: float) -> float:
    """Return the magnification SDD / (SOD - z) of the plane *towards_source_mm* = z nearer to the source than SOD [1].

    Similar triangles; negative z for a plane behind. [V]
    """
    return sdd_mm / (sod_mm - towards_source_mm)


BEST_TRANSMISSION: Final = math.exp(-2)
"""The transmission at which a small difference of thickness stands out most from quantum noise [1].

Contrast goes as mu, noise as exp(mu D / 2), and mu exp(-mu D / 2) is greatest at mu D = 2. [V] derived, one energy, no scatter;
Grodzins, NIM 206 (1983) 541, finds the same for tomography [K].
"""


def photons_per_pixel(photons_per_cm2_at_1_m: float, sdd_mm: float, pixel_um: float) -> float:
    """Return the photons on one pixel at the detector, from their number per cm² at 1 m [same as given, per pixel].

    Inverse square law with the source-detector distance, times the area of the pixel. [V] `facts` 1.13: 80 kV, 1 mm Al, 33 W,
    0.8 m, 100 µm give 1.42e4 photons a second.
    """
    return photons_per_cm2_at_1_m * (1000 / sdd_mm) ** 2 * (pixel_um / 10_000) ** 2


def photons_for(signal_to_noise: float, quantum_efficiency: float) -> float:
    """Return the photons that must reach a pixel for a signal-to-noise ratio, SNR² / DQE [1].

    Poisson statistics of the photons counted; read-out noise and scatter come on top. [V] SNR 100 at DQE 0.5 takes 20,000.
    """
    return signal_to_noise**2 / quantum_efficiency


def signal_to_noise(photons: float, quantum_efficiency: float) -> float:
    """Return the signal-to-noise ratio sqrt(N DQE) of *photons* that reach a pixel [1], the inverse of `photons_for`. [V]."""
    return math.sqrt(photons * quantum_efficiency)


def whole_frames(exposure_s: float, frame_time_s: float) -> int:
    """Return how many whole frames make an exposure of at least *exposure_s*; one that fits within 1e-9 is not one more."""
    return max(1, math.ceil(exposure_s / frame_time_s * (1 - 1e-9)))


def relative_time(power_w: float, other_power_w: float) -> float:
    """Return how much longer an exposure at *power_w* takes than at *other_power_w* for the same image [1].

    t2 / t1 = P1 / P2 at equal geometry and voltage. [V] 33 W against 8 W: 4.125.
    """
    return other_power_w / power_w


def motion_blur_um(speed_mm_per_s: float, exposure_s: float) -> float:
    """Return the way that a part moves during an exposure, v t, which is the blur in the object plane [µm]. [V]."""
    return speed_mm_per_s * exposure_s * 1000


def drift_um(focal_spot_drift_um: float, magnification: float) -> float:
    """Return the blur in the object plane when the focal spot wanders by *focal_spot_drift_um*, d (M - 1) / M [µm].

    Similar triangles: the image moves by d (M - 1) on the detector. [V]
    """
    return focal_spot_drift_um * (magnification - 1) / magnification


def average_power_w(power_w: float, on_s: float, period_s: float) -> float:
    """Return the mean power P t_on / T of an intermittent load [W].

    What heats the housing where the on-time is short beside its time constant. [V] 60 W, 90 s in 300 s: 18 W.
    """
    return power_w * on_s / period_s


def longest_on_time_s(power_w: float, time_constant_s: float, heat_capacity_j: float) -> float:
    """Return how long a cold anode bears *power_w*: -tau ln(1 - E / (P tau)), infinite where P tau stays below E [s].

    First order: E' = P - E / tau, with E the heat that may be stored. [V] tau 600 s, E 9.5 kJ: 30 W for 450 s, 15 W for ever.
    """
    reach_j = power_w * time_constant_s
    return math.inf if reach_j <= heat_capacity_j else -time_constant_s * math.log1p(-heat_capacity_j / reach_j)


def stored_heat_j(power_w: float, time_constant_s: float, heat_j: float, seconds: float) -> float:
    """Return the heat after *seconds* at *power_w*, starting from *heat_j*: P tau + (E0 - P tau) exp(-t / tau) [J]. [V]."""
    reach_j = power_w * time_constant_s
    return reach_j + (heat_j - reach_j) * math.exp(-seconds / time_constant_s)


def advised_voltage_kv(thickness_mm: float, thin_up_to_mm: float, thin: tuple[float, float], thick: tuple[float, float]) -> float:
    """Return the highest tube voltage advised for radiography of a thickness w [kV]: a + b w for *thin*, c w^n for *thick* parts.

    The form in which a public calculator approximates the curves of ISO 17636-2 (and ISO 5579) for the penetrated thickness.
    [S] not checked against the standard; an upper bound for contrast, never a rule for CT.
    """
    if thickness_mm <= thin_up_to_mm:
        base_kv, kv_per_mm = thin
        return base_kv + kv_per_mm * thickness_mm
    factor, exponent = thick
    return float(factor * thickness_mm**exponent)


def guideline_power_w(focal_spot_um: float, w_per_um: float) -> float:
    """Return the target power that a linear guideline allows on a reflection target [W].

    Steady heat flow into a solid is linear in the spot; the factor is data. A guideline, not a rating.
    """
    return w_per_um * focal_spot_um


def flynn_power_w(focal_spot_um: float) -> float:
    """Return P = 1.4 f^0.88 [W, µm], the fit ascribed to Flynn et al., NIM A 353 (1994) 312. [K] citation not confirmed.

    Kept to test the guideline against; never printed as a rating.
    """
    return float(1.4 * focal_spot_um**0.88)


def tube_current_ua(power_w: float, voltage_kv: float) -> float:
    """Return the current I = P / V [µA]. [V]."""
    return 1000 * power_w / voltage_kv


def tube_power_w(voltage_kv: float, current_ua: float) -> float:
    """Return the power P = V I [W]. [V]."""
    return voltage_kv * current_ua / 1000


def swept_radius_mm(width_mm: float, depth_mm: float) -> float:
    """Return the radius that a rectangular section sweeps when it turns about its centre, half its diagonal [mm]."""
    return math.hypot(width_mm, depth_mm) / 2


def disc_transfer(diameter_um: float, frequency_per_um: float) -> float:
    """Return what the blur by a uniform disc leaves of a pattern's modulation, 2 J1(x) / x with x = pi d nu [1].

    Below zero dark and bright lines have changed places. By its integral (2 / pi) sin² t cos(x cos t) dt from 0 to pi, which
    evenly spaced points give to all digits once they outnumber x. [V] first zero at d nu = 1.21967
    """
    x = math.pi * diameter_um * frequency_per_um
    points = 32 + math.ceil(x)
    angles = [math.pi * step / points for step in range(points)]
    return 2 / points * sum(math.sin(angle) ** 2 * math.cos(x * math.cos(angle)) for angle in angles)


def detector_spread_um(detector_srb_um: float, pixel_um: float) -> float:
    """Return the standard deviation of the Gaussian that with the pixel's own square makes a blur as wide as SRb tells [µm].

    SRb / sqrt(3) in all, the deviation of a uniform blur u = 2 SRb wide. That leaves 19 % of lines SRb wide, where the wires of
    ISO 19232-5 are read at a dip of 20 % [V derived, K standard]. Zero where the pixel alone is wider.
    """
    return math.sqrt(max(0.0, detector_srb_um**2 / 3 - pixel_um**2 / 12))


def detector_transfer(spread_um: float, pixel_um: float, frequency_per_um: float) -> float:
    """Return what a detector leaves of a pattern's modulation: exp(-2 (pi sigma nu)²) sin(pi p nu) / (pi p nu) [1]. [V]."""
    x = math.pi * pixel_um * frequency_per_um
    return math.exp(-2 * (math.pi * spread_um * frequency_per_um) ** 2) * (math.sin(x) / x if x else 1.0)


def contrast_to_noise(contrast: float, quanta: float) -> float:
    """Return a difference of signal relative to the background, over the noise of *quanta* counted: C sqrt(N) [1]. Poisson. [V]."""
    return contrast * math.sqrt(quanta)


def exposure_within_s(time_s: float, projections: float, pause_s: float, frame_time_s: float | None = None) -> float:
    """Return the exposure that each projection may have when a scan lasts *time_s* [s], negative or zero where there is no room.

    T / N - pause, in whole frames where a frame time is given; one that fits within 1e-9 counts. The inverse of `scan_time_s`. [V]
    """
    room = time_s / projections - pause_s
    return room if frame_time_s is None else math.floor(room / frame_time_s * (1 + 1e-9)) * frame_time_s


def power_for_exposure_w(photons_needed: float, photon_rate_per_s_w: float, exposure_s: float) -> float:
    """Return the target power that brings the photons needed within an exposure, N / (rate t) [W].

    Photons grow with power and time alike. [V]
    """
    return photons_needed / (photon_rate_per_s_w * exposure_s)
