"""The requirement file to start from: every key of the model with its description and an example, as text.

What a first file needs is stated; all else stands there with a `#` before it, so that no example becomes a must by
oversight. The examples belong to one case and agree with each other.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from specgen import units
from specgen.fields import Values
from specgen.requirement import Requirement, model_at
from specgen.wording import Wording

# What is stated: enough for a decision, and little that one could forget to change.
STATED: Final = (
    "specgen",
    "reference",
    "revision",
    "title",
    "customer.company",
    "customer.contact",
    "application.kind",
    "application.technique",
    "specimen.name",
    "specimen.diameter",
    "specimen.path",
    "imaging.smallest_feature",
    "imaging.criterion",
    "imaging.source_detector_distance",
    "imaging.source_object_distance",
    "imaging.detector.pixel_pitch",
    "imaging.detector.basic_spatial_resolution",
    "imaging.detector.columns",
    "imaging.detector.rows",
    "source.tube_voltage",
)
_REMARK_AT: Final = 44  # the column in which descriptions start
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/@%+-]*")  # text that YAML reads as it stands, in a flow list, too


def starter(wording: Wording) -> str:
    """Return a complete, commented requirement file."""
    return "\n".join([*_head(wording), *_group(Requirement, wording("starter.needed"))]) + "\n"


def _head(wording: Wording) -> Iterator[str]:
    """Yield what a newcomer needs to know before the first key."""
    yield from (f"# {line}".rstrip() for line in wording("starter.head").splitlines())
    for kind in units.KINDS:
        if kind not in {units.Angle, units.Energy}:  # no key takes one
            yield f"#   {wording(f'phrase.{kind.kind}'):<13}{kind.takes()}"
    yield "#"
    yield from (f"# {line}".rstrip() for line in wording("starter.schema").splitlines())
    yield ""


def _group(model: type[Values], needed: str, above: str = "", indent: str = "") -> Iterator[str]:
    """Yield the lines of every field of *model*, groups included; *needed* is said of a field that must be given."""
    was_group = False
    for name, field in model.model_fields.items():
        path = f"{above}.{name}" if above else name
        remark = f"{field.description} {needed if field.is_required() else ''}".rstrip()
        group = field.annotation if isinstance(field.annotation, type) and issubclass(field.annotation, Values) else None
        if not above and (group or was_group):
            yield ""
        was_group = group is not None
        if group:
            yield _remarked(f"{indent}{name}:", remark)
            yield from _group(group, needed, path, indent + "  ")
            continue
        before = indent if path in STATED else f"{indent}#"
        first, *more = _written(name, (field.examples or [""])[0])
        yield _remarked(before + first, remark)
        if more and (entry := model_at(tuple(path.split(".")))):
            yield from (f"{indent}  # {key}: {part.description}" for key, part in entry.model_fields.items())
        yield from (before + line for line in more)


def _remarked(text: str, remark: str) -> str:
    return f"{text:<{_REMARK_AT - 2}}  # {remark}"


def _written(key: str, value: Any) -> list[str]:
    """Return *key* with *value* as lines of YAML."""
    if isinstance(value, str) and "\n" in value:
        return [f"{key}: |", *(f"  {line}" for line in value.splitlines())]
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return [f"{key}:", *(f"  - {_flow(entry)}" for entry in value)]
    if isinstance(value, Mapping) and any(isinstance(entry, Mapping) for entry in value.values()):
        return [f"{key}:", *(f"  {line}" for name, entry in value.items() for line in _written(name, entry))]
    return [f"{key}: {_flow(value)}"]


def _flow(value: Any) -> str:
    """Return *value* on one line of YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = str(value)
    return text if _PLAIN.fullmatch(text) and not text.endswith(" ") else json.dumps(text, ensure_ascii=False)
