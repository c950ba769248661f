"""What the metadata claims is true: PDF/A-3u and PDF/UA-1 together, by veraPDF's 148 and 106 rules.

Here stands one document of each status, kind and brand, and those made to break a page; `make soak` has every combination.
"""

import io
from collections.abc import Callable
from pathlib import Path

import georgian
import pikepdf
import pytest
import verapdf
from making import CASES, EXAMPLES, MAKERS, rendered
from verapdf import Judgement

from specgen.pipeline import Wish

STATUSES = {
    "recommended": "battery-18650",
    "custom": {"packaged": "hole-1-to-5-um", "helmsdal": "turbine-blade"},
    "infeasible": {"packaged": "infeasible-detector", "helmsdal": "infeasible-geometry"},
    "incomplete": "incomplete",
}
DEMO = EXAMPLES / "battery-18650.yaml"


def of_status(maker: str, status: str) -> Path:
    """Return the example that shows *status* at *maker*."""
    name = STATUSES[status]
    return EXAMPLES / f"{name if isinstance(name, str) else name[maker]}.yaml"


DOCUMENTS: dict[str, tuple[str, Path] | tuple[str, Path, Wish]] = {
    **{f"{maker}-{status}": (maker, of_status(maker, status)) for maker in MAKERS for status in STATUSES},
    **{f"helmsdal-{case.parent.name}": ("helmsdal", case) for case in CASES},
    **{
        f"{maker}-{status}-specification": (maker, of_status(maker, status), Wish(kind="specification"))
        for maker in MAKERS
        for status in ("recommended", "custom")  # the other two are the same documents whatever is asked for
    },
    "internal": ("packaged", DEMO, Wish(audience="internal")),
    "letter-draft": ("packaged", DEMO, Wish(paper="letter", draft=True)),
    **{f"german-{maker}-{status}": (maker, of_status(maker, status), Wish(language="de")) for maker in MAKERS for status in STATUSES},
    "german-letter": ("helmsdal", DEMO, Wish(language="de", paper="letter", draft=True)),
}


def damaged(pdf: bytes, damage: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return *pdf* after *damage*."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        damage(opened)
        opened.save(out)
    return out.getvalue()


def without_alternative_texts(pdf: pikepdf.Pdf) -> None:
    """Take from every picture the text that stands for it."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure":
            del thing["/Alt"]


def with_a_script(pdf: pikepdf.Pdf) -> None:
    """Let the file run a script when it is opened, which no archive takes."""
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


# Known-bad files: what is done to a good one, the flavour that must fail, and the rule that must say so.
BAD = {
    "no-alternative-text": (without_alternative_texts, "ua1", "7.3-1"),
    "script": (with_a_script, "3u", "6.5.1-1"),
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Judgement]:
    """Return every judgement by document and flavour, all from one virtual machine."""
    if lack := verapdf.lacking():
        pytest.skip(lack)
    folder = tmp_path_factory.mktemp("conformance")
    files = {name: rendered(*document).pdf for name, document in DOCUMENTS.items()}
    files["georgian"] = georgian.written(georgian.tools(), DEMO.stem, Wish(language="ka", brand=georgian.BRAND))["pdf"]
    files |= {name: damaged(files["packaged-recommended"], damage) for name, (damage, *_) in BAD.items()}
    files["cut-off"] = files["packaged-recommended"][:20_000]
    for name, data in files.items():
        (folder / f"{name}.pdf").write_bytes(data)
    return {(one.file.stem, one.flavour): one for one in verapdf.judge(sorted(folder.glob("*.pdf")))}


@pytest.mark.parametrize("flavour", verapdf.RULES)
@pytest.mark.parametrize("name", [*DOCUMENTS, "georgian"])
def test_the_document_conforms(judged: dict[tuple[str, str], Judgement], name: str, flavour: str) -> None:
    """Every rule of the flavour was there, thousands of checks were made, and none failed."""
    found = judged[name, flavour]
    assert (found.verdict, found.said, found.rules) == ("pass", (), verapdf.RULES[flavour])
    assert found.checks > 1000


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("status", STATUSES)
def test_each_status_is_among_them(maker: str, status: str) -> None:
    """What the table above calls a status is one, with this maker's catalogue."""
    decision = rendered(maker, of_status(maker, status)).judged.decision
    assert decision is not None
    assert decision.status == status


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_fails(judged: dict[tuple[str, str], Judgement], name: str) -> None:
    """For the reason that it was given, so that a pass means something."""
    _, flavour, rule = BAD[name]
    found = judged[name, flavour]
    assert found.verdict == "fail"
    assert any(line.startswith(f"{rule} ") for line in found.said), found.said


def test_a_file_that_is_cut_off_is_no_pass(judged: dict[tuple[str, str], Judgement]) -> None:
    """Whatever the validator makes of it."""
    assert {judged["cut-off", flavour].verdict for flavour in verapdf.RULES} <= {"fail", "error"}
