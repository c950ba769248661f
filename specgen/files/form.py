"""The form for lists: a spreadsheet with one column a field, units in the headings, drop-downs and a comment on each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, get_args

from specgen.fields import Ceiling, Leaf, Range, Values
from specgen.files.workbook import put, saved
from specgen.requirement import DutyCycle, Layer, Requirement
from specgen.units import Quantity

_LAYERS: Final = 3  # as many layers of a path as the form has columns for; more are added by hand
_ROWS: Final = 1000  # as far down as the drop-downs reach


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of the form."""

    heading: str
    description: str
    choices: tuple[str, ...] = ()


def columns(model: type[Values] = Requirement, above: str = "") -> Iterator[FormColumn]:
    """Yield a column for every field that a cell can hold, in the order of the file format."""
    for name, field in model.model_fields.items():
        path, description = f"{above}{name}", field.description or ""
        groups = list(_groups(field.annotation))
        if path in {"specgen", "scenarios"}:  # said once for all rows, and what no cell can hold
            continue
        if Layer in groups:
            for index in range(_LAYERS):
                yield from columns(Layer, f"{path}[{index}].")
        elif groups and issubclass(groups[0], Range):
            for end in ("min", "max"):
                yield FormColumn(f"{path}.{end}{_unit(groups[0].model_fields[end])}", f"{description} ({end})")
        elif groups and issubclass(groups[0], Ceiling):
            yield FormColumn(f"{path}.max{_unit(groups[0].model_fields['max'])}", description)
        elif DutyCycle in groups:
            yield FormColumn(path, description)
        elif groups:
            yield from columns(groups[0], f"{path}.")
        else:
            yield FormColumn(f"{path}{_unit(field)}", description, _choices(field))


def form() -> bytes:
    """Return the form as XLSX: the same bytes each time, for a spreadsheet's own dates are set back to the format's first."""
    from openpyxl import Workbook  # noqa: PLC0415  (only lists need it)
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "requirements"
    for number, column in enumerate(columns(), start=1):
        cell: Any = sheet.cell(1, number)
        put(cell, column.heading)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        cell.comment = Comment(column.description, "specgen")
        sheet.column_dimensions[cell.column_letter].width = max(12, min(32, len(column.heading)))
        if column.choices:
            validation = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            validation.add(f"{cell.column_letter}2:{cell.column_letter}{_ROWS}")
            sheet.add_data_validation(validation)
    sheet.freeze_panes = "B2"
    return saved(book)


def _groups(annotation: Any) -> Iterator[type[Values]]:
    if isinstance(annotation, type) and issubclass(annotation, Values):
        yield annotation
    for argument in get_args(annotation):
        yield from _groups(argument)


def _unit(field: Any) -> str:
    """Return the unit of a quantity's column in brackets, the one that this field most likely means."""
    kind = next(_kinds(field.annotation), None)
    return f" [{kind.likely}]" if kind else ""


def _kinds(annotation: Any) -> Iterator[type[Quantity]]:
    if isinstance(annotation, type) and issubclass(annotation, Quantity):
        yield annotation
    for argument in get_args(annotation):
        yield from _kinds(argument)


def _choices(field: Any) -> tuple[str, ...]:
    leaves = [entry for entry in (*field.metadata, *_leaves(field.annotation)) if isinstance(entry, Leaf)]
    return tuple(str(name) for leaf in leaves for name in leaf.schema.get("enum", ()))  # type: ignore[attr-defined]


def _leaves(annotation: Any) -> Iterator[Any]:
    for argument in get_args(annotation):
        yield argument
        yield from _leaves(argument)
