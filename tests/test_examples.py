"""The examples: each gives the document that it says it gives, on the packaged catalogue and on the fictitious maker's.

The table stands here and in `examples/README.md`; both are held against what specgen decides.
"""

import re

import pytest
from making import ACCEPTED, EXAMPLES, MAKERS, NAMES, REFUSED, example, kit, rendered

from specgen import pipeline

# name: limit [µm, None where nothing limits or serves], class, status and platform of the packaged catalogue; of Helmsdal
TABLE: dict[str, tuple[float | None, str | None, str, str | None, str, str | None]] = {
    "additive-bracket": (56, "mini focus", "recommended", "source-ray-33um", "recommended", "hx-150-m"),
    "battery-18650": (51, "mini focus", "recommended", "source-ray-33um", "recommended", "hx-160-m"),
    "bga-pcb": (24, "mini focus", "recommended", "source-ray-20um", "recommended", "hx-130-s"),
    "casting-aluminium": (88, "mini focus", "recommended", "source-ray-33um", "recommended", "hx-160-m"),
    "chip-package": (11, "microfocus", "recommended", "source-ray-8um", "recommended", "hx-110-u"),
    "composite-laminography": (9.5, "microfocus", "recommended", "source-ray-8um", "recommended", "hx-110-u"),
    "contact-plate": (None, "mini focus", "recommended", "source-ray-33um", "recommended", "hx-160-l"),
    "detect-only": (56, "mini focus", "recommended", "source-ray-33um", "recommended", "hx-150-m"),
    "fuel-injector": (5.4, "microfocus", "custom", None, "recommended", "hx-110-u"),
    "hole-1-to-5-um": (2.3, "nanofocus", "custom", None, "recommended", "hx-90-n"),
    "inch-units": (79, "mini focus", "recommended", "source-ray-33um", "recommended", "hx-160-m"),
    "incomplete": (None, None, "incomplete", None, "incomplete", None),
    "infeasible-detector": (None, None, "infeasible", None, "infeasible", None),
    "infeasible-geometry": (None, None, "infeasible", None, "infeasible", None),
    "infeasible-penetration": (1153, None, "infeasible", None, "infeasible", None),
    "medical-oem": (30, "mini focus", "recommended", "source-ray-20um", "recommended", "hx-110-u"),
    "mems-nanofocus": (0.92, "nanofocus", "custom", None, "recommended", "hx-90-n"),
    "oem-source-only": (60, "mini focus", "recommended", "source-ray-33um", "recommended", "hx-150-m"),
    "turbine-blade": (34, "mini focus", "recommended", "source-ray-33um", "custom", None),
    "weld-steel": (265, "mini focus", "recommended", "source-ray-33um", "recommended", "hx-160-l"),
}

# What each shows beside its status: the findings that it is there for, and what it must not have.
SHOWS = {
    "battery-18650": {"SG-N208", "SG-W217"},
    "bga-pcb": {"SG-N202"},
    "casting-aluminium": {"SG-W211"},
    "contact-plate": {"SG-N203"},
    "detect-only": {"SG-Q223", "SG-Q222"},
    "fuel-injector": {"SG-N204"},
    "hole-1-to-5-um": {"SG-N201", "SG-N204"},
    "incomplete": {"SG-Q226", "SG-Q227"},
    "medical-oem": {"SG-N206", "SG-N205", "SG-N202"},
    "mems-nanofocus": {"SG-N204"},
    "turbine-blade": {"SG-W216"},
    "weld-steel": {"SG-N203"},
}


def test_the_table_has_every_example() -> None:
    """A new example takes a line."""
    assert set(TABLE) == set(ACCEPTED)
    assert len(TABLE) == len(NAMES) - 1


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("maker", MAKERS)
def test_an_example_gives_what_it_says(maker: str, name: str) -> None:
    """Status, class, platform and limit, the last to the digit that the table prints."""
    limit, focus_class, *answers = TABLE[name]
    status, platform = answers[:2] if maker == "packaged" else answers[2:]
    decision = example(maker, name).json
    assert (decision["status"], decision["platform"], decision["class"]) == (status, platform, focus_class)
    found = decision["need"]["max_focal_spot"]
    assert (found["value"] if found else None) == (None if limit is None else pytest.approx(limit, abs=last_digit(limit) / 2))


def last_digit(number: float) -> float:
    """Return what the last printed digit of *number* stands for: 1 for 34, 0.1 for 9.5."""
    return float(10.0 ** -len(f"{number:g}".partition(".")[2]))


@pytest.mark.parametrize("name", SHOWS)
def test_an_example_shows_what_it_is_there_for(name: str) -> None:
    """The findings that its first lines speak of."""
    assert SHOWS[name] <= {finding.code for finding in example("packaged", name).judged.findings}


def test_the_broken_one_is_refused_with_all_its_mistakes() -> None:
    """More than twenty, in one pass, each with a place; on either catalogue."""
    for maker in MAKERS:
        judged = pipeline.judge(kit(maker), str(EXAMPLES / f"{REFUSED}.yaml"))
        assert judged.decision is None
        assert sum(finding.is_error for finding in judged.findings) > 20
        assert len({finding.code for finding in judged.findings}) > 12
        assert all(finding.place for finding in judged.findings)


def test_the_readme_says_the_same() -> None:
    """Limit, class, status and platform of its table, line by line."""
    wanted = {}
    for name, (limit, focus_class, status, platform, other_status, other) in TABLE.items():
        short = platform.removeprefix("source-ray-").replace("um", " µm") if platform else "none"
        there = other.removeprefix("hx-").upper().replace("-", " ") if other else other_status
        wanted[name] = (f"{limit:g} µm" if limit else None, focus_class, status, short, f"HX {there}" if other else there)
    rows = [line.split("|")[1:-1] for line in (EXAMPLES / "README.md").read_text("utf-8").splitlines() if line.startswith("| `")]
    found = {re.sub(r"`|\.yaml", "", row[0].strip()): [cell.strip() for cell in row[2:]] for row in rows}
    assert set(found) == set(NAMES)
    for name, (limit, focus_class, status, short, there) in wanted.items():
        said = found[name]
        assert said[0] == limit or (limit is None and not re.match("[0-9]", said[0])), name
        assert said[1] == (focus_class or "none"), name
        assert said[2].split(",")[0] == status, name
        assert said[3] == short or status == "incomplete", name
        assert said[4] == there, name


@pytest.mark.parametrize("platform", ["source-ray-33um", "source-ray-20um", "source-ray-8um"])
def test_every_platform_is_recommended_by_some_example(platform: str) -> None:
    """All three of the maker's published platforms have their use."""
    assert [name for name in ACCEPTED if example("packaged", name).json["platform"] == platform]


def test_every_status_and_every_limit_is_shown() -> None:
    """Each kind of answer, and each regime that the physics knows."""
    found = [example("packaged", name).json for name in ACCEPTED]
    assert {decision["status"] for decision in found} == {"recommended", "custom", "infeasible", "incomplete"}
    assert {decision["limited_by"] for decision in found} >= {"focal spot", "stated spot", "detector", "geometry", "nothing"}
    assert {decision["class"] for decision in found} == {"mini focus", "microfocus", "nanofocus", None}


def test_no_class_comes_from_an_applications_name() -> None:
    """Several examples are served by another class than is usual for their use, and say so; two of one kind may differ."""
    unusual = []
    for name in ACCEPTED:
        result = example("packaged", name)
        requirement = result.judged.received.requirement
        kind = requirement.application.kind if requirement else None
        known = kit().catalog.application(kind) if kind else None
        differs = bool(known and known.classes and result.json["class"] and result.json["class"] not in known.classes)
        assert differs == ("SG-N208" in {finding.code for finding in result.judged.findings}), name
        unusual += [name] if differs else []
    assert len(unusual) >= 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("maker", "name", "kind"),
    [
        ("packaged", "battery-18650", "Proposal"),
        ("packaged", "hole-1-to-5-um", "Custom enquiry"),
        ("packaged", "infeasible-detector", "Feasibility statement"),
        ("packaged", "incomplete", "Questions"),
        ("helmsdal", "battery-18650", "Proposal"),
        ("helmsdal", "turbine-blade", "Custom enquiry"),
        ("helmsdal", "infeasible-geometry", "Feasibility statement"),
        ("helmsdal", "incomplete", "Questions"),
    ],
)
def test_each_status_yields_its_document(maker: str, name: str, kind: str) -> None:
    """One of each on each catalogue, through to the PDF."""
    result = rendered(maker, EXAMPLES / f"{name}.yaml")
    assert result.pdf.startswith(b"%PDF-1.7")
    assert example(maker, name).document.cover.kind == kind
    assert len(result.pages) >= 3
