"""The requirement file's JSON Schema, from the model: what editors complete and check while one types.

It is as strict as one field can be on its own. What fields say to each other, and what a name or a number means, only
`check` knows.
"""

import re
from typing import Any, Final

from specgen import units
from specgen.fields import LONGEST_LINE, LONGEST_PROSE, quantity_pattern
from specgen.requirement import Requirement

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_NULL: Final = {"type": "null"}
_GENERIC: Final = re.compile(r"(Range|Ceiling)_Annotated_([A-Za-z]+)__Leaf__")
_KINDS: Final = {quantity_pattern(kind): kind for kind in units.KINDS}
_TEXTS: Final = {LONGEST_LINE: "line", LONGEST_PROSE: "prose"}
_TOLD: Final = ("description", "default", "examples")  # what is said about a field, beside what it takes


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the requirement file.

    It takes what a YAML 1.2 reader makes of the file: a text or a count may stand with or without quotation marks, and a
    known key without a value counts as absent.
    """
    made = Requirement.model_json_schema()
    definitions = {_name(name): _tidied(definition) for name, definition in made.pop("$defs").items()}
    leaves: dict[str, Any] = {kind.kind: _quantity(pattern, kind) for pattern, kind in _KINDS.items()}
    leaves |= {name: {"type": ["string", "number", "boolean"], "maxLength": most} for most, name in _TEXTS.items()}
    return {"$schema": DRAFT, "title": "specgen requirement file", **_tidied(made), "$defs": leaves | definitions}


def _quantity(pattern: str, kind: type[units.Quantity]) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern, "description": f"With its unit: {kind.takes()}."}


def _tidied(node: Any) -> Any:
    """Return *node* without pydantic's titles and empty defaults, and with a reference where a leaf has a definition."""
    if isinstance(node, list):
        return [_tidied(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    told = {key: node[key] for key in _TOLD if node.get(key) and not isinstance(node[key], dict)}
    if kind := _KINDS.get(node.get("pattern", "")):
        return {"$ref": f"#/$defs/{kind.kind}"} | ({} if told["description"].startswith("With its unit") else told)
    if text := _TEXTS.get(node.get("maxLength", 0)):
        return {"$ref": f"#/$defs/{text}"} | told
    tidy = {key: _tidied(value) for key, value in node.items() if key not in {"title", "properties", *_TOLD}}
    if "$ref" in node:
        tidy["$ref"] = _name(node["$ref"])
    if "properties" in node:
        needed = node.get("required", ())
        fields = {key: _tidied(value) for key, value in node["properties"].items()}
        tidy["properties"] = {key: field if key in needed or "$ref" in field else _or_nothing(field) for key, field in fields.items()}
        if not needed:  # a group of which nothing is needed may stand empty
            tidy["type"] = ["object", "null"]
    return tidy | told


def _name(name: str) -> str:
    """Return a definition's name as people would give it: `VoltageRange`."""
    return _GENERIC.sub(r"\2\1", name)


def _or_nothing(field: dict[str, Any]) -> dict[str, Any]:
    """Return *field*, a leaf that may be absent, so that its key may also stand there without a value."""
    told: dict[str, Any] = {key: field[key] for key in _TOLD if key in field}
    taken = {key: value for key, value in field.items() if key not in told}
    either = taken["anyOf"] if set(taken) == {"anyOf"} else [taken]
    return {"anyOf": [*(one for one in either if one != _NULL), _NULL], **told}
