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
    return projections * (frame_time_s * averages + pause_s)


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
