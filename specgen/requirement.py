"""What the customer asks for: the model of the requirement file, and the checks that need no more than the file.

The model is the single source of the JSON Schema, the starter file and the handbook: every field explains itself.
Reading, places and the turning of refusals into findings are left to `files`; physics to `need`.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Final, get_args

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import core_schema

from specgen import physics
from specgen.fields import (
    Ceiling,
    Count,
    Current,
    Day,
    Density,
    Duration,
    Leaf,
    Length,
    Line,
    Mass,
    Number,
    OneOrMany,
    Power,
    Prose,
    Range,
    Scalar,
    Share,
    SmallLength,
    Speed,
    Temperature,
    Values,
    Voltage,
    named,
    nearest,
    one_of,
    point_or_group,
    refusal,
    shortened,
    text_of,
)
from specgen.findings import Finding, Phrase, finding

FORMAT: Final = "1"
MOST_ITEMS: Final = 200  # of one list: more than any honest file has, and what a document still lays out in its time
MOST_SCENARIOS: Final = 8  # side by side on one page

Reference = Annotated[str, named(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "ACME-2026-014")]
Revision = Annotated[str, named(r"[A-Za-z0-9]{1,8}", "A")]
Identifier = Annotated[str, named(r"[a-z0-9][a-z0-9-]{0,39}", "source-ray")]
Technique = Annotated[str, one_of("radiography", "ct", "laminography")]
Criterion = Annotated[str, one_of("resolve", "detect")]


def _version(value: object) -> str:
    text = text_of(value).strip()
    if text != FORMAT:
        raise refusal("SG-E120", text=text[:64], supported=FORMAT)
    return text


class Customer(Values):
    """Who asks."""

    company: Line = Field(
        min_length=1, description="The customer's company, as it should stand on the document.", examples=["Acme Cells GmbH"]
    )
    contact: Line | None = Field(None, description="The person who asks.", examples=["Jane Doe"])
    email: Line | None = Field(None, description="Where the document goes.", examples=["jane.doe@acme.example"])
    address: Prose | None = Field(
        None, description="Postal address, as many lines as it has.", examples=["Musterweg 1\n12345 Beispielstadt"]
    )
    country: Line | None = Field(None, description="Country of use, as a two-letter code.", examples=["DE"])


class Application(Values):
    """What the image is for. It adds notes and breaks ties; it never chooses a class."""

    kind: Line | None = Field(
        None, description="A name of the catalogue's list of applications, or any other text.", examples=["battery inspection"]
    )
    technique: Technique | None = Field(None, description="radiography, ct or laminography.", examples=["ct"])
    description: Prose | None = Field(
        None, description="What is to be found, in the customer's words.", examples=["Overhang of the anode over the cathode."]
    )


class Layer(Values):
    """One layer of material, along the beam."""

    material: Line | None = Field(None, description="A name, alloy or symbol known to the catalogue.", examples=["steel"])
    formula: Line | None = Field(None, description="Chemical formula, where the catalogue does not know the material.", examples=["LiCoO2"])
    density: Density | None = Field(None, description="Mass density, with a formula.", examples=["4.9 g/cm3"])
    thickness: Length = Field(description="Thickness along the beam.", examples=["0.5 mm"])


class Specimen(Values):
    """What stands in the beam."""

    name: Line | None = Field(None, description="What the part is called.", examples=["18650 cell"])
    material: Line | None = Field(None, description="The main material, where no path is given.", examples=["aluminium"])
    formula: Line | None = Field(
        None, description="Its chemical formula, where the catalogue does not know the material.", examples=["LiCoO2"]
    )
    density: Density | None = Field(None, description="Its mass density, with a formula.", examples=["4.9 g/cm3"])
    diameter: Length | None = Field(
        None, description="Extent across the beam of a round part; or give width and depth.", examples=["18.5 mm"]
    )
    width: Length | None = Field(None, description="Extent across the beam.", examples=["80 mm"])
    depth: Length | None = Field(None, description="Extent along the beam.", examples=["10 mm"])
    height: Length | None = Field(None, description="Extent along the axis of rotation.", examples=["65 mm"])
    speed: Speed | None = Field(
        None, description="Speed across the beam while the image is taken, where the part moves.", examples=["20 mm/s"]
    )
    path: tuple[Layer, ...] = Field(
        (),
        max_length=MOST_ITEMS,
        description="What the beam goes through at its longest, layer by layer.",
        examples=[
            [
                {"material": "steel", "thickness": "0.5 mm"},
                {"material": "copper", "thickness": "0.5 mm"},
                {"formula": "LiCoO2", "density": "3.2 g/cm3", "thickness": "6.4 mm"},
            ]
        ],
    )


class Detector(Values):
    """What takes the image."""

    pixel_pitch: SmallLength | None = Field(None, description="Distance from pixel to pixel.", examples=["100 um"])
    basic_spatial_resolution: SmallLength | None = Field(None, description="SRb by duplex wire (ISO 19232-5).", examples=["100 um"])
    columns: Count | None = Field(None, description="Pixels across the axis of rotation.", examples=[2048])
    rows: Count | None = Field(None, description="Pixels along the axis of rotation.", examples=[2048])
    optical_magnification: Number | None = Field(
        None, description="Lens-coupled detectors: the pixel at the scintillator is pitch / this.", examples=[1]
    )
    quantum_efficiency: Share | None = Field(None, description="Detective quantum efficiency at this beam.", examples=["50 %"])


class Imaging(Values):
    """What must be seen, and from how far."""

    smallest_feature: SmallLength | None = Field(None, description="Smallest detail to be resolved or detected.", examples=["50 um"])
    criterion: Criterion | None = Field(
        None, description="resolve (separate, measure) or detect (see that it is there).", examples=["resolve"]
    )
    voxel: SmallLength | None = Field(
        None, description="Voxel size, where the customer states one; it must agree with the geometry.", examples=["10 um"]
    )
    field_of_view: Length | None = Field(
        None, description="Width of the region seen at once; for CT the whole extent where absent.", examples=["20 mm"]
    )
    source_detector_distance: Length | None = Field(None, description="Focal spot to the detector's active surface.", examples=["600 mm"])
    source_object_distance: Length | None = Field(None, description="Focal spot to the object's centre.", examples=["60 mm"])
    magnification: Number | None = Field(None, description="Geometric magnification, where distances are not both given.", examples=[10])
    clearance: Length | None = Field(None, description="Room between specimen and source housing.", examples=["5 mm"])
    detector: Detector = Field(Detector(), description="What takes the image.")
    time_per_part: Duration | None = Field(None, description="Time allowed per part; for CT the whole scan.", examples=["30 min"])
    projections: Count | None = Field(None, description="Projections of one scan.", examples=[900])
    frame_time: Duration | None = Field(None, description="Exposure time of one frame.", examples=["500 ms"])
    signal_to_noise: Number | None = Field(None, description="In one projection, behind the longest path, per pixel.", examples=[20])


class DutyCycle(Values):
    """How long the beam is on: on within a period, a bare share that leaves the period open, or else continuously."""

    on: Duration | None = Field(None, description="Time with the beam on.", examples=["30 s"])
    period: Duration | None = Field(None, description="Time from one switch-on to the next.", examples=["120 s"])
    share: Share | None = Field(None, description="Part of the time, where the period is not known.", examples=["25 %"])

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        if not isinstance(value, Scalar | str):
            if isinstance(value, dict) and value.keys() < {"on", "period"}:
                raise refusal("SG-E112", key="on and period")
            return value
        text = text_of(value).strip()
        if text.endswith("%"):
            return {"share": value}
        if text != "continuous":
            choices, suggestion = "continuous, {on: 30 s, period: 120 s}", nearest(text, ["continuous"])
            raise refusal("SG-E114", text=shortened(text), choices=choices, suggestion=suggestion)
        return {}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        either = point_or_group(schema, handler, "share")
        return {"anyOf": [{"type": "string", "const": "continuous"}, *either["anyOf"]]}

    @property
    def is_continuous(self) -> bool:
        """Return whether the beam is on without a pause."""
        return self.on is None and self.share is None


class Source(Values):
    """What the source must reach; focal spot and mass are ceilings."""

    tube_voltage: Range[Voltage] | None = Field(
        None, description="Tube voltage to be reached: a point, or {min, max}.", examples=["130 kV"]
    )
    target_power: Range[Power] | None = Field(None, description="Power on the target to be reached.", examples=[{"min": "20 W"}])
    tube_current: Range[Current] | None = Field(None, description="Tube current to be reached.", examples=["200 uA"])
    focal_spot: Ceiling[SmallLength] | None = Field(
        None, description="Largest focal spot that the customer admits.", examples=[{"max": "60 um"}]
    )
    duty_cycle: DutyCycle | None = Field(None, description="continuous, or {on: 30 s, period: 120 s}.", examples=["continuous"])
    cooling: Annotated[tuple[Line, ...], OneOrMany] = Field(
        (), max_length=MOST_ITEMS, description="Cooling methods, any of which will do.", examples=[["forced air"]]
    )
    filter: Annotated[tuple[Layer, ...], OneOrMany] = Field(
        (),
        max_length=MOST_ITEMS,
        description="Added beam filtration, one layer or a list.",
        examples=[{"material": "aluminium", "thickness": "1 mm"}],
    )


class Envelope(Values):
    """The room that the source may take."""

    width: Length | None = Field(None, description="Across the beam.", examples=["300 mm"])
    height: Length | None = Field(None, description="Along the axis of rotation.", examples=["200 mm"])
    depth: Length | None = Field(None, description="Along the beam.", examples=["200 mm"])


class Integration(Values):
    """How the source is built in."""

    interface: Annotated[tuple[Line, ...], OneOrMany] = Field(
        (), max_length=MOST_ITEMS, description="Control interfaces, all of which are needed.", examples=[["RS-232"]]
    )
    supply: Line | None = Field(None, description="Electrical supply.", examples=["24 V DC"])
    envelope: Envelope = Field(Envelope(), description="Room that the source may take.")
    mass: Ceiling[Mass] | None = Field(None, description="Largest mass.", examples=[{"max": "15 kg"}])
    ambient: Range[Temperature] | None = Field(
        None, description="Ambient temperature in operation.", examples=[{"min": "5 degC", "max": "40 degC"}]
    )
    standards: Annotated[tuple[Line, ...], OneOrMany] = Field(
        (), max_length=MOST_ITEMS, description="Standards and marks asked for.", examples=[["IEC 61010-1", "CE"]]
    )


class Commercial(Values):
    """How many, when, on which terms."""

    quantity: Count | None = Field(None, description="Number of sources.", examples=[4])
    currency: Annotated[str, named(r"[A-Z]{3}", "EUR")] | None = Field(
        None, description="Currency as a three-letter code.", examples=["EUR"]
    )
    delivery: Day | None = Field(None, description="Date by which delivery is asked.", examples=["2027-03-31"])
    incoterm: Line | None = Field(None, description="Incoterms 2020 rule with its place.", examples=["DAP Beispielstadt"])
    options: Annotated[tuple[Line, ...], OneOrMany] = Field(
        (), max_length=MOST_ITEMS, description="Options to be part of the price, by their names.", examples=[["high-voltage cable 5 m"]]
    )


class Presentation(Values):
    """How the document looks."""

    language: Annotated[str, named(r"[a-z]{2}(-[A-Z]{2})?", "en")] | None = Field(
        None, description="Language of the document.", examples=["en"]
    )
    brand: Identifier | None = Field(None, description="Brand of the document.", examples=["source-ray"])
    paper: Annotated[str, one_of("a4", "letter")] | None = Field(None, description="a4 or letter.", examples=["a4"])
    units: Annotated[str, one_of("metric", "inch")] | None = Field(
        None, description="Units shown: metric, or inch with metric beside.", examples=["metric"]
    )
    kind: Annotated[str, one_of("proposal", "specification")] | None = Field(
        None, description="proposal, or specification: statements to build and test by, without prices.", examples=["proposal"]
    )
    distribution: Annotated[tuple[Line, ...], OneOrMany] = Field(
        (), description="Who gets a copy: listed in a specification.", examples=[["Jane Doe, Quality"]]
    )


class Requirement(Values):
    """A customer's requirement for an X-ray generator."""

    specgen: Annotated[str, Leaf(_version, {"enum": [int(FORMAT), FORMAT]})] = Field(
        description="Version of this file's format.", examples=[1]
    )
    reference: Reference = Field(description="Names the output files and the record.", examples=["ACME-2026-014"])
    revision: Revision = Field("A", description="A, B, ...; A where absent.", examples=["A"])
    date: Day | None = Field(None, description="The document's date.", examples=["2026-11-20"])
    title: Line | None = Field(None, description="One line that says what it is about.", examples=["Electrode overhang in 18650 cells"])
    customer: Customer = Field(description="Who asks.")
    application: Application = Field(Application(), description="What the image is for.")
    specimen: Specimen = Field(Specimen(), description="What stands in the beam.")
    imaging: Imaging = Field(Imaging(), description="What must be seen, and from how far.")
    source: Source = Field(Source(), description="What the source must reach.")
    integration: Integration = Field(Integration(), description="How the source is built in.")
    commercial: Commercial = Field(Commercial(), description="How many, when, on which terms.")
    document: Presentation = Field(Presentation(), description="How the document looks.")
    should: Annotated[tuple[Line, ...], OneOrMany] = Field(
        (),
        max_length=MOST_ITEMS,
        description="Wishes, as dotted keys; everything else that is given is a must.",
        examples=[["source.cooling"]],
    )
    scenarios: dict[Line, dict[Line, Line]] = Field(
        {},
        max_length=MOST_SCENARIOS,
        description="What-ifs by name, each with the dotted keys that it changes.",
        examples=[{"thinner overhang": {"imaging.smallest_feature": "30 um"}}],
    )
    notes: Prose | None = Field(None, description="Free text, printed as received.", examples=["The cabinet and its shielding are ours."])

    def given(self, path: str) -> bool:
        """Return whether the requirement states something at the dotted *path*."""
        value: object = self
        for step in path.split("."):
            value = getattr(value, step)
            if value in (None, (), {}):
                return False
        return True

    def is_wish(self, path: str) -> bool:
        """Return whether *path* or a group above it is named under `should`."""
        return bool(self.should) and any(path == wish or path.startswith(f"{wish}.") for wish in self.should)


def texts(group: Values, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text that the customer wrote into *group*, with its dotted path."""
    for name in type(group).model_fields:
        path, value = f"{above}.{name}" if above else name, getattr(group, name)
        entries = [(f"{path}[{i}]", v) for i, v in enumerate(value)] if isinstance(value, tuple) else [(path, value)]
        for where, entry in entries:
            if isinstance(entry, Values):
                yield from texts(entry, where)
            elif isinstance(entry, str):
                yield where, entry
            elif isinstance(entry, dict):
                yield from ((f"{where}.{key}", key) for key in entry)


@cache
def field_paths(model: type[Values] = Requirement, above: str = "") -> tuple[str, ...]:
    """Return the dotted path of every field of *model*, groups included, in the order of the file."""
    paths: list[str] = []
    for name, field in model.model_fields.items():
        path = f"{above}.{name}" if above else name
        paths.append(path)
        if isinstance(field.annotation, type) and issubclass(field.annotation, Values):
            paths.extend(field_paths(field.annotation, path))
    return tuple(paths)


# What people of this field call some keys, as they write it.
_ALSO_CALLED: Final = MappingProxyType(
    {
        "current": "tube_current",
        "cycle_time": "time_per_part",
        "exposure_time": "frame_time",
        "fdd": "source_detector_distance",
        "feature_size": "smallest_feature",
        "fod": "source_object_distance",
        "fov": "field_of_view",
        "kv": "tube_voltage",
        "pixel_size": "pixel_pitch",
        "power": "target_power",
        "sdd": "source_detector_distance",
        "snr": "signal_to_noise",
        "sod": "source_object_distance",
        "spot_size": "focal_spot",
        "srb": "basic_spatial_resolution",
        "voltage": "tube_voltage",
        "voxel_size": "voxel",
        "weight": "mass",
    }
)


def nearest_key(path: tuple[str | int, ...]) -> str:
    """Return the known key that the unknown one at *path* most likely means: of the same group, else its full path elsewhere."""
    key, model = str(path[-1]), model_at(path[:-1])
    if "." in key and key in field_paths():
        group, _, inner = key.rpartition(".")
        return f"{group.replace('.', ': {')}: {{{inner}: ...}}{'}' * group.count('.')}"
    folded = _folded_key(key)
    if model and (near := folded if folded in model.model_fields else nearest(folded, model.model_fields)):
        return near
    return _like_named(key, field_paths())


def _folded_key(key: str) -> str:
    plain = unicodedata.normalize("NFKC", key).strip().casefold().replace("-", "_").replace(" ", "_")
    return _ALSO_CALLED.get(plain, plain)


def _like_named(text: str, paths: tuple[str, ...]) -> str:
    """Return the one of *paths* whose last key is that of *text*, or nothing; of several the one most like *text*."""
    key = _folded_key(text.rsplit(".", 1)[-1])
    same = [path for path in paths if path.rsplit(".", 1)[-1] == key]
    return nearest(text, same) or next(iter(same), "")


def model_at(path: tuple[str | int, ...]) -> type[Values] | None:
    """Return the model of the group of keys at *path*, or None where the file format has no group there."""
    model: type[Values] | None = Requirement
    for step in path:
        if isinstance(step, int):
            continue
        field = model.model_fields.get(step) if model else None
        model = next(_models_in(field.annotation), None) if field else None
    return model


def _models_in(annotation: object) -> Iterator[type[Values]]:
    if isinstance(annotation, type) and issubclass(annotation, Values):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def check(requirement: Requirement) -> tuple[Finding, ...]:
    """Return what the file's own fields say against each other, or leave open; no catalogue needed."""
    return (*_ranges(requirement), *_distances(requirement), *_source(requirement), *_wishes(requirement), *_completeness(requirement))


def _ranges(requirement: Requirement) -> Iterator[Finding]:
    ranges = {
        "source.tube_voltage": requirement.source.tube_voltage,
        "source.target_power": requirement.source.target_power,
        "source.tube_current": requirement.source.tube_current,
        "integration.ambient": requirement.integration.ambient,
    }
    for where, interval in ranges.items():
        if interval is None:
            continue
        if interval.min is None and interval.max is None:
            yield finding("SG-E133", where, problem=Phrase("@range-empty"), low="", high="")
        elif interval.min is not None and interval.max is not None and interval.min.magnitude > interval.max.magnitude:
            yield finding("SG-E133", where, problem=Phrase("@range-reversed"), low=interval.min.text, high=interval.max.text)
    duty = requirement.source.duty_cycle
    if duty and duty.on and duty.period and duty.on.magnitude > duty.period.magnitude:
        yield finding("SG-E131", "source.duty_cycle", on=duty.on.text, period=duty.period.text)
    if duty and duty.share:
        yield finding("SG-Q225", "source.duty_cycle", share=duty.share.text)


def _distances(requirement: Requirement) -> Iterator[Finding]:
    imaging = requirement.imaging
    sod, sdd = imaging.source_object_distance, imaging.source_detector_distance
    if sod and sdd and sod.magnitude > sdd.magnitude:
        yield finding("SG-E132", "imaging.source_object_distance", sod=sod.text, sdd=sdd.text)
    if imaging.magnification is not None and imaging.magnification < 1:
        yield finding("SG-E134", "imaging.magnification", magnification=f"{imaging.magnification:g}")


def _source(requirement: Requirement) -> Iterator[Finding]:
    source = requirement.source
    if not (source.target_power and source.tube_voltage and source.tube_current):
        return
    power, voltage, current = source.target_power.upper, source.tube_voltage.upper, source.tube_current.upper
    if power is None or voltage is None or current is None:
        return
    product = physics.tube_power_w(voltage.kv, current.ua)
    facts = {"power": power.text, "voltage": voltage.text, "current": current.text, "product": f"{product:.3g} W"}
    if power.w > product * (1 + 1e-9):
        yield finding("SG-E136", "source.target_power", **facts)
    elif power.w < _WELL_BELOW * product:
        yield finding("SG-N207", "source.target_power", **facts)


_WELL_BELOW: Final = 0.5  # a form check: half the product is beyond any tolerance of the two figures


def _wishes(requirement: Requirement) -> Iterator[Finding]:
    known = field_paths()
    for index, wish in enumerate(requirement.should):
        if wish not in known:
            yield finding("SG-E135", f"should[{index}]", text=shortened(wish), suggestion=_like_named(wish, known) or nearest(wish, known))


def _completeness(requirement: Requirement) -> Iterator[Finding]:
    if not requirement.customer.company:
        yield finding("SG-E112", "customer.company", key="company")
    specimen = requirement.specimen
    parts: list[tuple[str, Layer | Specimen]] = [("specimen", specimen)]
    parts += [(f"specimen.path[{index}]", layer) for index, layer in enumerate(specimen.path)]
    for where, part in parts:
        if part.formula and not part.density:
            yield finding("SG-Q222", f"{where}.formula", material=part.formula, suggestion="")
    for index, layer in enumerate(specimen.path):
        if not layer.material and not layer.formula:
            yield finding("SG-Q222", f"specimen.path[{index}]", material="?", suggestion="")
    for missing in missing_need(requirement):
        yield finding("SG-Q226" if missing == "feature" else "SG-Q227", "imaging" if missing == "feature" else "specimen")


def missing_need(requirement: Requirement) -> tuple[str, ...]:
    """Return which parts of the technical need are missing: `feature` (or a spot instead), `material`, or nothing.

    A stated focal spot is a need of its own; a feature needs a material with a thickness or an extent.
    """
    if requirement.source.focal_spot is not None:
        return ()
    specimen = requirement.specimen
    extents = (specimen.diameter, specimen.width, specimen.depth, specimen.height)
    has_material = bool(specimen.path) or bool((specimen.material or specimen.formula) and any(extents))
    missing = [] if requirement.imaging.smallest_feature else ["feature"]
    return tuple(missing if has_material else [*missing, "material"])
