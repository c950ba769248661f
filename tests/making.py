"""What the tests of the later stages share: requirements in few words, the two catalogues, and documents made only once.

A requirement is a mapping from dotted keys to texts as they would stand in a file, laid over `BASE`; None takes a key away.
"""

import datetime
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import weasyprint
from hypothesis import strategies as st

from specgen import pipeline
from specgen.catalog import Catalog, Platform
from specgen.decision import Candidate, Decision, Verdict, decide
from specgen.document import Document, compose
from specgen.fields import Values
from specgen.issue import Issue
from specgen.need import Need, Number, derive
from specgen.pipeline import Kit
from specgen.proposal import Proposal
from specgen.proposal import propose as build_proposal
from specgen.requirement import Requirement

ROOT: Final = Path(__file__).parent.parent
EXAMPLES: Final = ROOT / "examples"
MAKERS: Final = {"packaged": ROOT, "helmsdal": EXAMPLES / "fictitious-maker"}
DATE: Final = datetime.date(2026, 11, 20)

REFUSED: Final = "broken-on-purpose"
NAMES: Final = tuple(sorted(path.stem for path in EXAMPLES.glob("*.yaml")))
ACCEPTED: Final = tuple(name for name in NAMES if name != REFUSED)
assert len(ACCEPTED) >= 19, "the examples are missing: what is tested over them would prove nothing"
EVERY: Final = tuple((maker, name) for maker in MAKERS for name in ACCEPTED)
# Made to break a document; the other folders of cases/ are about decisions (approving.py).
CASES: Final = tuple(Path(__file__).parent / "cases" / name / "requirement.yaml" for name in ("bare", "crowded", "markup"))

# M = 600 / 60 = 10 and u = 2 * 100 µm, so a feature of 50 µm allows 50.9175 µm (facts.md 1.7): most tests start from here.
BASE: Final[Mapping[str, Any]] = {
    "specgen": "1",
    "reference": "X-1",
    "customer.company": "Acme",
    "application.technique": "radiography",
    "specimen.path": [{"material": "steel", "thickness": "1 mm"}],
    "imaging.smallest_feature": "50 um",
    "imaging.criterion": "resolve",
    "imaging.source_detector_distance": "600 mm",
    "imaging.source_object_distance": "60 mm",
    "imaging.detector.pixel_pitch": "100 um",
    "imaging.detector.basic_spatial_resolution": "100 um",
}
NOTHING_OF: Final[Mapping[str, Mapping[str, None]]] = {
    "geometry": {"imaging.source_detector_distance": None, "imaging.source_object_distance": None},
    "detector": {"imaging.detector.pixel_pitch": None, "imaging.detector.basic_spatial_resolution": None},
    "feature": {"imaging.smallest_feature": None, "imaging.criterion": None},
}

# Set-ups of every kind, for laws that hold in all of them.
SETTINGS: Final = st.fixed_dictionaries(
    {
        "application.technique": st.sampled_from(["radiography", "ct", "laminography"]),
        "imaging.criterion": st.sampled_from(["resolve", "detect"]),
        "imaging.source_object_distance": st.sampled_from([None, "5 mm", "20 mm", "60 mm", "300 mm", "600 mm"]),
        "imaging.source_detector_distance": st.sampled_from([None, "600 mm"]),
        "imaging.detector.pixel_pitch": st.sampled_from([None, "10 um", "50 um", "100 um", "200 um"]),
        "imaging.detector.basic_spatial_resolution": st.sampled_from([None, "8 um", "50 um", "130 um"]),
        "imaging.detector.columns": st.sampled_from([None, "2000"]),
        "specimen.diameter": st.sampled_from([None, "4 mm", "40 mm", "110 mm"]),
        "imaging.field_of_view": st.sampled_from([None, "3 mm", "30 mm"]),
        "source.focal_spot.max": st.sampled_from([None, "0.8 um", "12 um", "40 um"]),
    }
)


def tree_of(changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return `BASE` with *changes* as a file nests it."""
    tree: dict[str, Any] = {}
    for key, value in (BASE | (changes or {})).items():
        if value is None:
            continue
        *above, last = key.split(".")
        group = tree
        for step in above:
            group = group.setdefault(step, {})
        group[last] = value
    return tree


def asked(changes: Mapping[str, Any] | None = None) -> Requirement:
    """Return the requirement of `BASE` with *changes*."""
    return Requirement.model_validate(tree_of(changes))


@cache
def kit(maker: str = "packaged") -> Kit:
    """Return the kit of one of the two makers, loaded once."""
    return pipeline.open_kit(MAKERS[maker])


def need_of(changes: Mapping[str, Any] | None = None, catalog: Catalog | None = None) -> Need:
    """Return the need of `BASE` with *changes*, by the packaged catalogue unless another is given."""
    return derive(asked(changes), catalog or kit().catalog)


def decided(changes: Mapping[str, Any] | None = None, catalog: Catalog | None = None) -> Decision:
    """Return the decision on `BASE` with *changes*, by the packaged catalogue unless another is given."""
    requirement, known = asked(changes), catalog or kit().catalog
    return decide(requirement, derive(requirement, known), known, kit().rulebook)


def with_platforms(*platforms: Platform) -> Catalog:
    """Return the packaged catalogue with *platforms* for its own."""
    return kit().catalog.model_copy(update={"platforms": platforms})


def platform(id: str, spot: str = "33 um", power: str | None = None, **figures: Any) -> Platform:
    """Return a made-up platform of one focal spot; each figure is a value, or the fields of a duty cycle, all of them rated."""
    known = {"kind": "rated", "source": "practice"}
    spots = [{"value": spot, **({"power": power} if power else {}), **known}]
    given = {
        name: ({"value": value} if not isinstance(value, dict) else value) | known for name, value in figures.items() if name != "label"
    }
    label = figures.get("label", "mini focus")
    return Platform.model_validate({"id": id, "name": id, "short": id, "maker": "M", "label": label, "focal_spots": spots} | given)


def value(number: Number | None) -> float:
    """Return the value of a figure that must be known."""
    assert number is not None
    return number.value


def candidate(decision: Decision, id: str) -> Candidate:
    """Return the candidate of one platform."""
    (found,) = [c for c in decision.candidates if c.platform.id == id]
    return found


def judged_by(rule: str, candidate: Candidate) -> Verdict:
    """Return the one verdict of *rule* on *candidate*."""
    (verdict,) = [verdict for verdict in candidate.verdicts if verdict.rule.id == rule]
    return verdict


def codes(found: Need | Decision) -> set[str]:
    """Return the codes of all findings of a need or a decision."""
    return {finding.code for finding in found.findings}


def facts(found: Need | Decision, code: str) -> dict[str, str]:
    """Return the facts of the one finding with *code*."""
    (one,) = [finding for finding in found.findings if finding.code == code]
    return dict(one.facts)


def said(found: Need | Decision, code: str) -> str:
    """Return what the one finding with *code* says."""
    (one,) = [finding for finding in found.findings if finding.code == code]
    return kit().wording.message(one)


@dataclass(frozen=True)
class Made:
    """One requirement file with all that became of it, up to the document."""

    judged: pipeline.Judged
    proposal: Proposal
    document: Document
    json: dict[str, Any]


@cache
def made(maker: str, file: Path) -> Made:
    """Return what *maker* makes of an accepted *file*, without rendering it."""
    return made_of(maker, pipeline.judge(kit(maker), str(file)))


def made_of(maker: str, judged: pipeline.Judged) -> Made:
    """Return what *maker* makes of a judged file that was not refused."""
    tools, requirement = kit(maker), judged.received.requirement
    assert judged.decision is not None, judged.findings
    assert requirement is not None
    brand = tools.workspace.brand or "source-ray"
    offer = pipeline.quoted(tools, judged, DATE)
    is_draft, number = (bool(offer.release.missing), offer.quote.number) if offer else (False, "")
    issue = Issue(DATE, "en", brand, requirement.document.paper or "a4", is_draft, tools.workspace.sender, number)
    json = pipeline.decision_json(tools, judged, DATE)
    proposal = build_proposal(
        requirement,
        judged.decision,
        tools.catalog,
        issue,
        lines=judged.received.lines(),
        findings=judged.findings,
        sha256=judged.received.sha256,
        provenance=tuple(json["provenance"].items()),
        quote=offer.quote if offer else None,
        release=offer.release if offer else None,
    )
    return Made(judged, proposal, compose(proposal, pipeline.words(tools, "en")), json)


def example(maker: str, name: str) -> Made:
    """Return what *maker* makes of an example."""
    return made(maker, EXAMPLES / f"{name}.yaml")


@contextmanager
def icc_profile_left_open() -> Iterator[None]:
    """Bear with WeasyPrint 70, which leaves its colour profile to the garbage collector; every other warning stays an error."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"unclosed file .*sRGB2014\.icc", ResourceWarning)
        yield


@dataclass(frozen=True)
class Rendered:
    """What the command `propose` would write, and the pages as the layout engine placed them."""

    judged: pipeline.Judged
    pdf: bytes
    decision: bytes
    pages: tuple[Any, ...]


@cache
def rendered(maker: str, file: Path, wish: pipeline.Wish = pipeline.Wish()) -> Rendered:  # noqa: B008  (frozen)
    """Return *file* rendered by *maker*, once for all tests."""
    kept: list[Any] = []
    render = weasyprint.HTML.render

    def keeping(self: Any, *arguments: Any, **options: Any) -> Any:
        kept.append(render(self, *arguments, **options))
        return kept[-1]

    weasyprint.HTML.render = keeping
    try:
        with icc_profile_left_open():
            judged = pipeline.instead(kit(maker), pipeline.judge(kit(maker), str(file)), wish)
            result, outputs = pipeline.propose(kit(maker), judged, wish, DATE)
    finally:
        weasyprint.HTML.render = render
    assert result.outcome == "done", result.findings
    (pdf,) = (data for name, data in outputs.items() if name.endswith(".pdf"))
    (decision,) = (data for name, data in outputs.items() if name.endswith(".json"))
    return Rendered(judged, pdf, decision, tuple(kept[0].pages))


def parts_of(value: Any) -> Iterator[Any]:
    """Yield *value* and everything inside it: dataclasses, models and tuples, depth first."""
    yield value
    if isinstance(value, tuple):
        for entry in value:
            yield from parts_of(entry)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from parts_of(getattr(value, name))
    elif isinstance(value, Values):
        for name in type(value).model_fields:
            yield from parts_of(getattr(value, name))
