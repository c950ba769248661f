"""Approved decisions: what a decision case must give, kept beside its requirement, and how `make approve` refreshes it.

Kept is what a person can judge: figures to six digits, no sentence, no digest and no version, so that neither a new wording
nor an unrelated edit of the catalogue changes an approved file.
"""

import difflib
import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from making import CASES, DATE, kit

from specgen import pipeline

FOLDER: Final = Path(__file__).parent / "cases"
APPROVED: Final = "decision.json"
HEAD: Final = "# Decided: "
DECIDED: Final = tuple(sorted(set(FOLDER.glob("*/requirement.yaml")) - set(CASES)))
assert len(DECIDED) >= 40, "the decision cases are missing: what is tested over them would prove nothing"


@dataclass(frozen=True)
class Expected:
    """What the head of a case says was worked out by hand: a spot limit as it is written there, or `none`."""

    maker: str
    status: str
    focus_class: str
    platform: str
    limited_by: str
    limit: str


def expected(file: Path) -> Expected:
    """Return what the head of the case *file* states in its line `# Decided:`."""
    (line,) = [line for line in file.read_text("utf-8").splitlines() if line.startswith(HEAD)]
    return Expected(*(part.strip() for part in line.removeprefix(HEAD).split("|")))


@cache
def decision_of(file: Path) -> dict[str, Any]:
    """Return the decision on the case *file*, as `select --json` gives it."""
    tools = kit(expected(file).maker)
    return pipeline.decision_json(tools, pipeline.judge(tools, str(file)), DATE)


def approvable(decision: dict[str, Any]) -> str:
    """Return what is approved of a decision, as the text of a file."""
    kept = {
        **{key: decision[key] for key in ("status", "class", "platform", "limited_by", "open_points")},
        "need": {name: _figure(value) for name, value in decision["need"].items()},
        "candidates": {entry["platform"]: _candidate(entry) for entry in decision["candidates"]},
        "why_not": {e["platform"]: {"rules": e["rules"], "change": _change(e["smallest_change"])} for e in decision["why_not"]},
        "smallest_change": _change(decision["smallest_change"]),
        "stands_while": {where: f"{i['min']} .. {i['stated']} .. {i['max']}" for where, i in decision["stands_while"].items()},
        "assumptions": [f"{entry['where']}: {entry['value']}" for entry in decision["assumptions"]],
        "findings": [f"{e['code']} {e['where']} {e['line']}:{e['column']}" for e in decision["findings"]],
    }
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def difference(approved: str, found: str) -> str:
    """Return the lines in which *found* differs from what was *approved*."""
    return "\n".join(difflib.unified_diff(approved.splitlines(), found.splitlines(), "approved", "found", lineterm="", n=1))


def _candidate(entry: dict[str, Any]) -> dict[str, Any]:
    figures = ("focal_spot", "target_power", "object_unsharpness", "scan_time")
    verdicts = [_verdict(verdict) for verdict in entry["verdicts"]]
    return {"accepted": entry["accepted"]} | {name: _figure(entry[name]) for name in figures} | {"verdicts": verdicts}


def _verdict(verdict: dict[str, Any]) -> str:
    wish = "" if verdict["severity"] == "must" else ", wished"
    sides = f"{_plain(verdict['offered'])} for {_plain(verdict['needed'])} {verdict['unit']}"
    return f"{verdict['rule']} {verdict['verdict']}: {sides}{wish}"


def _change(change: dict[str, Any] | None) -> str | None:
    return f"{change['where']}: {change['from']} -> {change['to']}" if change else None


def _figure(figure: Any) -> Any:
    """Return a figure with its unit on one line; a range or a word as it is."""
    if isinstance(figure, dict) and "value" in figure:
        return f"{_plain(figure['value'])} {figure['unit']}"
    if isinstance(figure, dict):
        return {name: _figure(value) for name, value in figure.items()}
    return figure


def _plain(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, int | float) and not isinstance(value, bool) else json.dumps(value, ensure_ascii=False)


def main() -> None:
    """Write every approved decision anew and print what changed."""
    changed = 0
    for file in DECIDED:
        kept = file.with_name(APPROVED)
        before, after = kept.read_text("utf-8") if kept.exists() else "", approvable(decision_of(file))
        if before != after:
            changed += 1
            kept.write_text(after, "utf-8")
            print(f"{file.parent.name}: {'changed' if before else 'new'}")
            print(difference(before, after) if before else "", end="\n" if before else "")
    print(f"{changed} of {len(DECIDED)} approved decisions changed; look at each before it is committed")


if __name__ == "__main__":
    sys.exit(main())
