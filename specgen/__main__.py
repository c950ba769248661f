"""The command `specgen`: runs the command line and turns what stops it into a message and an exit code."""

import json
import os
import sys
import tempfile
import traceback

from specgen.errors import SpecgenError

EXIT_DEFECT = 70
EXIT_INTERRUPTED = 130


def main() -> None:
    """Run specgen; no traceback ever reaches a user."""
    try:
        from specgen.cli.app import app  # noqa: PLC0415  (an interrupt while loading is handled, too)

        app()
    except SpecgenError as error:
        _stop(error.exit_code, str(error))
    except KeyboardInterrupt:
        _stop(EXIT_INTERRUPTED, "interrupted")
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception:
        _stop(
            EXIT_DEFECT,
            f"a defect in specgen itself; its details are in {_log()}\n  = help: please send that file to specgen's maintainers",
        )


def _stop(code: int, message: str) -> None:
    """Say *message* on stderr, as JSON on stdout too where that was asked for, and leave with *code*."""
    print(f"specgen: {message}", file=sys.stderr)
    if "--json" in sys.argv:
        print(json.dumps({"format": "specgen-error/1", "exit": code, "message": message}, ensure_ascii=False))
    sys.exit(code)


def _log() -> str:
    handle, name = tempfile.mkstemp(prefix="specgen-defect-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        traceback.print_exc(file=file)
    return name


if __name__ == "__main__":
    main()
