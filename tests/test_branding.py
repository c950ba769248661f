"""`specgen brand check`: each fault that a maintainer can make is found and told, and a sound brand with a logo is rendered."""

import base64
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
import verapdf
from making import DATE, EXAMPLES, ROOT, icc_profile_left_open, kit

from specgen import branding, pipeline
from specgen.cli.run import run
from specgen.errors import UsageError
from specgen.files.library import Library

SOUND = (ROOT / "templates" / "brands" / "source-ray" / "brand.yaml").read_text("utf-8").replace("id: source-ray", "id: mine")
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 12"><path d="M0 0H40V12H0Z" fill="#0F5C8C"/></svg>'


@pytest.fixture(autouse=True)
def _profile() -> Iterator[None]:
    with icc_profile_left_open():
        yield


def workspace(folder: Path, text: str = SOUND, logo: str | None = None) -> Path:
    """Return a workspace with the brand `mine`."""
    home = folder / "templates" / "brands" / "mine"
    home.mkdir(parents=True)
    (folder / "specgen.yaml").write_text("brand: mine\n")
    (home / "brand.yaml").write_text(text, "utf-8")
    if logo is not None:
        (home / "logo.svg").write_text(logo, "utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    """Return what the check says of the brand `mine`."""
    (report,) = branding.check(Library(folder), "mine")
    return [fault.told(kit().wording) for fault in report.faults]


def test_a_sound_brand_has_no_fault(tmp_path: Path) -> None:
    """With a logo or without."""
    assert faults(workspace(tmp_path / "a")) == []
    assert faults(workspace(tmp_path / "b", f"{SOUND}logo: logo.svg\n", LOGO)) == []


def test_every_brand_is_checked_unless_one_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the workspace and the packaged ones; both of ours are sound."""
    monkeypatch.chdir(EXAMPLES / "fictitious-maker")
    assert run(["brand", "check", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [(entry["brand"], entry["ok"]) for entry in said["brands"]] == [("helmsdal", True), ("source-ray", True)]
    assert all(entry["lowest_contrast"] >= 4.5 and entry["lowest_distance"] >= 25 for entry in said["brands"])
    assert run(["brand", "check", "helmsdal"]) == 0
    assert capsys.readouterr().out.startswith("helmsdal: texts have a contrast of at least 4.6 to 1")
    with pytest.raises(UsageError, match="take one of: helmsdal, source-ray"):
        run(["brand", "check", "nobody"])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('quiet: "#54626E"', 'quiet: "#9AA5AE"', "quiet on paper has a contrast of 2.5"),
        ('on_mark: "#FFFFFF"', 'on_mark: "#17324A"', "on_mark on mark has a contrast of 1.8"),
        ('quiet_on_cover: "#54626E"', 'quiet_on_cover: "#CCCCCC"', "quiet_on_cover on cover has a contrast of 1.6"),
        ('open: "#7B2CBF"', 'open: "#8A5A00"', "bad and open look alike"),
        ("id: mine", "id: other", "its id is other, but its folder is mine"),
        ("head_weight: 600", "head_weight: 500", "Source Sans Pro is not there in weight 500; take one of: 400, 600, 700"),
        ("wordmark: Source-Ray", "wordmark: 電池", "no font of it has 池 (U+6C60) 電 (U+96FB)"),
        ("head_weight: 600", "head_weight: 600\nmargin: 2 mm", "margin"),
        ('ink: "#17324A"', 'ink: "blue"', "colours.ink"),
        ("head_weight: 600", "head_weight: 600\nlogo: ../../logo.svg", "logo"),
        ("head_weight: 600", "head_weight: 600\nlogo: logo.svg", "its logo templates/brands/mine/logo.svg is missing"),
    ],
)
def test_each_fault_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, old: str, new: str, told: str
) -> None:
    """With the figure and what it should be; exit code 5, since the brand's maintainer must act."""
    assert old in SOUND
    folder = workspace(tmp_path / "w", SOUND.replace(old, new))
    assert any(told in line for line in faults(folder)), faults(folder)
    monkeypatch.chdir(folder)
    assert run(["brand", "check", "mine"]) == 5
    assert "mine: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("logo", "told"),
    [
        ("<p>none</p>", "no SVG with a viewBox"),
        (LOGO.replace('viewBox="0 0 40 12"', ""), "no SVG with a viewBox"),
        (LOGO.replace("<path", "<script>x</script><path"), "holds <script"),
        (LOGO.replace("<path", '<image href="http://x/y.png"/><path'), "holds <image"),
        (LOGO.replace("<path", "<text>A</text><path"), "holds <text"),
        (LOGO.replace("<path", '<use xlink:href="file:///etc/passwd"/><path'), "holds href"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + LOGO, "holds <!DOCTYPE"),
        (LOGO.replace("fill=", 'opacity="0.5" fill='), "holds opacity"),
        (LOGO + " " * 100_000, "takes at most 100000"),
    ],
)
def test_a_logo_is_shapes_alone(tmp_path: Path, logo: str, told: str) -> None:
    """What fetches, acts, needs a font or breaks an archive's rules is named."""
    (found,) = faults(workspace(tmp_path / "w", f"{SOUND}logo: logo.svg\n", logo))
    assert told in found


def test_a_logo_stands_on_the_cover(tmp_path: Path) -> None:
    """In the PDF, which still conforms, and in the HTML, with the wordmark as its text."""
    tools = pipeline.open_kit(workspace(tmp_path / "w", f"{SOUND}logo: logo.svg\n", LOGO))
    judged = pipeline.judge(tools, str(EXAMPLES / "incomplete.yaml"))
    _, outputs = pipeline.propose(tools, judged, pipeline.Wish(formats=("pdf", "html")), DATE)
    pdf, html = outputs["PDK-INQ-2_A.pdf"], outputs["PDK-INQ-2_A.html"].decode()
    (source,) = re.findall(r'<img class="logo" src="data:image/svg\+xml;base64,([^"]+)" alt="Source-Ray">', html)
    assert base64.b64decode(source).decode() == LOGO
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        alts = [str(thing.Alt) for thing in opened.objects if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing]
    assert "Source-Ray" in alts
    if not verapdf.lacking():
        (tmp_path / "logo.pdf").write_bytes(pdf)
        assert {one.verdict for one in verapdf.judge([tmp_path / "logo.pdf"])} == {"pass"}
