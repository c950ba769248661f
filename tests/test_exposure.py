"""The time against `facts.md` 1.9, 1.12 to 1.14 and 5: photons, exposure, frames, the whole scan, and what it asks of a source.

The published vector is 80 kV behind 1 mm of aluminium, a source-detector distance of 0.8 m and pixels of 100 µm: 1.42e4
photons a second at 33 W in the open field, of which 10 mm of aluminium let 0.1983 through.
"""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import NOTHING_OF, candidate, codes, decided, judged_by, kit, need_of, platform, value, with_platforms

from specgen.catalog import Kind
from specgen.decision import Decision, Outcome
from specgen.need import Light, Number, exposure

CT = {"application.technique": "ct"}
PANEL = {"imaging.detector.columns": "2000", "imaging.detector.rows": "2000"}
PUBLISHED = {
    "specimen.path": [{"material": "aluminium", "thickness": "10 mm"}],
    "source.tube_voltage": "80 kV",
    "source.filter": {"material": "aluminium", "thickness": "1 mm"},
    "imaging.source_detector_distance": "800 mm",
    "imaging.source_object_distance": "80 mm",
    "imaging.signal_to_noise": "100",
}
HELMSDAL = kit("helmsdal").catalog


def rated(id: str = "a", power: str = "33 W", **figures: Any) -> Any:
    """Return a platform of 33 µm whose maker states its power."""
    return platform(id, "33 um", power, **figures)


def seconds(decision: Decision, id: str = "a") -> float | None:
    """Return the time of the whole scan with one platform."""
    scan = candidate(decision, id).exposure.scan_time
    return scan.value if scan else None


def judged(rule: str, changes: dict[str, Any], **figures: Any) -> tuple[str, Any]:
    """Return outcome and offered figure of *rule* on a platform of 33 W with these figures."""
    power = figures.pop("power", "33 W")
    verdict = judged_by(rule, candidate(decided(changes, with_platforms(rated(power=power, **figures))), "a"))
    return verdict.outcome.value, verdict.offered.value


# --- photons ----------------------------------------------------------------------------------------------------------


def test_a_pixel_counts_the_published_photons() -> None:
    """facts.md 1.13: 1.42e4 a second in the open field at 33 W; 1.14: 0.1983 of them behind 10 mm of aluminium."""
    need = need_of(PUBLISHED)
    behind, passing = 33 * value(need.light.photon_rate), value(need.passage.transmission_photons)
    assert behind / passing == pytest.approx(1.42e4, rel=0.01)
    assert passing == pytest.approx(0.1983, rel=0.01)


@pytest.mark.parametrize(
    ("changes", "factor"),
    [
        ({"imaging.source_detector_distance": "400 mm", "imaging.source_object_distance": "40 mm"}, 4),  # inverse square law, facts.md 1.13
        ({"imaging.source_object_distance": "400 mm"}, 1),  # facts.md 5.13: the detector's distance counts, not the object's
        ({"imaging.detector.pixel_pitch": "200 um"}, 4),
        ({"imaging.detector.pixel_pitch": "200 um", "imaging.detector.optical_magnification": "2"}, 1),  # 100 µm at the scintillator
        ({"imaging.detector.quantum_efficiency": "90 %"}, 1),  # what reaches the pixel, not what it makes of it
    ],
)
def test_photons_go_with_area_and_inverse_square(changes: dict[str, Any], factor: float) -> None:
    """Twice as near or twice as large a pixel counts four times as many."""
    before, after = need_of(PUBLISHED), need_of(PUBLISHED | changes)
    assert value(after.light.photon_rate) == pytest.approx(factor * value(before.light.photon_rate))


@pytest.mark.parametrize(
    ("ratio", "efficiency", "photons"),
    [("100", None, 20_000), ("100", "50 %", 20_000), ("100", "100 %", 10_000), ("20", "80 %", 500), ("1", "50 %", 2)],
)
def test_a_signal_to_noise_ratio_takes_so_many_photons(ratio: str, efficiency: str | None, photons: float) -> None:
    """SNR² / DQE; facts.md 1.14: SNR 100 at DQE 0.5 takes 2e4."""
    changes = {"imaging.signal_to_noise": ratio, "imaging.detector.quantum_efficiency": efficiency}
    assert value(need_of(PUBLISHED | changes).light.photons_needed) == pytest.approx(photons)


@pytest.mark.parametrize(
    "lacking",
    [
        {"specimen.path": [{"material": "unobtainium", "thickness": "1 mm"}]},
        {"source.tube_voltage": None},  # radiography: no voltage is recommended
        {"source.tube_voltage": "300 kV"},  # outside the tables
        {"imaging.detector.pixel_pitch": None},
        NOTHING_OF["geometry"],
    ],
)
def test_without_one_of_its_inputs_there_is_no_photon_and_no_time(lacking: dict[str, Any]) -> None:
    """Nothing is guessed in its place: the time is to be confirmed."""
    changes = PUBLISHED | {"imaging.time_per_part": "1 h"} | lacking
    assert need_of(changes).light.photon_rate is None
    assert judged("SG-R014", changes) == ("to be confirmed", None)
    assert judged("SG-R015", changes) == ("to be confirmed", None)


# --- exposure and frames ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("power", "exposed_s"), [("33 W", 7.1), ("8 W", 29.4)])
def test_the_exposure_is_the_published_one(power: str, exposed_s: float) -> None:
    """facts.md 1.14: SNR 100 at DQE 0.5 takes 7.1 s at 33 W and 29.4 s at 8 W; one radiograph and its pause."""
    found = candidate(decided(PUBLISHED, with_platforms(rated(power=power))), "a").exposure
    assert value(found.exposure_time) == pytest.approx(exposed_s, abs=0.05)
    assert value(found.scan_time) == pytest.approx(value(found.exposure_time) + 0.05)
    assert (found.frames, value(found.signal_to_noise)) == (1, pytest.approx(100))


@pytest.mark.parametrize(("power", "relative"), [("33 W", 1), ("8 W", 4.125), ("0.5 W", 66)])
@pytest.mark.parametrize("asks", [PUBLISHED, {}])
def test_the_relative_time_is_inverse_to_the_power(asks: dict[str, Any], power: str, relative: float) -> None:
    """facts.md 1.14 at equal geometry and voltage: 33 W against 8 W and 0.5 W, whether or not photons can be counted."""
    decision = decided(asks, with_platforms(rated(), platform("b", "20 um", power)))
    assert decision.chosen is candidate(decision, "a")
    assert decision.relative_time(candidate(decision, "b")) == pytest.approx(relative)


def test_without_a_power_there_is_no_relative_time() -> None:
    """A transmission target has no guideline."""
    unknown = platform("b", "20 um").model_copy(update={"target_kind": "transmission"})
    decision = decided({}, with_platforms(rated(), unknown))
    assert decision.relative_time(candidate(decision, "b")) is None


def test_output_is_photons_for_all_or_power_for_all() -> None:
    """Watts of one platform are never held against photons of another, where its voltage lies below the tables (30 kV)."""
    soft = platform("soft", "20 um", "10 W", tube_voltage_max="25 kV")
    decision = decided(PUBLISHED | CT | {"source.tube_voltage": None}, with_platforms(rated(tube_voltage_max="160 kV"), soft))
    assert candidate(decision, "soft").photons_per_s is None
    assert candidate(decision, "a").photons_per_s is not None
    assert decision.relative_time(candidate(decision, "soft")) is None


def lit(rate: float, photons: float, frame_s: float | None, projections: float | None = 1.0, pause_s: float = 0.0) -> Light:
    """Return what an exposure rests on: photons a second and watt, photons needed at a quantum efficiency of one."""
    needed = Number(photons, "1", "photons_needed", (("quantum_efficiency", 1.0),))
    return Light(Number(rate, "1/(s W)"), needed, projections, frame_s, pause_s)


@pytest.mark.parametrize(
    ("frame_s", "frames", "projection_s", "ratio"),
    # 100 photons a second and watt, 10 W, 2000 photons: 2 s
    [
        (0.5, 4, 2.0, 2000**0.5),
        (0.49, 5, 2.45, 2450**0.5),  # 4.08 frames
        (0.51, 4, 2.04, 2040**0.5),  # 3.92 frames
        (2.0, 1, 2.0, 2000**0.5),
        (2 * (1 - 1e-12), 1, 2.0, 2000**0.5),  # rounding is not one frame more
        (1.999, 2, 3.998, 3998**0.5),
        (5.0, 1, 5.0, 5000**0.5),  # never less than one
        (None, 1, 2.0, 2000**0.5),  # no frame time stated: one exposure, as long as it takes
    ],
)
def test_whole_frames_are_averaged(frame_s: float | None, frames: int, projection_s: float, ratio: float) -> None:
    """As many as the signal-to-noise ratio takes; what they really give is at least what was asked."""
    found = exposure(lit(100, 2000, frame_s), 10)
    assert value(found.exposure_time) == 2
    assert (found.frames, found.projection_s) == (frames, pytest.approx(projection_s))
    assert value(found.signal_to_noise) == pytest.approx(ratio)


def test_the_frames_of_every_projection_are_counted() -> None:
    """900 projections of 4 frames of 0.5 s with a pause of 0.05 s: 900 * 2.05 = 1845 s."""
    assert value(exposure(lit(100, 2000, 0.5, 900, 0.05), 10).scan_time) == pytest.approx(1845)


def test_the_published_scan_is_computed_from_its_frames() -> None:
    """facts.md 1.9: 1800 projections of three frames of 0.250097 s take 1350.5 s; 7.5e5 photons at 1e6 a second take three."""
    found = exposure(lit(1e5, 7.5e5, 0.250097, 1800), 10)
    assert (found.frames, value(found.scan_time)) == (3, pytest.approx(1350.5, abs=0.05))


@pytest.mark.parametrize("thickness", ["1 m", "6.7 m", "6.9 m", "50 m"])
@pytest.mark.parametrize("frame_time", [None, "500 ms"])
def test_no_time_is_beyond_all_numbers(thickness: str, frame_time: str | None) -> None:
    """Steel so thick that hardly a photon ever comes through: infeasible, and every figure stays finite."""
    asks = PUBLISHED | {"source.tube_voltage": "225 kV", "imaging.frame_time": frame_time}
    decision = decided(asks | {"specimen.path": [{"material": "steel", "thickness": thickness}]}, with_platforms(rated()))
    found = candidate(decision, "a").exposure
    times = [number.value for number in (found.exposure_time, found.signal_to_noise, found.scan_time) if number]
    assert decision.limited_by == "penetration"
    assert all(map(math.isfinite, times))


# --- the whole scan ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected_s"),
    [
        # N (frame + 0.05 s pause)
        (CT | {"imaging.frame_time": "500 ms", "imaging.projections": "900"}, 495.0),
        ({"imaging.frame_time": "2 s"}, 2.05),  # one radiograph
        (CT | PANEL | {"imaging.frame_time": "1 s"}, 2100.0),  # a projection for each of 2000 columns, assumed
        (CT | {"imaging.frame_time": "1 s"}, None),  # neither projections nor columns
        (CT | {"imaging.projections": "900"}, None),  # no frame time: the light decides
        (CT | {"imaging.frame_time": "500 ms", "imaging.projections": "900", "imaging.signal_to_noise": "20"}, None),
    ],
)
def test_the_scan_time_is_that_of_the_stated_frames(changes: dict[str, str], expected_s: float | None) -> None:
    """Where a signal-to-noise ratio is asked the stated frame time does not settle the time: without a power it is open."""
    time = exposure(need_of(changes).light, None).scan_time
    assert (time.value if time else None) == (None if expected_s is None else pytest.approx(expected_s))


@pytest.mark.parametrize("power_w", [None, 0.5, 33.0, 500.0])
def test_a_stated_frame_takes_as_long_at_any_power(power_w: float | None) -> None:
    """Without a signal-to-noise ratio one frame is one projection."""
    found = exposure(need_of(CT | {"imaging.frame_time": "500 ms", "imaging.projections": "900"}).light, power_w)
    assert (value(found.scan_time), found.needs_power, found.signal_to_noise) == (pytest.approx(495), False, None)


@pytest.mark.parametrize(
    ("changes", "asks"),
    [
        ({"imaging.time_per_part": "1 h"}, True),
        ({"imaging.time_per_part": "1 h", "imaging.frame_time": "1 s"}, False),
        ({"imaging.time_per_part": "1 h", "imaging.signal_to_noise": "20"}, False),
        ({}, False),
    ],
)
def test_a_time_that_nothing_settles_is_a_question(changes: dict[str, str], asks: bool) -> None:
    """SG-Q228: neither signal-to-noise ratio nor frame time, and so no time is promised and none refused."""
    decision = decided(changes, with_platforms(rated()))
    assert ("SG-Q228" in codes(decision)) == asks
    if asks:
        assert seconds(decision) is None
        assert judged("SG-R014", changes) == ("to be confirmed", None)
        assert [f.where for f in decision.findings if f.code == "SG-Q228"] == ["imaging.time_per_part"]


# --- assumptions ------------------------------------------------------------------------------------------------------


def assumed(changes: dict[str, Any]) -> dict[str, str]:
    """Return what is assumed, by its field."""
    return {a.where: a.value for a in need_of(changes).assumptions}


def test_assumed_projections_and_pauses_are_listed() -> None:
    """What the time rests on beside the customer's figures stands under the assumptions."""
    listed = assumed(CT | PANEL | {"imaging.frame_time": "1 s"})
    assert {"imaging.projections": "2000", "imaging.frame_time.pause": "50 ms"}.items() <= listed.items()


@pytest.mark.parametrize(
    ("changes", "listed"),
    [
        ({"imaging.signal_to_noise": "20"}, True),
        ({"imaging.signal_to_noise": "20", "imaging.detector.quantum_efficiency": "65 %"}, False),
        ({"imaging.frame_time": "1 s"}, False),  # nothing counts photons
        ({}, False),
    ],
)
def test_the_default_quantum_efficiency_is_listed_only_where_it_is_used(changes: dict[str, str], listed: bool) -> None:
    """50 %, as the catalogue declares it."""
    assert assumed(changes).get("imaging.detector.quantum_efficiency") == ("50 %" if listed else None)


def test_what_no_time_rests_on_is_not_assumed() -> None:
    """Neither frames nor photons are asked for: no pause, no projections."""
    assert not {"imaging.frame_time.pause", "imaging.projections"} & set(assumed(CT | PANEL))


# --- judged or to be confirmed ----------------------------------------------------------------------------------------

TIMED = PUBLISHED | {"specimen.speed": "1 mm/s"}


@pytest.mark.parametrize(
    ("allowed", "rated_power", "by_guideline"),
    # 33 W, stated or by the guideline, take 7.17 s
    [("7 s", "not met", "to be confirmed"), ("8 s", "met", "to be confirmed")],
)
def test_a_time_on_rated_power_is_judged_and_one_on_the_guideline_is_not(allowed: str, rated_power: str, by_guideline: str) -> None:
    """The guideline is never met and never not met, and nor is what follows from it."""
    asks = TIMED | {"imaging.time_per_part": allowed}
    decision = decided(asks, with_platforms(rated("stated"), platform("guided", "33 um")))
    assert seconds(decision, "stated") == seconds(decision, "guided") == pytest.approx(7.17, abs=0.01)
    found = {id: judged_by("SG-R014", candidate(decision, id)) for id in ("stated", "guided")}
    assert {id: verdict.outcome.value for id, verdict in found.items()} == {"stated": rated_power, "guided": by_guideline}
    assert found["guided"].offered.kind is Kind.GUIDELINE
    for rule in ("SG-R015", "SG-R016"):
        assert judged_by(rule, candidate(decision, "guided")).outcome is Outcome.TO_BE_CONFIRMED


@pytest.mark.parametrize(("allowed", "verdict"), [("3 s", "met"), ("2 s", "not met")])
def test_a_time_that_hangs_on_no_power_is_judged_whatever_the_power_rests_on(allowed: str, verdict: str) -> None:
    """A frame of 2 s with its pause is 2.05 s with any source."""
    decision = decided({"imaging.frame_time": "2 s", "imaging.time_per_part": allowed}, with_platforms(platform("guided", "33 um")))
    assert judged_by("SG-R014", candidate(decision, "guided")).outcome.value == verdict


def test_the_current_limits_the_power_and_so_the_time() -> None:
    """facts.md 1.11: 200 µA at 80 kV are 16 W, whatever the spot would bear; 7.1 s become 7.1 * 33 / 16."""
    decision = decided(PUBLISHED, with_platforms(rated("weak", tube_current_max="200 uA"), rated("strong", tube_current_max="900 uA")))
    weak, strong = (candidate(decision, id) for id in ("weak", "strong"))
    assert (weak.power.value, strong.power.value) == (16, 33)
    assert value(weak.exposure.exposure_time) == pytest.approx(value(strong.exposure.exposure_time) * 33 / 16)


@pytest.mark.parametrize("order", [("soft", "hard"), ("hard", "soft")])
def test_of_equal_powers_the_higher_voltage_is_faster_through_steel(order: tuple[str, str]) -> None:
    """facts.md 1.14: through 5 mm of steel 225 kV is 4.3 times faster per watt than 130 kV (behind 0.5 mm of copper)."""
    figures = {"soft": "130 kV", "hard": "225 kV"}
    platforms = [rated(id, tube_voltage_max=figures[id]) for id in order]
    thick = {"specimen.path": [{"material": "steel", "thickness": "5 mm"}], "source.filter": {"material": "copper", "thickness": "0.5 mm"}}
    times = {
        kv: value(candidate(decided(PUBLISHED | thick | {"source.tube_voltage": kv}, with_platforms(rated())), "a").exposure.exposure_time)
        for kv in figures.values()
    }
    assert times["130 kV"] / times["225 kV"] == pytest.approx(4.804e5 / 1.108e5, rel=0.01)
    decision = decided(PUBLISHED | CT | thick | {"source.tube_voltage": None, "imaging.projections": "900"}, with_platforms(*platforms))
    assert [c.platform.id for c in decision.candidates] == ["hard", "soft"]


# --- motion and drift -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("speed", "frame", "blur_um", "verdict"),
    [
        ("20 mm/s", "2 ms", 40, "met"),  # 20 mm/s * 2 ms = 40 µm; the feature allows 50 (facts.md 5.24)
        ("20 mm/s", "2.5 ms", 50, "met"),
        ("20 mm/s", "2.6 ms", 52, "not met"),
        ("1.2 m/min", "2 ms", 40, "met"),
        ("20 mm/s", None, None, "to be confirmed"),
    ],
)
def test_a_moving_part_blurs_by_its_way(speed: str, frame: str | None, blur_um: float | None, verdict: str) -> None:
    """v t of one projection against the allowed blur in the object."""
    outcome, offered = judged("SG-R016", {"specimen.speed": speed, "imaging.frame_time": frame})
    assert (outcome, offered) == (verdict, None if blur_um is None else pytest.approx(blur_um))


def test_a_part_at_rest_has_no_motion_to_judge() -> None:
    """The rule is asked only where a speed is stated."""
    decision = decided({"imaging.frame_time": "1 s"}, with_platforms(rated()))
    assert "SG-R016" not in {v.rule.id for v in candidate(decision, "a").verdicts}


SCAN = CT | {"imaging.frame_time": "500 ms", "imaging.projections": "900"}  # 495 s


@pytest.mark.parametrize(
    ("drift", "blur_um", "verdict"),
    [
        # d t / T (M - 1) / M at M = 10 and 495 s; half of the feature's 50 µm is allowed
        ({"value": "5 um", "within": "1 h"}, 0.61875, "met"),  # 5 * 495 / 3600 * 0.9
        ({"value": "30 um", "within": "8 min"}, 27.84375, "not met"),  # 30 * 495 / 480 * 0.9
    ],
)
def test_a_spot_that_wanders_blurs_a_long_scan(drift: dict[str, str], blur_um: float, verdict: str) -> None:
    """facts.md 5.17, as growing steadily over the scan."""
    outcome, offered = judged("SG-R017", SCAN, focal_spot_drift=drift)
    assert (outcome, offered) == (verdict, pytest.approx(blur_um))


def test_an_unknown_drift_is_no_open_point() -> None:
    """Not applicable beside a platform that states its drift; left out where none does; and never asked of a radiograph."""
    known = rated("known", focal_spot_drift={"value": "5 um", "within": "1 h"})
    decision = decided(SCAN, with_platforms(known, rated("unknown")))
    assert judged_by("SG-R017", candidate(decision, "unknown")).outcome is Outcome.NOT_APPLICABLE
    for asks, platforms in ((SCAN, [rated()]), ({"imaging.frame_time": "1 s"}, [known])):
        rules = {v.rule.id for c in decided(asks, with_platforms(*platforms)).candidates for v in c.verdicts}
        assert "SG-R017" not in rules


# --- how long the beam may stay on ------------------------------------------------------------------------------------

LONG = CT | {"imaging.frame_time": "450 ms", "imaging.projections": "2640"}  # 2640 * 0.5 s = 22 min


def test_a_scan_of_22_minutes_fails_on_a_unit_for_five() -> None:
    """facts.md 5.9, on the fictitious maker's HX 160 L: a third of the time on looks fine, and 5 min at a time are too few."""
    decision = decided(LONG | {"imaging.smallest_feature": "500 um"}, HELMSDAL)
    large, workhorse = (candidate(decision, id) for id in ("hx-160-l", "hx-160-m"))
    verdict = judged_by("SG-R034", large)
    assert (verdict.outcome, verdict.needed, verdict.offered.value) == (Outcome.NOT_MET, pytest.approx(1320), 300)
    assert verdict.margin == pytest.approx(300 / 1320 - 1)
    assert (large.accepted, workhorse.accepted) == (False, True)
    assert judged_by("SG-R034", workhorse).outcome is Outcome.MET


@pytest.mark.parametrize(
    ("duty", "verdict"),
    [
        ({}, "met"),
        ({"on": "22 min", "period": "30 min"}, "met"),
        ({"on": "21 min", "period": "30 min"}, "not met"),
        (None, "to be confirmed"),
    ],
)
def test_the_beam_stays_on_for_the_whole_scan(duty: dict[str, str] | None, verdict: str) -> None:
    """A CT scan knows no pause (facts.md 1.12)."""
    known = {} if duty is None else {"duty_cycle": duty}
    assert judged("SG-R034", LONG, **known)[0] == verdict


@pytest.mark.parametrize("changes", [LONG | {"source.duty_cycle": "continuous"}, LONG | {"application.technique": "radiography"}])
def test_where_a_duty_cycle_is_stated_it_is_that_which_counts(changes: dict[str, str]) -> None:
    """SG-R030 judges it then; and a radiograph is no scan."""
    decision = decided(changes, with_platforms(rated()))
    assert "SG-R034" not in {v.rule.id for v in candidate(decision, "a").verdicts}


@pytest.mark.parametrize(("duty", "verdict"), [({}, "met"), ({"on": "5 min", "period": "15 min"}, "to be confirmed")])
def test_a_scan_of_unknown_length_takes_a_beam_without_end(duty: dict[str, str], verdict: str) -> None:
    """Only continuous operation is enough for certain."""
    assert judged("SG-R034", CT, duty_cycle=duty)[0] == verdict


def test_a_scan_time_by_the_guideline_rejects_no_duty_cycle() -> None:
    """900 projections at 32 W take 111 min, if it is 32 W: to be confirmed against the 5 min that are rated."""
    asks = PUBLISHED | CT | {"imaging.projections": "900"}
    pause = {"on": "5 min", "period": "15 min"}
    decision = decided(
        asks, with_platforms(platform("guided", "32 um", duty_cycle=pause), platform("stated", "32 um", "32 W", duty_cycle=pause))
    )
    found = {id: judged_by("SG-R034", candidate(decision, id)).outcome.value for id in ("guided", "stated")}
    assert found == {"guided": "to be confirmed", "stated": "not met"}


HEAT = {"duty_cycle": {}, "heat_capacity": "9.5 kJ", "thermal_time_constant": "600 s"}


@pytest.mark.parametrize(
    ("power", "projections", "longest_s", "verdict"),
    [
        # facts.md 1.12: tau 600 s and 9.5 kJ bear 30 W for 450.18 s, and 15 W for ever; a projection takes 0.55 s
        ("30 W", "818", 450.18, "met"),  # 449.9 s
        ("30 W", "819", 450.18, "not met"),  # 450.45 s
        ("15 W", "90000", math.inf, "met"),
    ],
)
def test_the_anode_bears_a_power_for_so_long(power: str, projections: str, longest_s: float, verdict: str) -> None:
    """The heat that it stores sets an end, even where the maker writes continuous."""
    outcome, offered = judged("SG-R034", SCAN | {"imaging.projections": projections}, power=power, **HEAT)
    assert (outcome, offered) == (verdict, pytest.approx(longest_s, abs=5e-3))


def test_heat_by_the_guideline_is_to_be_confirmed() -> None:
    """30 µm by the guideline are 30 W, and those only perhaps end after 450 s."""
    decision = decided(SCAN, with_platforms(platform("guided", "30 um", **HEAT)))
    assert judged_by("SG-R034", candidate(decision, "guided")).outcome is Outcome.TO_BE_CONFIRMED


def test_of_rating_and_heat_the_shorter_counts() -> None:
    """5 min rated, 450 s by the heat."""
    assert judged("SG-R034", SCAN, power="30 W", **HEAT | {"duty_cycle": {"on": "5 min", "period": "1 h"}})[1] == 300


@pytest.mark.parametrize(
    ("average", "verdict"), [({"average_power_max": "18 W"}, "met"), ({"average_power_max": "17.9 W"}, "not met"), ({}, "to be confirmed")]
)
def test_the_mean_of_an_intermittent_load_heats_the_housing(average: dict[str, str], verdict: str) -> None:
    """facts.md 1.12: 60 W for 90 s in 300 s are 18 W."""
    asks = {"source.target_power": "60 W", "source.duty_cycle": {"on": "90 s", "period": "300 s"}}
    decision = decided(asks, with_platforms(rated(power="60 W", **average)))
    found = judged_by("SG-R035", candidate(decision, "a"))
    assert (found.needed, found.outcome.value) == (pytest.approx(18), verdict)


@pytest.mark.parametrize("asks", [{"source.target_power": "60 W"}, {"source.duty_cycle": "continuous", "source.target_power": "60 W"}, {}])
def test_no_mean_power_is_asked_without_times(asks: dict[str, str]) -> None:
    """Power, on-time and period make it; a continuous load is judged by its power."""
    rules = {v.rule.id for v in candidate(decided(asks, with_platforms(rated())), "a").verdicts}
    assert "SG-R035" not in rules


# --- laws -------------------------------------------------------------------------------------------------------------

rates, watts = st.floats(1e-3, 1e6), st.floats(1e-3, 1e3)
frames = st.none() | st.floats(1e-3, 10)


@given(rate=rates, power_w=watts, growth=st.floats(1, 100), photons=st.floats(1, 1e8), frame_s=frames, projections=st.floats(1, 5000))
def test_more_power_never_lengthens_a_scan(
    rate: float, power_w: float, growth: float, photons: float, frame_s: Any, projections: float
) -> None:
    """In whole frames or without: the time falls or stays."""
    light = lit(rate, photons, frame_s, projections, 0.05)
    weak, strong = exposure(light, power_w), exposure(light, power_w * growth)
    assert value(strong.scan_time) <= value(weak.scan_time) * (1 + 1e-9)
    assert strong.frames <= weak.frames


@given(rate=rates, power_w=watts, photons=st.floats(1, 1e8), frame_s=frames)
def test_the_frames_taken_are_enough_and_one_less_is_not(rate: float, power_w: float, photons: float, frame_s: float | None) -> None:
    """What is reached is at least what was asked for, and without the last frame it would be less."""
    found = exposure(lit(rate, photons, frame_s), power_w)
    assert value(found.signal_to_noise) >= photons**0.5 * (1 - 1e-8)
    if frame_s and found.frames > 1:
        assert rate * power_w * (found.frames - 1) * frame_s < photons


@given(weaker=st.floats(0.5, 200), growth=st.floats(1, 20), ratio=st.integers(5, 300), frame=st.sampled_from([None, "100 ms", "2 s"]))
def test_more_power_never_lengthens_a_whole_decision(weaker: float, growth: float, ratio: int, frame: str | None) -> None:
    """Through selection: of two platforms alike but for their power the stronger is never slower and never behind."""
    asks = PUBLISHED | {"imaging.signal_to_noise": str(ratio), "imaging.frame_time": frame, "imaging.time_per_part": "1 h"}
    both = rated("weak", f"{weaker:.4f} W"), rated("strong", f"{weaker * growth:.4f} W")
    decision = decided(asks, with_platforms(*both))
    weak, strong = (seconds(decision, platform.id) for platform in both)
    assert weak is not None
    assert strong is not None
    assert strong <= weak * (1 + 1e-9)
    first, second = decision.candidates
    assert (first.output or 0) >= (second.output or 0)
