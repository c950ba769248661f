"""How `--help` looks: plain text, arguments before options, no command's summary cut short."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from itertools import zip_longest
from typing import Any, ClassVar, NamedTuple, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from specgen.garbage import loading

F = TypeVar("F", bound=Callable[..., Any])


class Elsewhere(NamedTuple):
    """A command, or a group of commands, that is not loaded yet: its module below `specgen.cli` and its name there, and what it is for."""

    place: str
    summary: str


class _Loaded(Mapping[str, Any]):
    """Commands by name, each loaded when it is looked up."""

    def __init__(self, elsewhere: Mapping[str, Elsewhere]) -> None:
        self._elsewhere = elsewhere

    def __getitem__(self, name: str) -> Any:
        return _load(name, self._elsewhere[name].place)

    def __iter__(self) -> Iterator[str]:
        return iter(self._elsewhere)

    def __len__(self) -> int:
        return len(self._elsewhere)


@cache
def _load(name: str, place: str) -> Any:
    """Return the command *name* from its *place*, as Typer makes it of a function or of a group."""
    module, _, attribute = place.partition(":")
    with loading():
        found = getattr(import_module(f"specgen.cli.{module}"), attribute)
    holder = Commands(help="")
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name)
    else:
        holder.command(name)(found)
    return typer.main.get_group(holder).commands[name]


class _Command(TyperCommand):
    """A command whose help names its arguments as users think of them: `FILE...`, without a Python type."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Let an option whose metavar is in brackets stand without its value, which then is empty."""
        bare = {name for param in self.params for name in param.opts if (param.metavar or "").startswith("[")}
        given = [f"{arg}=" if arg in bare and (after or "-").startswith("-") else arg for arg, after in zip_longest(args, args[1:])]
        return list(super().parse_args(ctx, given))

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        return [piece.replace("{", "").replace("}", "") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        arguments, options = [], []
        for param in self.get_params(ctx):
            if param.param_type_name == "argument":
                name = " ".join(param.get_usage_pieces(ctx))
                arguments.append((name.replace("{", "").replace("}", ""), getattr(param, "help", "") or ""))
            elif record := param.get_help_record(ctx):
                options.append(record)
        for title, rows in (("Arguments", arguments), ("Options", options)):
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


class _Group(TyperGroup):
    """A group of commands that shows each one's summary in full; commands that lie *elsewhere* are loaded only to run."""

    elsewhere: ClassVar[Mapping[str, Elsewhere]] = {}

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = self.commands or _Loaded(self.elsewhere)  # type: ignore[assignment]  # nothing is ever added to it

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  (Typer's own form)
        """Return the names, for which no command is loaded."""
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._summary(ctx, name)) for name in self.list_commands(ctx)])

    def _summary(self, ctx: Any, name: str) -> str:
        if name in self.elsewhere:
            return self.elsewhere[name].summary
        return (getattr(self.get_command(ctx, name), "help", "") or "").split("\n\n")[0]


class Commands(typer.Typer):
    """A Typer application whose commands explain themselves in plain text; they are its own, or all lie *elsewhere*."""

    def __init__(self, *, help: str, epilog: str = "", elsewhere: Mapping[str, Elsewhere] | None = None) -> None:  # noqa: A002  (Typer's)
        super().__init__(
            help=help,
            epilog=epilog,
            cls=type("_LazyGroup", (_Group,), {"elsewhere": elsewhere}) if elsewhere else _Group,
            no_args_is_help=True,
            add_completion=False,
            pretty_exceptions_enable=False,
            rich_markup_mode=None,
            context_settings={"help_option_names": ["--help", "-h"]},
        )

    def command(self, name: str | None = None, **settings: Any) -> Callable[[F], F]:
        """Register a command, as Typer does; its help looks like the others'."""
        return super().command(name, cls=_Command, **settings)
