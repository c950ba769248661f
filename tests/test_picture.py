"""The computed picture: its blur against the analytic value, its noise against Poisson's moments, its bytes against themselves."""

import math
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import EVERY, decided, example, kit

from specgen import physics
from specgen.charts.picture import picture as drawn
from specgen.panels import CHOSEN, CLASS, DROWNED, LARGEST, MERGED, SHOWN, missing_for_panels, panels
from specgen.picture import blurred, counted, image, uniform
from specgen.render.html import figures
from specgen.render.pictures import to_png
from specgen.scene import HIGH, WIDE, Scene


def modulation(scene: Scene) -> float:
    """Return what is left of the lines' first harmonic, (2 / pi) C without blur, in the middle two periods of the picture."""
    picture = blurred(scene)
    row = picture[int(6 / HIGH * picture.shape[0])]
    at = (np.arange(row.size) + 0.5 - row.size / 2) * scene.pixel_um * scene.binning / scene.feature_um  # the middle is a line's
    inside = np.abs(at) < 2.05
    orders = (0, 1, 3) if inside.sum() > 12 else (0, 1)
    waves = np.stack([np.cos(np.pi * at[inside] * order) for order in orders], axis=1)
    return float(np.linalg.lstsq(waves, row[inside], rcond=None)[0][1] / (2 / math.pi * scene.contrast))


def square(scene: Scene) -> float:
    """Return what the square of the picture leaves of the lines' first harmonic."""
    x = math.pi * scene.pixel_um * scene.binning / (2 * scene.feature_um)
    return math.sin(x) / x


# --- formulas ---------------------------------------------------------------------------------------------------------


# 2 J1(x) / x from Abramowitz and Stegun, table 9.1: J1(1) = 0.4400505857, J1(2) = 0.5767248078, J1(5) = -0.3275791376.
@pytest.mark.parametrize(("x", "expected"), [(0, 1), (1, 0.8801011715), (2, 0.5767248078), (5, -0.1310316550)])
def test_a_disc_blurs_as_bessel_says(x: float, expected: float) -> None:
    """The integral gives the tabulated function."""
    assert physics.disc_transfer(1, x / math.pi) == pytest.approx(expected, abs=1e-9)


def test_a_detector_leaves_a_fifth_of_lines_as_wide_as_its_resolution() -> None:
    """SRb 100 µm, pixel 100 µm: deviation 50 µm beside the pixel's; at 1 / 200 µm exp(-pi²/8) * 2/pi = 0.1854, near the dip of 20 %."""
    spread = physics.detector_spread_um(100, 100)
    assert spread == pytest.approx(50)
    assert physics.detector_transfer(spread, 100, 1 / 200) == pytest.approx(0.18540, abs=1e-5)
    assert physics.detector_spread_um(100, 0) == pytest.approx(57.735, abs=1e-3)
    assert physics.detector_spread_um(50, 200) == 0  # the pixel alone is wider
    assert physics.detector_transfer(0, 100, 0) == 1


# --- blur -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("spot_blur_um", "spread_um"), [(0, 10), (30, 0), (30, 10), (60, 5), (90, 0), (150, 0)])
def test_the_picture_has_the_modulation_of_the_formula(spot_blur_um: float, spread_um: float) -> None:
    """Disc and Gaussian, alone and together, within 1 % of the contrast."""
    scene = Scene(50, 5, 0.3, spot_blur_um, spread_um)
    expected = physics.disc_transfer(spot_blur_um, 1 / 100) * physics.detector_transfer(spread_um, 0, 1 / 100)
    assert modulation(scene) == pytest.approx(expected * square(scene), abs=0.01)


@pytest.mark.parametrize(("pixel_um", "expected"), [(10, 0.9836), (25, 0.9003)])
def test_the_pixel_averages_as_its_square(pixel_um: float, expected: float) -> None:
    """Pixels of a fifth and of half a line's width leave sin(x) / x of it, x = pi / 10 and pi / 4."""
    scene = Scene(50, pixel_um, 0.3, 0, 15)
    assert square(scene) == pytest.approx(expected, abs=1e-4)
    assert modulation(scene) == pytest.approx(expected * physics.detector_transfer(15, 0, 1 / 100), abs=0.01)


def test_beyond_the_first_zero_dark_and_bright_change_places() -> None:
    """A disc of 1.5 periods: 2 J1(4.712) / 4.712 = -0.1197: the line's middle is darker than the gap's."""
    assert physics.disc_transfer(150, 1 / 100) == pytest.approx(-0.1197, abs=5e-4)
    assert modulation(Scene(50, 5, 0.3, 150)) < 0 < modulation(Scene(50, 5, 0.3, 100))


@given(
    spot=st.floats(0, 5000),
    spread=st.floats(0, 500),
    pixel=st.floats(0.5, 200),
    contrast=st.floats(-0.9, 5),
)
def test_blur_moves_light_and_loses_none(spot: float, spread: float, pixel: float, contrast: float) -> None:
    """The mean stays that of the sharp picture, whatever spot, detector and pixel."""
    sharp, soft = blurred(Scene(50, pixel, contrast)), blurred(Scene(50, pixel, contrast, spot, spread))
    assert soft.mean() == pytest.approx(sharp.mean(), rel=1e-9)


def test_lines_and_spheres_have_their_own_area_and_depth() -> None:
    """Five lines of 1 x 6 features in 15 x 16, and three spheres whose mean chord is two thirds: small contrasts add up."""
    expected = 1e-4 * (5 * 6 + 3 * math.pi / 4 * 2 / 3) / (WIDE * HIGH)
    assert blurred(Scene(50, 5, 1e-4)).mean() - 1 == pytest.approx(expected, rel=0.01)


def test_lines_finer_than_a_pixel_alias() -> None:
    """A pixel of 1.6 lines shows stripes of another period (4 pixels = 6.4 lines for a true period of 2): what is shown is not there."""
    row = blurred(Scene(50, 80, 1.0))[4] - 1
    assert row.size == 9
    true_lines = sum(1 for left, here, right in zip(row, row[1:], row[2:], strict=False) if here > left and here >= right and here > 0.05)
    assert 0 < true_lines < 5
    assert panels(decided({"imaging.smallest_feature": "6 um"}), kit().catalog).is_sampled is False


# --- noise ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mean", [0.3, 5, 49, 51, 1000, 1e6])
def test_counts_have_the_moments_of_poisson(mean: float) -> None:
    """Mean and variance are both the number expected: of 40,000 draws within five of their own standard errors."""
    draws = counted(np.full((200, 200), mean))
    assert draws.mean() == pytest.approx(mean, abs=5 * math.sqrt(mean / draws.size))
    assert draws.var() == pytest.approx(mean, abs=5 * math.sqrt((mean + 2 * mean**2) / draws.size))
    assert np.all(draws == np.rint(draws))
    assert draws.min() >= 0


def test_noise_comes_from_places_alone() -> None:
    """SplitMix64 with the published first outputs for the seed 1234567."""
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]
    assert uniform(5, 0).tolist() == [((number >> 11) + 0.5) / 2**53 for number in published]
    assert not np.array_equal(uniform(5, 0), uniform(5, 1))


def test_binning_adds_photons_up() -> None:
    """A picture of squares of 3 x 3 pixels has nine times the photons, so a third of the noise."""
    scene = Scene(50, 3, 0.0, quanta=1000)
    assert scene.binning == 3
    assert image(scene).std() == pytest.approx(1 / math.sqrt(9000), rel=0.05)


def test_the_same_input_gives_the_same_bytes() -> None:
    """Twice, and from the other end: what the PNG holds is the raster, row by row."""
    chosen = panels(decided({"imaging.time_per_part": "8 s"}), kit().catalog)
    first, second = drawn(chosen), drawn(panels(decided({"imaging.time_per_part": "8 s"}), kit().catalog))
    assert first == second
    png = to_png(first)
    assert png == to_png(second)
    body = zlib.decompress(png[png.index(b"IDAT") + 4 : -16])
    rows, above = [], b""
    for start in range(0, len(body), first.width_px + 1):
        kind, row = body[start], body[start + 1 : start + 1 + first.width_px]
        above = row if kind == 0 else bytes((new + old) % 256 for new, old in zip(row, above, strict=True))
        rows.append(above)
    assert b"".join(rows) == first.greys


# --- what is compared -------------------------------------------------------------------------------------------------


def test_the_classes_and_the_choice_are_compared_by_hand() -> None:
    """M 10, 100 µm pixels, 50 µm lines, 33 µm spot: blur 29.7 µm, so 2 J1(0.933) / 0.933 = 0.8949, and 0.9363 by the detector."""
    made = panels(decided({"source.tube_voltage": "160 kV", "imaging.frame_time": "2 s"}), kit().catalog)
    assert [(p.stands_for, p.spot_um) for p in made.panels] == [(CLASS, 1), (CLASS, 20), (CHOSEN, 33), (CLASS, 100)]
    subject = made.subject
    assert subject.blur_um == pytest.approx(35.806, abs=1e-3)
    detector = math.exp(-2 * (math.pi * 5 / 100) ** 2) * math.sin(math.pi / 10) / (math.pi / 10)
    assert subject.modulation == pytest.approx(0.8949 * detector, abs=2e-4)
    assert (made.exposure_s, made.time_from) == (2, "exposure")
    assert [p.relative_time for p in made.panels] == pytest.approx([33, 1.65, 1, 0.33])
    quanta = [p.quanta for p in made.panels]
    assert quanta == pytest.approx([quanta[0] * w for w in (1, 20, 33, 100)])  # the guideline is linear, the time is the same
    # a line is 6 lines long and 5 pixels wide: 150 pixels
    assert subject.line_to_noise == pytest.approx(subject.contrast_to_noise * math.sqrt(150))
    assert subject.contrast_to_noise == pytest.approx(made.contrast * subject.modulation * math.sqrt(subject.quanta))


def test_the_picture_itself_has_the_contrast_and_the_noise_that_stand_below_it() -> None:
    """Measured in the picture: the noise beside the pattern is 1 / sqrt(N), the lines' contrast that of the table."""
    made = panels(decided({"source.tube_voltage": "160 kV", "imaging.frame_time": "2 s"}), kit().catalog)
    for panel in made.panels:
        margin = image(panel.scene)[:10, :]
        assert margin.std() == pytest.approx(1 / math.sqrt(panel.quanta), rel=0.06)
        assert modulation(panel.scene) == pytest.approx(
            panel.modulation, abs=0.015
        )  # of a hardly blurred square the ninth harmonic aliases


def test_noise_drowns_and_blur_merges() -> None:
    """In a blink nothing comes out of the noise; in an hour what the blur leaves does."""
    blink, hour = (panels(decided({"source.tube_voltage": "160 kV", "imaging.frame_time": t}), kit().catalog) for t in ("1 ms", "1 h"))
    assert [p.shows for p in blink.panels] == [DROWNED] * 4
    assert [p.shows for p in hour.panels] == [SHOWN] * 4
    assert blink.needed_s == pytest.approx(0.001 * (5 / blink.subject.line_to_noise) ** 2)
    fine = panels(
        decided({"source.tube_voltage": "160 kV", "imaging.frame_time": "1 h", "imaging.smallest_feature": "25 um"}), kit().catalog
    )
    assert [p.shows for p in fine.panels][-1] == MERGED


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({"imaging.smallest_feature": None, "source.focal_spot.max": "40 um"}, "feature"),
        ({"imaging.source_object_distance": None, "imaging.source_detector_distance": None}, "magnification"),
        ({"imaging.detector.pixel_pitch": None, "imaging.detector.basic_spatial_resolution": None}, "detector"),
        ({"imaging.smallest_feature": "2 um"}, "pixels"),
        ({}, ""),
    ],
)
def test_what_lacks_for_a_picture_is_named(changes: dict[str, str | None], lacking: str) -> None:
    """And no picture is made then."""
    decision = decided(changes)
    assert missing_for_panels(decision) == lacking
    assert (panels(decision, kit().catalog) is None) == bool(lacking)


def test_without_a_material_there_is_blur_but_no_noise() -> None:
    """Contrast and photons are not known, so neither is invented."""
    made = panels(decided({"specimen.path": [{"material": "unobtainium", "thickness": "1 mm"}]}), kit().catalog)
    assert (made.exposure_s, made.is_contrast_known) == (None, False)
    assert all(panel.quanta is None and panel.scene.quanta is None for panel in made.panels)


def test_where_no_platform_serves_the_largest_spot_that_would_is_shown() -> None:
    """A stated spot of 3 µm: no platform has it, so the picture stands for it."""
    made = panels(decided({"source.focal_spot.max": "3 um"}), kit().catalog)
    assert made.subject.stands_for == LARGEST
    assert made.subject.spot_um == 3


# --- in the document --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("maker", "name"), EVERY, ids=map(" ".join, EVERY))
def test_every_example_has_the_picture_or_the_reason(maker: str, name: str) -> None:
    """Small, told in words, with its figures; or left out with a sentence where there are charts at all."""
    made = example(maker, name)
    found = [figure for figure in figures(made.document) if figure.name == "picture"]
    assert len(found) == (made.proposal.panels is not None)
    for figure in found:
        assert len(to_png(figure.chart)) < 60_000
        assert "Computed" in figure.alt
        assert figure.table is not None
        assert len(figure.table.columns) == 1 + len(made.proposal.panels.panels)
    if not found and any(figure.name == "power" for figure in figures(made.document)):
        assert "left out" in str(made.document.sections)
