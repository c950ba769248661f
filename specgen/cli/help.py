"""How `--help` looks: plain text, arguments before options, no command's summary cut short."""

from collections.abc import Callable
from itertools import zip_longest
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

F = TypeVar("F", bound=Callable[..., Any])


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
    """A group of commands that shows each one's summary in full."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, (command.help or "").split("\n\n")[0]) for name, command in commands if command])


class Commands(typer.Typer):
    """A Typer application whose commands explain themselves in plain text."""

    def __init__(self, *, help: str, epilog: str = "") -> None:  # noqa: A002  (Typer's own name)
        super().__init__(
            help=help,
            epilog=epilog,
            cls=_Group,
            no_args_is_help=True,
            add_completion=False,
            pretty_exceptions_enable=False,
            rich_markup_mode=None,
            context_settings={"help_option_names": ["--help", "-h"]},
        )

    def command(self, name: str | None = None, **settings: Any) -> Callable[[F], F]:
        """Register a command, as Typer does; its help looks like the others'."""
        return super().command(name, cls=_Command, **settings)
