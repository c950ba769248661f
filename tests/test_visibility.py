"""Where noise hides what the chosen platform is to show, every answer says so, and what it advises would help."""

import pytest
from making import DATE, EXAMPLES, decided, kit, made, made_of

from specgen import pipeline, trace
from specgen.decision import Decision
from specgen.document.words import text_of
from specgen.findings import Phrase
from specgen.panels import panels
from specgen.pipeline import Wish
from specgen.visibility import HIDDEN, advised

WELD = EXAMPLES / "weld-steel.yaml"


def advice(**changes: str | None) -> dict[str, str]:
    """Return the facts of the advice on a part of 1 mm steel (see `making.BASE`), empty where there is none."""
    keys = {"imaging.frame_time": "2 ms", "source.tube_voltage": "160 kV"}
    keys |= {f"imaging.{name}": text for name, text in changes.items()}
    decision = advised(decided(keys), kit().catalog)
    found = [dict(one.facts) for one in decision.findings if one.code == HIDDEN]
    assert bool(found) == (decision.hidden_in_s is not None)
    return found[0] if found else {}


def test_the_advice_has_the_figures_of_the_picture() -> None:
    """A ratio that grows with the root of the time: 1.84 of 5 in 20 s, so (5 / 1.84)² times as long."""
    judged = pipeline.judge(kit(), str(WELD))
    assert judged.decision is not None
    seen = panels(judged.decision, kit().catalog)
    assert seen is not None
    assert seen.subject.line_to_noise == pytest.approx(1.839, abs=1e-3)
    assert pytest.approx(147.766, abs=1e-2) == 20 * (5 / 1.8394937) ** 2
    (found,) = [one for one in judged.findings if one.code == HIDDEN]
    assert (found.where, found.place.line if found.place else 0) == ("imaging.frame_time", 36)
    told = {"time": "20 s", "feature": "80 µm", "reached": "1.8", "least": "5", "needed": "148 s", "ratio": "260"}
    assert told.items() <= dict(found.facts).items()
    assert dict(found.facts)["allowed"] == "@time-beyond"  # 40 s are
    assert isinstance(dict(found.facts)["power"], Phrase)


def test_every_form_of_the_answer_says_so() -> None:
    """Sentence, JSON, cover, what needs a decision, matrix and open points."""
    whole = made("packaged", WELD)
    answer = "The 33 µm platform is sharp enough for 80 µm at magnification 1.5, but in 20 s noise hides lines of that size."
    says = "In 20 s noise hides lines of 80 µm behind this path: over a whole line their contrast is 1.8 times the noise"
    assert whole.judged.decision is not None
    assert trace.answer(whole.judged.decision, kit().wording) == answer
    assert [f["code"] for f in whole.json["findings"]].count(HIDDEN) == 1
    assert text_of(whole.document.cover.answer).replace("\u202f", " ").replace("\u00a0", " ") == answer
    sections = {section.anchor: repr(section).replace("\\u202f", " ").replace("\\xa0", " ") for section in whole.document.sections}
    assert [name for name, text in sections.items() if says in text] == ["summary", "matrix", "appendix"]
    assert "Advice, not asked" in sections["summary"]


def test_what_is_advised_helps() -> None:
    """As long as the advice says, or as many photons, and nothing is hidden any more; a little less, and it is."""
    told = advice()
    needed, unit = float(told["needed"].split()[0]), told["needed"].split()[1]
    ratio = float(told["ratio"])
    assert advice(frame_time=f"{1.01 * needed:.5f} {unit}") == {}
    assert advice(frame_time=f"{0.98 * needed:.5f} {unit}")
    assert advice(frame_time=None, signal_to_noise=f"{ratio:g}") == {}
    assert advice(frame_time=None, signal_to_noise=f"{0.85 * ratio:g}")


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [({}, "@time-not-stated"), ({"time_per_part": "30 s"}, "@time-within"), ({"time_per_part": "53 ms"}, "@time-beyond")],
)
def test_the_time_per_part_stands_beside(changes: dict[str, str | None], allowed: str) -> None:
    """Whether the longer exposure still fits is the question that follows."""
    assert advice(**changes)["allowed"] == allowed


@pytest.mark.parametrize("changes", [{"frame_time": None}, {"frame_time": "1 h"}, {"smallest_feature": None}])
def test_where_nothing_is_hidden_nothing_is_said(changes: dict[str, str | None]) -> None:
    """No time, time enough, nothing to see."""
    spot = {"source.focal_spot.max": "60 um"} if "smallest_feature" in changes else {}
    keys = {"imaging.frame_time": "2 ms", "source.tube_voltage": "160 kV"} | {f"imaging.{k}": v for k, v in changes.items()} | spot
    decision: Decision = advised(decided(keys), kit().catalog)
    assert decision.chosen is not None
    assert (decision.hidden_in_s, [one for one in decision.findings if one.code == HIDDEN]) == (None, [])


def test_a_deviation_is_advised_by_its_own_platform() -> None:
    """Weaker by the guideline, 8 W for 33, so half the contrast to noise."""
    judged = pipeline.judge(kit(), str(WELD))
    other = pipeline.instead(kit(), judged, Wish(platform="source-ray-8um", because="in stock"))
    (found,) = [dict(one.facts) for one in other.findings if one.code == HIDDEN]
    assert found["reached"] == "0.91"
    assert pipeline.decision_json(kit(), other, DATE)["platform"] == "source-ray-8um"
    assert made_of("packaged", other).proposal.decision.hidden_in_s == 20
