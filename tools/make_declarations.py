"""Write `specgen/render/declarations.py`: what WeasyPrint declares of Pango's functions, as cffi wants it after parsing.

    python tools/make_declarations.py

To be run again for another WeasyPrint; `tests/test_upstream.py` fails where the file is not what this would write.
"""

import ast
import contextlib
import hashlib
import importlib.util
import io
import tempfile
from pathlib import Path
from typing import Final

import cffi

FILE: Final = Path(__file__).resolve().parent.parent / "specgen" / "render" / "declarations.py"
_HEAD: Final = '''"""What WeasyPrint declares of the functions of Pango and its like, parsed. Written by `tools/make_declarations.py`."""

from typing import Any, Final

SOURCE: Final = "{digest}"  # SHA-256 of the declarations as WeasyPrint words them
PARSED: Final[dict[str, Any]] = {parsed}
'''


def made() -> str:
    """Return the text of the module for the WeasyPrint that is installed."""
    declarations = _declarations()
    ffi = cffi.FFI()
    ffi.cdef(declarations)
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        ffi.set_source("declarations", None)
        ffi.emit_python_code(f"{folder}/declarations.py")
        written = ast.parse(Path(folder, "declarations.py").read_text("utf-8"))
    call = next(node for node in ast.walk(written) if isinstance(node, ast.Call))
    parsed = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    rows = "".join(f"    {name!r}: {value!r},\n" for name, value in parsed.items())
    return _HEAD.format(digest=hashlib.sha256(declarations.encode()).hexdigest(), parsed=f"{{\n{rows}}}")


def _declarations() -> str:
    """Return what WeasyPrint hands to cffi's parser, read from its source without running it."""
    found = importlib.util.find_spec("weasyprint")
    assert found is not None
    assert found.submodule_search_locations
    source = Path(found.submodule_search_locations[0], "text", "ffi.py").read_text("utf-8")
    (text,) = (
        call.args[0].value
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "cdef"
        and isinstance(call.args[0], ast.Constant)
    )
    return str(text)


if __name__ == "__main__":
    FILE.write_text(made(), "utf-8")
