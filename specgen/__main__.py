"""The command `specgen`: runs the command line and turns what stops it into a message and an exit code."""

import errno
import gc
import json
import os
import sys
import warnings
from typing import Any

from specgen.errors import EnvironmentLackError, SpecgenError
from specgen.garbage import loading

EXIT_DEFECT = 70
EXIT_INTERRUPTED = 130
_ANEW = "install specgen anew; in a checkout: make setup"
_SEE_TO_IT = "make room, give the permission, or use another place"
_OUTSIDE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO}  # the machine's doing, not ours


def main() -> None:
    """Run specgen; no traceback ever reaches a user."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")  # a terminal that cannot show µ must not stop the work
    with warnings.catch_warnings():
        warnings.showwarning = _tell
        code = _delivered(_run())
    gc.freeze()  # Python would go through everything once more before it ends
    sys.exit(code)


def _tell(message: Warning | str, *_: Any, **__: Any) -> None:
    """Say a warning as a sentence, without the line of code that gave it."""
    print(f"specgen: {message}", file=sys.stderr)


def _run() -> int:
    """Return the exit code of the command, or stop with what stopped it."""
    try:
        with loading():
            from specgen.cli.run import run  # noqa: PLC0415  (an interrupt while loading is handled, too)

        return run()
    except KeyboardInterrupt:
        return _stop(EXIT_INTERRUPTED, "interrupted")
    except SpecgenError as error:
        return _stop(error.exit_code, str(error))
    except ModuleNotFoundError as error:
        return _defect() if (error.name or "").startswith("specgen") else _lack(f"the Python package {error.name} is missing", _ANEW)
    except OSError as error:
        return _lack(f"{error.filename or 'the output'}: {error.strerror}", _SEE_TO_IT) if error.errno in _OUTSIDE else _defect()
    except Exception:
        return _defect()


def _delivered(code: int) -> int:
    """Return *code* once all output has arrived; a reader that has gone, as `| head` does, changes nothing."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_stdout()
    except OSError as error:
        _let_go_of_stdout()
        return _lack(f"the output: {error.strerror}", _SEE_TO_IT)
    return code


def _let_go_of_stdout() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _lack(problem: str, cure: str) -> int:
    error = EnvironmentLackError(problem, cure)
    return _stop(error.exit_code, str(error))


def _defect() -> int:
    return _stop(
        EXIT_DEFECT,
        f"a defect in specgen itself; its details are in {_log()}\n  = help: please send that file to specgen's maintainers",
    )


def _stop(code: int, message: str) -> int:
    """Say *message* on stderr, as JSON on stdout too where that was asked for, and return *code*."""
    print(f"specgen: {message}", file=sys.stderr)
    if "--json" in sys.argv:
        print(json.dumps({"format": "specgen-error/1", "exit": code, "message": message}))
    return code


def _log() -> str:
    import tempfile  # noqa: PLC0415  (only a defect needs these two)
    import traceback  # noqa: PLC0415

    handle, name = tempfile.mkstemp(prefix="specgen-defect-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        traceback.print_exc(file=file)
    return name


if __name__ == "__main__":
    main()
