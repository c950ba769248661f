"""What the derivation noticed and the customer should know."""

from collections.abc import Iterator

from specgen.catalog import Catalog
from specgen.findings import Finding, Phrase, finding
from specgen.need.derived import Need
from specgen.need.geometry import fitting_magnification
from specgen.need.penetration import penetration_findings
from specgen.requirement import Requirement


def noticed(requirement: Requirement, need: Need, catalog: Catalog) -> Iterator[Finding]:
    """Yield what the derivation noticed; disagreeing geometry is told by `sense`."""
    yield from penetration_findings(requirement, need.passage, need.setup, catalog)
    if not need.missing:
        yield from _what_is_missing(need)
        yield from _what_does_not_fit(requirement, need, catalog)
        yield from _what_was_taken(requirement, need)
        known = catalog.application(requirement.application.kind) if requirement.application.kind else None
        if known and known.medical:
            yield finding("SG-N206", "application.kind", kind=requirement.application.kind or "")


def _what_is_missing(need: Need) -> Iterator[Finding]:
    """Yield what the image needs and the file does not say: geometry, detector, what a time could rest on."""
    without_m, without_detector = need.geometry.magnification is None, need.geometry.detector_unsharpness is None
    if need.smallest_feature_um is not None and (without_m or without_detector):
        both = without_m and without_detector
        what = Phrase("@geometry-and-detector" if both else "@geometry" if without_m else "@detector")
        yield finding("SG-Q221", "imaging.detector" if what == "@detector" else "imaging", missing=what)
    if need.setup.time_per_part_s is not None and need.light.photons_needed is None and need.light.frame_time_s is None:
        yield finding("SG-Q228", "imaging.time_per_part")


def _what_does_not_fit(requirement: Requirement, need: Need, catalog: Catalog) -> Iterator[Finding]:
    geometry, specimen, setup = need.geometry, requirement.specimen, need.setup
    if geometry.field_height and specimen.height and specimen.height.mm > geometry.field_height.value * (1 + 1e-9):
        yield finding("SG-W217", "specimen.height", height=specimen.height.text, field=f"{geometry.field_height.value:.3g} mm")
    fits, m = fitting_magnification(setup, geometry), geometry.magnification
    if fits is not None and m and m.value > fits * (1 + 1e-9):
        yield finding("SG-W218", "imaging", magnification=f"{m.value:.3g}", largest=f"{fits:.2g}")
    feature, voxel, advised = setup.smallest_feature_um, geometry.voxel, catalog.default("voxels_advised")
    if setup.is_ct and feature and voxel and voxel.value > feature / advised * (1 + 1e-9):
        yield finding("SG-N209", "imaging.smallest_feature", voxels=f"{feature / voxel.value:.2g}", advised=f"{advised:g}")


def _what_was_taken(requirement: Requirement, need: Need) -> Iterator[Finding]:
    """Yield that the largest extent stands for the path."""
    specimen = requirement.specimen
    if specimen.path or not need.setup.extents_mm or not (specimen.material or specimen.formula):
        return
    across = [extent for extent in (specimen.diameter, specimen.width, specimen.depth) if extent]
    largest = max(across or [extent for extent in (specimen.height,) if extent], key=lambda extent: extent.magnitude)
    yield finding("SG-W219", "specimen", extent=largest.text, material=specimen.material or specimen.formula or "")
