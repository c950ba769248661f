"""What the commands for rulebook and catalogue print, and the exit code they leave with: 5 where something has to be mended.

Questions to the maker and notes leave it at 0: an unknown figure is honest.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from specgen import proof
from specgen.catalog import Platform
from specgen.cli import coloured, terminal
from specgen.cli.options import print_data, print_json
from specgen.errors import MaintainerError, UsageError
from specgen.fields import nearest
from specgen.files.places import place_in_catalog
from specgen.pipeline import Kit
from specgen.proof import Gravity, Remark
from specgen.rules import CONFIRM


def check_rules(kit: Kit, as_json: bool) -> int:
    """Print what is to be said of the rulebook over the whole range of its quantities, and return the exit code."""
    remarks = tuple(proof.rule_remarks(kit.catalog, kit.rulebook, proof.asked(kit.catalog)))
    facts = {"rules": len(kit.rulebook.rules), "quantities": len(kit.rulebook.quantities)}
    if as_json:
        spans = [_span_as_json(span) for span in proof.spans(kit.rulebook)]
        print_json({"format": "specgen-rules-check/1", **facts, **_as_json(remarks, kit), "spans": spans})
    else:
        _show(remarks, "rules", facts, kit)
    return _code(remarks)


def _span_as_json(span: proof.Span) -> dict[str, Any]:
    pairs = {"passes": span.passes, "fails": span.fails}
    shown = {key: {"offered": pair[0], "needed": pair[1]} if pair else None for key, pair in pairs.items()}
    return {"rule": span.rule.id, "unit": span.unit, **shown}


def try_rules(kit: Kit, as_json: bool) -> int:
    """Print which examples the comparison of decisions does not bear out, and return the exit code."""
    trials = tuple(proof.trials(kit.rulebook))
    wrong = [trial for trial in trials if not trial.is_right]
    if as_json:
        examples = [_trial(trial, kit) for trial in trials]
        print_json({"format": "specgen-rules-test/1", "right": len(trials) - len(wrong), "wrong": len(wrong), "examples": examples})
    else:
        for trial in wrong:
            place, (offered, needed) = _place(trial.address, kit), map(", ".join, (trial.example.offered, trial.example.needed))
            facts = {"expected": trial.expected.value, "outcome": trial.outcome.value, "offered": offered, "needed": needed}
            print_data(f"{place}: {kit.wording('proof.fault')}: {kit.wording('proof.trial', rule=trial.rule.id, **facts)}\n")
        terminal.say(kit.wording("proof.trials", right=len(trials) - len(wrong), all=len(trials)))
    return MaintainerError.exit_code if wrong else 0


def _trial(trial: proof.Trial, kit: Kit) -> dict[str, Any]:
    sides = {"offered": list(trial.example.offered), "needed": list(trial.example.needed)}
    verdict = {"expected": trial.expected.value, "outcome": trial.outcome.value, "right": trial.is_right}
    return {"rule": trial.rule.id, **sides, **verdict} | ({} if trial.is_right else _located(trial.address, kit))


def show_rules(kit: Kit, as_json: bool) -> None:
    """Print the rulebook as a page to be signed."""
    order = proof.order_of_preference(kit.catalog, kit.rulebook)
    if as_json:
        print_json(proof.as_json(kit.catalog, kit.rulebook, order, kit.wording))
    else:
        print_data(proof.as_markdown(kit.catalog, kit.rulebook, order, kit.wording))


def check_catalog(kit: Kit, as_json: bool) -> int:
    """Print what is to be mended, asked and noted of the catalogue, and return the exit code."""
    remarks = tuple(proof.catalog_remarks(kit.catalog, kit.rulebook))
    figures = [entry for platform in kit.catalog.platforms for entry in proof.sheet(platform)]
    unknown = sum(entry.value is None for entry in figures)
    facts = {"platforms": len(kit.catalog.platforms), "figures": len(figures) - unknown, "unknown": unknown}
    if as_json:
        print_json({"format": "specgen-catalog-check/1", **facts, **_as_json(remarks, kit)})
    else:
        _show(remarks, "catalog", facts, kit)
    return _code(remarks)


def list_catalog(kit: Kit, as_json: bool) -> None:
    """Print a line for each platform."""
    rows = [_row(platform, kit) for platform in kit.catalog.platforms]
    if as_json:
        print_json({"format": "specgen-catalog-list/1", "platforms": rows})
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in _COLUMNS:
        table.add_column(kit.wording(f"proof.{column}"))
    for row in rows:
        table.add_row(*(Text(row[column]) for column in _COLUMNS))
    coloured.console().print(table)


_COLUMNS: Final = ("platform", "name", "label", "spots", "interval", "voltage", "known")


def _row(platform: Platform, kit: Kit) -> dict[str, Any]:
    classes = (kit.catalog.class_of(spot.value.um) for spot in platform.focal_spots)
    ends = (platform.tube_voltage_min, platform.tube_voltage_max)
    entries = list(proof.sheet(platform))
    return {
        "platform": platform.id,
        "name": platform.name,
        "label": platform.label,
        "spots": ", ".join(spot.value.text for spot in platform.focal_spots),
        "interval": ", ".join(dict.fromkeys(known.name if known else "unclassified" for known in classes)),
        "voltage": " – ".join(end.value.text if end else "?" for end in ends) if any(ends) else CONFIRM,
        "known": f"{sum(entry.value is not None for entry in entries)}/{len(entries)}",
    }


def show_catalog(kit: Kit, platform: str | None, as_json: bool) -> None:
    """Print the sheet of one platform, or of every one."""
    chosen = [known for known in kit.catalog.platforms if platform in (None, known.id)]
    if not chosen and platform is not None:
        near = nearest(platform, (known.id for known in kit.catalog.platforms))
        raise UsageError(f"there is no platform {platform!r}" + (f', did you mean "{near}"?' if near else "; see `specgen catalog list`"))
    if as_json:
        print_json({"format": "specgen-catalog-show/1", "platforms": [_sheet_as_json(known, kit) for known in chosen]})
    else:
        print_data("\n".join(line for known in chosen for line in _sheet(known, kit)))


def _sheet(platform: Platform, kit: Kit) -> Iterator[str]:
    yield f"{platform.id}: {platform.name}, {platform.maker}, {platform.label}"
    for entry in proof.sheet(platform):
        origin = ""
        if entry.source:
            source = kit.catalog.sources[entry.source]
            origin = kit.wording("proof.kind-and-source", kind=entry.kind, source=source.title, trust=source.trust)
        yield f"  {entry.name:<20} {entry.value or CONFIRM:<28} {origin}".rstrip()
    yield ""


def _sheet_as_json(platform: Platform, kit: Kit) -> dict[str, Any]:
    stated = {"platform": platform.id, "name": platform.name, "maker": platform.maker, "label": platform.label, "note": platform.note}
    figures = [
        {"name": entry.name, "value": entry.value, "kind": entry.kind or None, "source": entry.source or None}
        | {"trust": kit.catalog.sources[entry.source].trust if entry.source else None}
        for entry in proof.sheet(platform)
    ]
    return {**stated, "figures": figures}


# --- remarks --------------------------------------------------------------------------------------------------------


def _code(remarks: Iterable[Remark]) -> int:
    return MaintainerError.exit_code if any(remark.gravity is Gravity.FAULT for remark in remarks) else 0


def _place(address: proof.Address, kit: Kit) -> str:
    return str(place_in_catalog(kit.library, address.area, address.entry, address.path))


def _show(remarks: tuple[Remark, ...], key: str, facts: dict[str, int], kit: Kit) -> None:
    """Print what has to be mended first, then what is to be asked, then notes; the sum of it as talk."""
    for gravity in Gravity:
        for remark in remarks:
            if remark.gravity is gravity:
                told = kit.wording(f"proof.{remark.code}", **dict(remark.facts))
                print_data(f"{_place(remark.address, kit)}: {kit.wording(f'proof.{gravity.value}')}: {told}\n")
    count = Counter(remark.gravity for remark in remarks)
    sums = {"faults": count[Gravity.FAULT], "questions": count[Gravity.QUESTION], "notes": count[Gravity.NOTE]}
    terminal.say(kit.wording(f"proof.{key}", **facts, **sums))


def _as_json(remarks: Iterable[Remark], kit: Kit) -> dict[str, Any]:
    lists: dict[str, list[Any]] = {f"{gravity.value}s": [] for gravity in Gravity}
    for remark in remarks:
        told = {"code": remark.code, "message": kit.wording(f"proof.{remark.code}", **dict(remark.facts)), "witness": dict(remark.facts)}
        lists[f"{remark.gravity.value}s"].append(told | _located(remark.address, kit))
    return lists


def _located(address: proof.Address, kit: Kit) -> dict[str, Any]:
    place = place_in_catalog(kit.library, address.area, address.entry, address.path)
    return {"entry": address.entry, "file": place.file, "line": place.line, "column": place.column}
