"""Twelve mistakes of twelve kinds in one file: all told in one run, each at its place, and the mended file passes."""

from pathlib import Path

from making import kit

from specgen.files.received import receive

WRONG = """\
specgen: 1
reference: ACME 2026
date: 2026-13-01
customer: {company: Acme, contakt: Jane Doe}
application: {technique: CT}
specimen:
  diameter: 18.5 MM
  path: [{material: steel}]
imaging:
  smallest_feature: 50
  source_detector_distance: 600,5 mm
  detector: {pixel_pitch: 100 kV, columns: 2048.5}
source:
  tube_voltage: {min: 160 kV, max: 80 kV}
  duty_cycle: {on: 200 s, period: 120 s}
should: [source.colling]
"""
EXPECTED = [
    ("SG-E116", 2, 12),
    ("SG-E119", 3, 7),
    ("SG-E111", 4, 27),
    ("SG-E114", 5, 26),
    ("SG-E104", 7, 13),
    ("SG-E112", 8, 10),
    ("SG-E105", 10, 21),
    ("SG-E106", 11, 29),
    ("SG-E107", 12, 27),
    ("SG-E108", 12, 44),
    ("SG-E133", 14, 17),
    ("SG-E131", 15, 15),
    ("SG-E135", 16, 10),
]
MENDED = (
    WRONG.replace("ACME 2026", "ACME-2026")
    .replace("2026-13-01", "2026-12-01")
    .replace("contakt", "contact")
    .replace("CT}", "ct}")
    .replace("18.5 MM", "18.5 mm")
    .replace("{material: steel}", "{material: steel, thickness: 1 mm}")
    .replace("50\n", "50 um\n")
    .replace("600,5 mm", "600.5 mm")
    .replace("100 kV, columns: 2048.5", "100 um, columns: 2048")
    .replace("min: 160 kV, max: 80 kV", "min: 80 kV, max: 160 kV")
    .replace("on: 200 s", "on: 20 s")
    .replace("colling", "cooling")
)


def test_every_mistake_is_told_at_its_place(tmp_path: Path) -> None:
    """Thirteen in truth: two share a line."""
    file = tmp_path / "wrong.yaml"
    file.write_text(WRONG)
    found = [f for f in receive(str(file), kit().catalog).findings if f.is_error]
    assert [(f.code, f.place.line, f.place.column) for f in found if f.place] == EXPECTED


def test_the_mended_file_passes(tmp_path: Path) -> None:
    """With each mistake mended nothing is left to say against it."""
    file = tmp_path / "mended.yaml"
    file.write_text(MENDED)
    received = receive(str(file), kit().catalog)
    assert [f.code for f in received.findings if f.is_error] == []
    assert received.requirement is not None
