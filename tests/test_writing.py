"""Outputs are written whole or not at all, and never over another document unasked."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from specgen.errors import EnvironmentLackError, ExistingOutputError
from specgen.files.writing import write_all


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder*, hidden ones included."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def failing(function: Callable[..., Any], at: int, number: int) -> Callable[..., Any]:
    """Return *function*, which fails with the error *number* at its call number *at*."""
    calls = iter(range(1, 1000))

    def wrapped(*arguments: Any, **options: Any) -> Any:
        if next(calls) == at:
            raise OSError(number, os.strerror(number))
        return function(*arguments, **options)

    return wrapped


def failure_of(outputs: dict[Path, bytes]) -> EnvironmentLackError | None:
    """Return why *outputs* could not be written, or None where they were."""
    try:
        write_all(outputs, force=True)
    except EnvironmentLackError as error:
        return error
    return None


def test_all_outputs_are_written(tmp_path: Path) -> None:
    """Folders are made on the way; nothing else is left behind, and others may read the files."""
    write_all({tmp_path / "a" / "x.pdf": b"pdf", tmp_path / "a" / "b" / "x.json": b"json"}, force=False)
    assert contents(tmp_path) == {"a/x.pdf": b"pdf", "a/b/x.json": b"json"}
    umask = os.umask(0)
    os.umask(umask)
    assert (tmp_path / "a" / "x.pdf").stat().st_mode & 0o777 == 0o666 & ~umask


def test_another_document_is_not_overwritten(tmp_path: Path) -> None:
    """One that would be stops all of them, wherever it stands in the list."""
    (tmp_path / "x.json").write_bytes(b"other")
    with pytest.raises(ExistingOutputError, match=r"x\.json"):
        write_all({tmp_path / "x.pdf": b"pdf", tmp_path / "x.json": b"json"}, force=False)
    assert contents(tmp_path) == {"x.json": b"other"}


def test_force_overwrites(tmp_path: Path) -> None:
    """Another document, longer or shorter, is gone."""
    (tmp_path / "x.json").write_bytes(b"other and longer")
    write_all({tmp_path / "x.pdf": b"pdf", tmp_path / "x.json": b"json"}, force=True)
    assert contents(tmp_path) == {"x.pdf": b"pdf", "x.json": b"json"}


@pytest.mark.parametrize("force", [False, True])
def test_what_is_there_already_is_not_touched(tmp_path: Path, force: bool) -> None:
    """The same bytes keep their file and its time, beside one that is new."""
    (tmp_path / "x.pdf").write_bytes(b"pdf")
    os.utime(tmp_path / "x.pdf", ns=(1, 1))
    before = (tmp_path / "x.pdf").stat()
    write_all({tmp_path / "x.pdf": b"pdf", tmp_path / "x.json": b"json"}, force=force)
    after = (tmp_path / "x.pdf").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert contents(tmp_path) == {"x.pdf": b"pdf", "x.json": b"json"}


@pytest.mark.parametrize("earlier", [{}, {"x.pdf": b"old pdf", "x.json": b"old json"}], ids=["new", "replaced"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("name", ["fsync", "replace", "chmod", "fdopen"])
def test_a_failure_at_any_step_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, earlier: dict[str, bytes], name: str, number: int
) -> None:
    """A full disk, a broken one, a quota: at every call in turn, until none is left that could fail."""
    for path, data in earlier.items():
        (tmp_path / path).write_bytes(data)
    outputs = {tmp_path / "x.pdf": b"pdf", tmp_path / "x.json": b"json"}
    failures = 0
    for at in range(1, 50):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, failing(getattr(os, name), at, number))
            failure = failure_of(outputs)
        if failure is None:
            break
        failures += 1
        assert os.strerror(number) in str(failure)
        assert "--output" in failure.cure
        assert contents(tmp_path) == earlier
    assert failures >= len(outputs)
    assert contents(tmp_path) == {"x.pdf": b"pdf", "x.json": b"json"}


def test_a_folder_of_that_name_stops_all(tmp_path: Path) -> None:
    """The second of two outputs cannot be written: the first is not there either."""
    (tmp_path / "x.json").mkdir()
    with pytest.raises(EnvironmentLackError):
        write_all({tmp_path / "x.pdf": b"pdf", tmp_path / "x.json": b"json"}, force=True)
    assert contents(tmp_path) == {}


def test_a_file_where_a_folder_is_needed_stops_all(tmp_path: Path) -> None:
    """An output folder that is a file is the environment's fault, and named."""
    (tmp_path / "output").write_bytes(b"")
    with pytest.raises(EnvironmentLackError, match="output"):
        write_all({tmp_path / "x.pdf": b"pdf", tmp_path / "output" / "x.json": b"json"}, force=False)
    assert contents(tmp_path) == {"output": b""}


@pytest.mark.parametrize("name", ["fsync", "replace"])
@pytest.mark.parametrize("at", [1, 2])
def test_an_interruption_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, at: int) -> None:
    """Control-C is no `Exception`; what it leaves half done goes as well."""
    function, calls = getattr(os, name), iter(range(1, 1000))

    def interrupted(*arguments: Any) -> Any:
        if next(calls) == at:
            raise KeyboardInterrupt
        return function(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, name, interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_all({tmp_path / "x.pdf": b"pdf", tmp_path / "x.json": b"json"}, force=False)
    assert contents(tmp_path) == {}
