"""How values become the runs of a document: phrases with strong parts, quantities, dates, breakable words."""

import datetime
import math
import re
from typing import Final

from specgen.catalog import DutyFigure
from specgen.decision import Outcome, Verdict
from specgen.document.blocks import Mark, Run, Runs
from specgen.formats import NARROW_SPACE, UNIT_SYMBOLS
from specgen.need import Value
from specgen.prices import Money, Span, percentage
from specgen.proposal import Reading
from specgen.trace import item, shown
from specgen.units import INCH, Share
from specgen.wording import Wording

_EMPHASIS: Final = re.compile(r"\*\*(.+?)\*\*|_([^\W\d_]+)_|~([^~]+)~")
_BEFORE_UNIT: Final = re.compile(rf"(?<=[0-9])[ {NARROW_SPACE}](?=(?:{UNIT_SYMBOLS})(?![A-Za-z0-9/]))")
_BEFORE_NUMBER: Final = re.compile(r"(?:(?<=magnification)|(?<=\bIEC)|(?<=\bISO)|(?<=\bCFR)) (?=[0-9])|(?<=\b21) (?=CFR)")
_WRITTEN_UNIT: Final = re.compile(rf"(?<=[0-9])[ {NARROW_SPACE}]?(um|uA|{UNIT_SYMBOLS})(?![A-Za-z0-9/])")
_MOST_PERCENT: Final = 999
_SECONDS: Final = {"s": 1, "min": 60, "h": 3600}
_MINUTES_ABOVE: Final = 1000
_HOURS_FROM: Final = 10_000
_STYLES: Final = ("strong", "var", "sub")
MARKS: Final = {Outcome.MET: "met", Outcome.NOT_MET: "not-met", Outcome.TO_BE_CONFIRMED: "open", Outcome.NOT_APPLICABLE: "none"}


def plain(text: str) -> Runs:
    """Return *text* as one unstyled run; a customer's text is never read for markup."""
    return (Run(text),)


def rich(wording: Wording, key: str, **values: object) -> Runs:
    """Return the phrase *key* with its `**strong**`, `_variable_` and `~subscript~` parts as runs.

    The markup is the phrase's own: it is read before values are put in, so no value can bring markup along.
    """
    phrase = wording.phrase(key, values)
    runs, at = [], 0
    for match in _EMPHASIS.finditer(phrase):
        group = next(index for index, text in enumerate(match.groups()) if text is not None)
        runs += [Run(phrase[at : match.start()]), Run(match.group(group + 1), _STYLES[group])]
        at = match.end()
    runs.append(Run(phrase[at:]))
    return tuple(Run(wording.filled(run.text, key, values), run.style) for run in runs if run.text)


def sentence(text: str) -> str:
    """Return *text* as a sentence: a capital first, and one mark at the end."""
    return capital(text) + ("" if text.endswith((".", "?")) else ".")


def told(text: str) -> str:
    """Return *text* as a sentence with its units and apostrophes as a document sets them."""
    return typeset(sentence(text)).replace("'", "’")


def capital(text: str) -> str:
    """Return *text* with a capital first."""
    return text[:1].title() + text[1:]  # title, since Georgian has capitals that no sentence begins with


def tied(text: str) -> str:
    """Return *text* with every number kept on one line with its unit, or with the magnification it gives.

    The space is a full one, since display type is set tight: a narrow one all but vanishes in it.
    """
    return _BEFORE_NUMBER.sub("\u00a0", _BEFORE_UNIT.sub("\u00a0", text))


def typeset(text: str) -> str:
    """Return *text* with units as a document sets them: `50 um` as customers write it becomes `50 µm`, kept on one line."""
    return _WRITTEN_UNIT.sub(lambda match: NARROW_SPACE + match[1].replace("u", "µ"), text)


def text_of(runs: Runs) -> str:
    """Return the bare text of *runs*."""
    return "".join(run.text for run in runs)


def day(date: datetime.date, wording: Wording) -> str:
    """Return a date written out, as the language does it."""
    return wording.formats.day(date)


def span(span: Span, wording: Wording) -> str:
    """Return a span of time with its unit."""
    return wording(f"span.{span.unit}", count=span.count)


def percent(share: Share, wording: Wording) -> str:
    """Return a percentage as it was written, with its sign set as the language does it."""
    return wording.formats.number(f"{percentage(share):f}") + NARROW_SPACE + wording("unit.%")


def money(amount: Money, wording: Wording, *, with_currency: bool = True) -> str:
    """Return an amount to the last coin, grouped as the language does it."""
    return wording.formats.money(str(amount), amount.currency) if with_currency else wording.formats.amount(str(amount))


def time_unit(*seconds: float) -> str:
    """Return the one unit in which these times are compared: hours where all take hours, else minutes where any takes minutes."""
    known = [time for time in seconds if time and math.isfinite(time)] or [0.0]
    return "h" if min(known) >= _HOURS_FROM else "min" if max(known) > _MINUTES_ABOVE else "s"


def unit_of(*verdicts: Verdict) -> str:
    """Return the one unit in which both sides of these verdicts, which are of one rule, are written."""
    unit = verdicts[0].rule.unit
    sides = [side for verdict in verdicts for side in (verdict.needed, verdict.offered.value) if isinstance(side, float)]
    return time_unit(*sides) if unit == "s" else unit


def value(value: Value | DutyFigure | None, unit: str, wording: Wording) -> str:
    """Return a needed or offered value without its unit, or the words for what is not known."""
    if isinstance(value, float) and math.isfinite(value):
        return wording.number(value / _SECONDS[unit] if unit in _SECONDS else wording.shown(value, unit)[0])
    return shown(value, unit, wording)


def time(seconds: float, unit: str, wording: Wording) -> str:
    """Return a time in *unit*, with it."""
    return f"{value(seconds, unit, wording)}{NARROW_SPACE}{wording(f'unit.{unit}')}"


def unit(verdict: Verdict, wording: Wording) -> str:
    """Return the unit of a line of the matrix, as it is printed."""
    return wording(f"unit.{wording.shown(0.0, unit_of(verdict))[1]}") if isinstance(verdict.needed, float) else ""


def reading(readings: tuple[Reading, ...], wording: Wording) -> str:
    """Return a value as it was read, in the document's units: a range in one unit, a bound with its sign, a layer as a list."""
    parts = [_bound(r, wording) + wording.quantity(r.value, r.unit) if r.value is not None else r.words for r in readings]
    if any(r.words for r in readings):
        return ", ".join(parts)
    if len(readings) == 2 and wording.system != INCH and (least := readings[0].value) is not None and least >= 0:
        return f"{wording.number(least)}–{parts[1]}"
    return f"{NARROW_SPACE}–{NARROW_SPACE}".join(parts)


def _bound(reading: Reading, wording: Wording) -> str:
    return wording(f"sign.{reading.bound}").replace(" ", NARROW_SPACE) if reading.bound else ""


def needed(verdict: Verdict, wording: Wording, unit: str = "") -> str:
    """Return the limit with its sign, `≤ 50.9`, in the unit of its line unless another is named; that no spot serves, in words."""
    if verdict.needed == 0 and verdict.rule.needed == "max_focal_spot_um":
        return wording("matrix.no-spot")
    sign = wording(f"sign.{verdict.rule.comparison}").replace(" ", NARROW_SPACE if isinstance(verdict.needed, float) else " ")
    text = item(verdict, wording) or value(verdict.needed, unit or unit_of(verdict), wording)
    return f"{sign}{text}"


def margin(verdict: Verdict) -> str:
    """Return the margin in per cent with its sign, or nothing where a ratio means nothing."""
    if verdict.margin is None:
        return ""
    percent = round(100 * verdict.margin)
    sign = "+" if percent > 0 else "−" if percent < 0 else ""
    more = ">\u202f" if abs(percent) > _MOST_PERCENT else ""
    return f"{more}{sign}{min(abs(percent), _MOST_PERCENT)}{NARROW_SPACE}%"


def mark(outcome: Outcome, wording: Wording, *, shows_word: bool = True) -> Mark:
    """Return a verdict's mark with its word."""
    return Mark(MARKS[outcome], wording(f"outcome.{MARKS[outcome]}"), shows_word)
