"""The requirement file's JSON Schema, from the model: what editors complete and check while one types.

It is as strict as one field can be on its own. What fields say to each other, and what a number means, only `check` knows.
"""

import re
from typing import Any, Final

from specgen import units
from specgen.fields import quantity_pattern
from specgen.requirement import Requirement

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_NULL: Final = {"type": "null"}
_GENERIC: Final = re.compile(r"(Range|Ceiling)_Annotated_([A-Za-z]+)__Leaf__")


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the requirement file.

    It takes a file as YAML 1.2 reads it, where a number that stands for a text or a count may have quotation marks or not.
    """
    made = Requirement.model_json_schema()
    definitions = {_name(name): _tidied(definition) for name, definition in made.pop("$defs").items()}
    quantities = {
        kind.kind: {"type": "string", "pattern": quantity_pattern(kind), "description": f"With its unit: {kind.takes()}."}
        for kind in units.KINDS
        if f'"#/$defs/{kind.kind}"' in repr(definitions).replace("'", '"')
    }
    return {
        "$schema": DRAFT,
        "title": "specgen requirement file",
        **_tidied(made),
        "$defs": quantities | definitions,
    }


def _tidied(node: Any) -> Any:
    """Return *node* without pydantic's titles and empty defaults, with one definition for each kind of quantity."""
    if isinstance(node, list):
        return [_tidied(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    tidy = {key: _tidied(value) for key, value in node.items() if key not in {"title", "default", "properties", "pattern", "examples"}}
    if "$ref" in tidy:
        head, _, name = tidy["$ref"].rpartition("/")
        tidy["$ref"] = f"{head}/{_name(name)}"
    if kind := _KIND_OF.get(node.get("pattern", "")):
        tidy = {"$ref": f"#/$defs/{kind}"} | {key: tidy[key] for key in ("description",) if "with its unit" not in tidy[key]}
    elif "pattern" in node:
        tidy["pattern"] = node["pattern"]
    if "properties" in node:
        needed = node.get("required", ())
        tidy["properties"] = {
            key: _tidied(value) if key in needed else _or_nothing(_tidied(value)) for key, value in node["properties"].items()
        }
    return tidy | {key: node[key] for key in ("default", "examples") if node.get(key)}


_KIND_OF: Final = {quantity_pattern(kind): kind.kind for kind in units.KINDS}


def _name(name: str) -> str:
    """Return the definition's name as people would give it: `VoltageRange`."""
    return _GENERIC.sub(r"\2\1", name)


def _or_nothing(entry: dict[str, Any]) -> dict[str, Any]:
    """Return *entry*, a field that may be absent, so that its key may also stand there without a value."""
    told = {key: entry[key] for key in ("description", "default", "examples") if key in entry}
    rest = {key: value for key, value in entry.items() if key not in told}
    either = rest.pop("anyOf", []) if set(rest) == {"anyOf"} else [rest]
    return {"anyOf": [*(one for one in either if one != _NULL), _NULL], **told}
