"""The command line as a function: arguments in, exit code out, and what stops it as one of specgen's own errors."""

import sys

import typer
from typer.exceptions import TyperException

from specgen import unplugged
from specgen.cli.commands import app
from specgen.errors import UsageError

_INTERRUPTED = 130  # what Typer makes of Ctrl-C


def run(arguments: list[str] | None = None) -> int:
    """Run the command that *arguments* name and return its exit code."""
    unplugged.unplug()
    try:
        code = app(args=sys.argv[1:] if arguments is None else arguments, prog_name="specgen", standalone_mode=False)
    except TyperException as error:
        if error.format_message().startswith("Usage: "):  # a group of commands without a command: its help
            print(error.format_message(), file=sys.stderr)
            return UsageError.exit_code
        context = getattr(error, "ctx", None)
        message = error.format_message().replace("Value error, ", "")
        raise UsageError(f"{message}\n  = help: {context.command_path if context else 'specgen'} --help") from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    if code == _INTERRUPTED:
        raise KeyboardInterrupt
    return int(code or 0)
