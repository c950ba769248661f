"""Bit rot: whatever happens to a disk, the verifier names object, version and file, and cries no wolf."""

import random
import shutil
from pathlib import Path

import ocfl
import pytest
from archives import Rot, restore, rotten, write_archive

from specgen.archive.verify import ObjectReport, verify_root

OBJECTS, HITS = 20, 60


def told(reports: list[ObjectReport]) -> dict[str, ObjectReport]:
    """Return the reports that have something to say, by their place."""
    return {report.place: report for report in reports if report.problems}


def unexplained(rot: Rot, reports: list[ObjectReport]) -> list[str]:
    """Return what was not found, or not named right, and what was found though nothing is wrong with it."""
    found = told(reports)
    wrong = [f"false alarm at {place}" for place in found.keys() - rot.named.keys()]
    for place, groups in rot.named.items():
        problems = found[place].problems if place in found else ()
        files = {problem.file for problem in problems}
        wrong += [f"not named: {place}/{'|'.join(sorted(group))}, but {sorted(files)}" for group in groups if not group & files]
        wrong += [
            f"no version: {problem}"
            for problem in problems
            if problem.file.startswith("v") and problem.version != problem.file.partition("/")[0]
        ]
        contents = {file for group in groups for file in group if "/content/" in file}
        if contents and len(contents) == len(groups):
            wrong += [f"too much: {problem}" for problem in problems if problem.file not in contents and contents & files == contents]
    return [f"{rot.what}: {problem}" for problem in wrong]


def hunted(folder: Path, objects: int, hits: int, seed: int) -> list[str]:
    """Damage an archive so many times, each time mended again, and return what the verifier did not tell right."""
    places = list(write_archive(folder / "pristine", objects, seed).values())
    shutil.copytree(folder / "pristine", folder / "archive")
    chance, wrong = random.Random(seed), []
    for _ in range(hits):
        rot = rotten(folder / "archive", places, chance)
        wrong += unexplained(rot, list(verify_root(folder / "archive")))
        restore(folder / "pristine", folder / "archive", list(rot.named))
    assert told(list(verify_root(folder / "archive"))) == {}
    return wrong


def test_rot_is_found_and_named(tmp_path: Path) -> None:
    """`make soak` does the same 500 times over 200 objects."""
    assert hunted(tmp_path, OBJECTS, HITS, seed=20261122) == []


def test_ocfl_py_agrees_on_what_is_rotten(tmp_path: Path) -> None:
    """An object is damaged here if and only if it is invalid there, as far as the object itself is concerned."""
    places = list(write_archive(tmp_path / "pristine", 5).values())
    shutil.copytree(tmp_path / "pristine", tmp_path / "archive")
    chance, verdicts = random.Random(7), []
    for _ in range(40):
        rot = rotten(tmp_path / "archive", places, chance)
        reports = {report.place: report for report in verify_root(tmp_path / "archive")}
        for place in set(rot.named) & set(places):
            ours = [problem for problem in reports[place].problems if problem.is_damage and problem.kind != "place-wrong"]
            if (tmp_path / "archive" / place).is_dir():
                verdicts.append((rot.what, not ours, valid(tmp_path / "archive" / place)))
        restore(tmp_path / "pristine", tmp_path / "archive", list(rot.named))
    assert [verdict for verdict in verdicts if verdict[1] != verdict[2]] == []
    assert len(verdicts) > 30


def valid(folder: Path) -> bool:
    """Return the verdict of ocfl-py, which stops with an exception where an inventory is no longer UTF-8."""
    try:
        return bool(ocfl.Object().validate(objdir=str(folder), log_warnings=False)[0])
    except UnicodeDecodeError:
        return False


def test_ocfl_py_takes_what_the_tests_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The archive of these tests is one to others too, with each object at its place."""
    write_archive(tmp_path / "archive", OBJECTS)
    root = ocfl.StorageRoot(root=str(tmp_path / "archive"))
    good = root.validate(validate_objects=True, log_warnings=True)
    assert (good, root.num_objects, root.good_objects) == (True, OBJECTS, OBJECTS), capsys.readouterr()
    reports = list(verify_root(tmp_path / "archive"))
    assert (told(reports), sum(report.is_object for report in reports)) == ({}, OBJECTS)
