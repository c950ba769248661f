"""Makes the broken archives of this folder, one for each thing that the verifier can say: `python tests/broken_archives/make.py`.

A folder is called CODE_what and holds an object, or a storage root where the fault lies there. Each is one step away from
`good-object` or `good-root`. What git cannot keep (empty folders) or not everywhere (links, pipes, names that differ in case)
is made by the test instead, into a folder of its own.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from archives import place_of, write_inventory, write_object, write_root, written  # noqa: E402

NAME: Final = "urn:specgen:ACME-1"
FIRST: Final = {"proposal.pdf": b"%PDF one\n", "requirement.yaml": b"specgen: 1\n"}
SECOND: Final = {**FIRST, "proposal.pdf": b"%PDF two\n"}
PDF: Final = hashlib.sha512(FIRST["proposal.pdf"]).hexdigest()
NEXT: Final = hashlib.sha512(SECOND["proposal.pdf"]).hexdigest()
YAML: Final = hashlib.sha512(FIRST["requirement.yaml"]).hexdigest()
Make = Callable[[Path], object]


def good_object(folder: Path) -> None:
    """Write an object with one version."""
    write_object(folder, NAME, [FIRST])


def two_versions(folder: Path) -> None:
    write_object(folder, NAME, [FIRST, SECOND])


def good_root(folder: Path) -> None:
    """Write a storage root with one object."""
    write_root(folder)
    good_object(folder / place_of(NAME))


def restated(change: Callable[[dict[str, Any]], object], *versions: str, of: Make = good_object) -> Make:
    """Return a maker of an object whose inventories were changed together with their digests, as only a program does it.

    Without *versions*: that of the object and of its newest version, which have to be the same.
    """

    def make(folder: Path) -> None:
        of(folder)
        for version in versions or ("", "v2" if of is two_versions else "v1"):
            inventory = json.loads((folder / version / "inventory.json").read_text())
            change(inventory)
            write_inventory(folder / version, inventory)

    return make


def rewritten(old: str, new: str) -> Make:
    """Return a maker of an object whose inventories are another text, with its digest."""

    def make(folder: Path) -> None:
        good_object(folder)
        text = (folder / "inventory.json").read_text().replace(old, new)
        for version in ("", "v1"):
            write_inventory(folder / version, text)

    return make


def then(of: Make, *steps: Make) -> Make:
    """Return a maker that goes on from another one."""

    def make(folder: Path) -> None:
        for step in (of, *steps):
            step(folder)

    return make


def write(file: str, data: str) -> Make:
    return lambda folder: written(folder / file, data)


def remove(file: str) -> Make:
    return lambda folder: (folder / file).unlink()


def rename(file: str, to: str) -> Make:
    return lambda folder: (folder / file).rename(folder / to)


def replace(file: str, old: str, new: str) -> Make:
    return lambda folder: written(folder / file, (folder / file).read_text().replace(old, new))


def put(*path: str, to: Any) -> Callable[[dict[str, Any]], object]:
    """Return a change that sets what stands under the keys *path*."""

    def change(inventory: dict[str, Any]) -> None:
        for key in path[:-1]:
            inventory = inventory[key]
        inventory[path[-1]] = to

    return change


def drop(*path: str) -> Callable[[dict[str, Any]], object]:
    def change(inventory: dict[str, Any]) -> None:
        for key in path[:-1]:
            inventory = inventory[key]
        del inventory[path[-1]]

    return change


def add_version(name: str) -> Make:
    return write(f"{name}/content/a.txt", "a")


def padded(width: int, *names: str) -> Make:
    """Return a maker of an object whose versions are called *names*; their contents are all in the first."""

    def make(folder: Path) -> None:
        inventory = write_object(folder, NAME, [FIRST])
        shutil.move(folder / "v1", folder / names[0])
        text = json.dumps(inventory).replace("v1/content", f"{names[0]}/content")
        inventory = json.loads(text)
        block = inventory["versions"].pop("v1")
        for name in names:
            inventory["versions"][name] = block
            inventory["head"] = name
            write_inventory(folder / name, inventory)
        write_inventory(folder, inventory)

    return make


def older_specification(folder: Path) -> None:
    restated(put("type", to="https://ocfl.io/1.0/spec/#inventory"), "v2", "", of=two_versions)(folder)
    rename("0=ocfl_object_1.1", "0=ocfl_object_1.0")(folder)
    write("0=ocfl_object_1.0", "ocfl_object_1.0\n")(folder)


def strong(algorithm: str) -> Make:
    """Return a maker of an object whose contents are addressed by another algorithm."""

    def make(folder: Path) -> None:
        inventory = write_object(folder, NAME, [FIRST])
        text = json.dumps(inventory | {"digestAlgorithm": algorithm})
        for data, digest in ((FIRST["proposal.pdf"], PDF), (FIRST["requirement.yaml"], YAML)):
            text = text.replace(digest, hashlib.new(algorithm, data).hexdigest())
        for version in ("", "v1"):
            (folder / version / "inventory.json.sha512").unlink()
            write_inventory(folder / version, text, algorithm)

    return make


def misplaced(folder: Path) -> None:
    good_root(folder)
    elsewhere = folder / "abc" / "def" / "012"
    elsewhere.mkdir(parents=True)
    (folder / place_of(NAME)).rename(elsewhere / "object")
    shutil.rmtree(folder / place_of(NAME).split("/")[0])


def twins(folder: Path) -> None:
    written(folder / "0=ocfl_1.1", "ocfl_1.1\n")
    for place in ("a", "b"):
        good_object(folder / place)


def newer_object(folder: Path) -> None:
    good_root(folder)
    rename("0=ocfl_1.1", "0=ocfl_1.0")(folder)
    write("0=ocfl_1.0", "ocfl_1.0\n")(folder)


def layout(text: str) -> Make:
    return then(good_root, write("ocfl_layout.json", text))


def erased(mark: dict[str, Any] | None = None, **change: Any) -> Make:
    """Return a maker of an object from whose first version a name was erased; *mark* or *change* make its mark untrue."""
    redacted = hashlib.sha512(b"%PDF without a name\n").hexdigest()
    file = {"version": "v1", "path": "proposal.pdf", "was": PDF, "is": redacted} | change
    told = {"when": "2031-05-04T09:30:00Z", "by": "Jane Doe", "because": "asked for in a letter", "what": "customer.contact"}
    erasures = {"format": "specgen-erasures/1", "erasures": [told | {"files": [file]}]}
    first = {**FIRST, "proposal.pdf": b"%PDF without a name\n"}
    data = json.dumps(mark if mark is not None else erasures).encode()
    return lambda folder: write_object(folder, NAME, [first, {**first, "erasures.json": data}])


def mark_lost(folder: Path) -> None:
    write_object(folder, NAME, [FIRST, {**FIRST, "erasures.json": b"{}"}, FIRST])


def mark_rewritten(folder: Path) -> None:
    erased()(folder)
    marks = [json.loads((folder / "v2/content/erasures.json").read_text())]
    marks.append({**marks[0], "erasures": [marks[0]["erasures"][0] | {"because": "another reason"}]})
    first = {**FIRST, "proposal.pdf": b"%PDF without a name\n"}
    shutil.rmtree(folder)
    write_object(folder, NAME, [first, *({**first, "erasures.json": json.dumps(mark).encode()} for mark in marks)])


def record_forged(folder: Path) -> None:
    """Write an object whose document was exchanged, inventories and a mark of an erasure included, but not its record."""
    record = {"format": "specgen-record/1", "received": {"requirement.yaml": YAML}, "made": {"proposal.pdf": PDF}}
    first = {**FIRST, "proposal.pdf": b"%PDF without a name\n", "record.json": json.dumps(record).encode()}
    erased()(folder)
    mark = (folder / "v2/content/erasures.json").read_bytes()
    shutil.rmtree(folder)
    write_object(folder, NAME, [first, {**first, "erasures.json": mark}])


STATE: Final = ("versions", "v1", "state")
MD5: Final = hashlib.md5(FIRST["proposal.pdf"], usedforsecurity=False).hexdigest()

# Folder: the kind of problem that it shows, and how it is made. The code in the name is that of the kind.
MADE: Final[dict[str, tuple[str, Make]]] = {
    "E001_extra_file": ("unexpected-file", then(good_object, write("notes.txt", "x"))),
    "E001_extra_folder": ("unexpected-folder", then(good_object, write("drafts/notes.txt", "x"))),
    "E003_no_declaration": ("declaration-missing", then(good_object, remove("0=ocfl_object_1.1"))),
    "E003_two_declarations": ("declarations-several", then(good_object, write("0=ocfl_object_1.0", "ocfl_object_1.0\n"))),
    "E004_unknown_version": ("declaration-version", then(good_object, write("0=ocfl_object_7.0", "ocfl_object_7.0\n"))),
    "E005_wrong_tag": ("declaration-tag", then(good_object, rename("0=ocfl_object_1.1", "1=ocfl_object_1.1"))),
    "E006_wrong_name": ("declaration-value", then(good_object, write("0=bagit", "bagit\n"))),
    "E007_other_content": ("declaration-content", then(good_object, write("0=ocfl_object_1.1", "ocfl_object_1.1"))),
    "E008_no_versions": ("versions-none", then(good_object, lambda folder: shutil.rmtree(folder / "v1"))),
    "E009_starts_with_v2": ("versions-not-from-one", padded(0, "v2")),
    "E010_gap": ("versions-gap", padded(0, "v1", "v3")),
    "E011_padding_runs_out": ("version-padding", padded(2, *(f"v{number:02}" for number in range(1, 11)))),
    "E012_mixed_names": ("version-names-mixed", padded(0, "v1", "v02")),
    "E013_names_change": ("version-name-new-habit", padded(2, *(f"v{number:02}" for number in range(1, 11)))),
    "E014_path_of_another_name": (
        "version-name-in-path",
        restated(put("manifest", PDF, to=["v01/content/proposal.pdf"])),
    ),
    "E015_file_beside_contents": ("version-unexpected-file", then(good_object, write("v1/notes.txt", "x"))),
    "E016_no_contents": ("content-folder-missing", then(good_object, lambda folder: shutil.rmtree(folder / "v1/content"))),
    "E017_content_directory_with_slash": ("content-directory-slash", restated(put("contentDirectory", to="a/b"))),
    "E018_content_directory_up": ("content-directory-dots", restated(put("contentDirectory", to=".."))),
    "E019_content_directory_late": (
        "content-directory-late",
        restated(put("contentDirectory", to="content"), "", "v2", of=two_versions),
    ),
    "E020_content_directory_changed": ("content-directory-changed", restated(put("contentDirectory", to="files"), "v2", of=two_versions)),
    "E023_extra_content": ("content-unlisted", then(good_object, write("v1/content/notes.txt", "x"))),
    "E023_not_listed_then": ("content-unlisted-then", restated(drop("manifest", YAML), "v1", of=two_versions)),
    "E023_moved": ("content-moved", then(good_object, rename("v1/content/proposal.pdf", "v1/content/offer.pdf"))),
    "E025_md5": ("algorithm", strong("md5")),
    "E033_not_json": ("not-json", rewritten('"head": "v1",', '"head": "v1"')),
    "E033_key_twice": ("key-twice", rewritten('"head": "v1",', '"head": "v1", "head": "v1",')),
    "E033_key_without_value": ("key-form", restated(put("contentDirectory", to=7))),
    "E036_no_head": ("key-missing", restated(drop("head"))),
    "E037_other_id": ("id-differs", restated(put("id", to="urn:specgen:ACME-2"), "v1", of=two_versions)),
    "E038_other_type": ("type-wrong", restated(put("type", to="https://ocfl.io/1.0/spec/#inventory"))),
    "E039_short_digest": ("digest-form", rewritten(YAML, YAML[:100])),
    "E040_head_is_no_version": ("head-form", restated(put("head", to="one"))),
    "E040_head_is_not_the_newest": ("head-wrong", restated(put("head", to="v1"), of=two_versions)),
    "E041_no_manifest": ("manifest-missing", restated(drop("manifest"))),
    "E042_path_outside": ("path-outside", restated(put("manifest", PDF, to=["etc/passwd"]))),
    "E043_no_versions_block": ("versions-missing", restated(drop("versions"))),
    "E044_versions_no_object": ("versions-form", restated(put("versions", to=["v1"]))),
    "E046_folder_missing": ("version-without-folder", then(two_versions, lambda folder: shutil.rmtree(folder / "v2"))),
    "E046_block_missing": ("version-without-block", restated(drop("versions", "v1"), of=two_versions)),
    "E047_version_no_object": ("version-form", restated(put("versions", "v1", to="today"))),
    "E048_no_date": ("version-key-missing", restated(drop("versions", "v1", "created"))),
    "E049_day_that_is_none": ("created-form", restated(put("versions", "v1", "created", to="2026-02-30T09:30:00Z"))),
    "E050_state_no_object": ("state-form", restated(put(*STATE, to=[]))),
    "E050_digest_in_other_case": ("state-digest", restated(put(*STATE, to={PDF.upper(): ["proposal.pdf"], YAML: ["requirement.yaml"]}))),
    "E051_logical_path_no_text": ("logical-path-form", restated(put(*STATE, PDF, to=[7]))),
    "E052_logical_path_leads_up": ("logical-path-element", restated(put(*STATE, PDF, to=["a/../../proposal.pdf"]))),
    "E053_logical_path_with_slash": ("logical-path-slash", restated(put(*STATE, PDF, to=["/proposal.pdf"]))),
    "E054_nameless_user": ("user-form", restated(drop("versions", "v1", "user", "name"))),
    "E057_fixity_list": ("fixity-algorithm-form", restated(put("fixity", to={"md5": []}))),
    "E058_no_sidecar": ("sidecar-missing", then(good_object, remove("v1/inventory.json.sha512"))),
    "E059_other_sidecar": ("sidecar-algorithm", then(good_object, rename("inventory.json.sha512", "inventory.json.md5"))),
    "E060_inventory_changed": ("inventory-changed", then(good_object, replace("inventory.json", "Jane", "Jade"))),
    "E060_sidecar_changed": ("sidecar-changed", then(good_object, lambda folder: write_flipped(folder / "inventory.json.sha512"))),
    "E060_one_of_the_two_changed": ("inventory-or-sidecar-changed", then(two_versions, replace("v1/inventory.json", "Jane", "Jade"))),
    "E061_sidecar_names_another_file": ("sidecar-form", then(good_object, replace("inventory.json.sha512", "json", "yaml"))),
    "E063_no_inventory": ("inventory-missing", then(good_object, remove("inventory.json"))),
    "E064_copies_differ": ("inventories-differ", restated(put("versions", "v1", "message", to="another"), "")),
    "E066_version_rewritten": (
        "state-rewritten",
        restated(put(*STATE, to={NEXT: ["proposal.pdf"], YAML: ["requirement.yaml"], PDF: ["old"]}), of=two_versions),
    ),
    "E067_file_among_extensions": ("extension-unexpected", then(good_object, write("extensions/notes.txt", "x"))),
    "E092_entry_no_list": ("manifest-entry-form", restated(put("manifest", PDF, to="v1/content/proposal.pdf"))),
    "E092_missing": ("content-missing", then(good_object, remove("v1/content/proposal.pdf"))),
    "E092_changed": ("content-changed", then(good_object, write("v1/content/proposal.pdf", "%PDF One\n"))),
    "E092_emptied": ("content-emptied", then(good_object, write("v1/content/proposal.pdf", ""))),
    "E092_swapped": (
        "content-swapped",
        then(good_object, write("v1/content/proposal.pdf", "specgen: 1\n"), write("v1/content/requirement.yaml", "%PDF one\n")),
    ),
    "E092_digest_contradicted": ("digest-contradicted", restated(lambda inventory: swap_digest(inventory), "v1", of=two_versions)),
    "E092_missing_then": ("content-missing-then", restated(put("manifest", "0" * 128, to=["v1/content/lost.txt"]), "v1", of=two_versions)),
    "E093_fixity_of_nothing": ("fixity-missing", restated(put("fixity", to={"md5": {MD5: ["v1/content/lost.txt"]}}))),
    "E093_fixity_differs": ("fixity-changed", restated(put("fixity", to={"md5": {MD5[::-1]: ["v1/content/proposal.pdf"]}}))),
    "E094_message_no_text": ("message-form", restated(put("versions", "v1", "message", to=["a"]))),
    "E095_file_and_folder": ("logical-paths-conflict", restated(put(*STATE, PDF, to=["a", "a/b"]))),
    "E096_digest_twice": ("manifest-digest-twice", rewritten('"manifest": {', f'"manifest": {{"{PDF.upper()}": [],')),
    "E097_fixity_digest_twice": (
        "fixity-digest-twice",
        restated(put("fixity", to={"md5": {MD5: ["v1/content/proposal.pdf"], MD5.upper(): []}})),
    ),
    "E098_content_path_no_text": ("content-path-form", restated(put("manifest", PDF, to=[None, "v1/content/proposal.pdf"]))),
    "E099_content_path_leads_up": (
        "content-path-element",
        restated(put("manifest", PDF, to=["v1/content/../../x", "v1/content/proposal.pdf"])),
    ),
    "E100_content_path_with_slash": ("content-path-slash", restated(put("manifest", PDF, to=["/etc/passwd", "v1/content/proposal.pdf"]))),
    "E101_content_path_twice": ("content-paths-conflict", restated(put("manifest", PDF, to=["v1/content/proposal.pdf"] * 2))),
    "E102_unknown_key": ("key-unknown", restated(put("colour", to="red"))),
    "E103_back_to_1.0": ("version-older-specification", older_specification),
    "E106_manifest_no_object": ("manifest-form", restated(put("manifest", to=[]))),
    "E107_unused": ("manifest-unused", restated(put("manifest", "0" * 128, to=["v1/content/proposal2.pdf"]))),
    "E111_fixity_no_object": ("fixity-form", restated(put("fixity", to="md5"))),
    "W001_padded": ("version-padded", padded(3, "v001")),
    "W002_folder_beside_contents": ("version-unexpected-folder", then(good_object, write("v1/drafts/notes.txt", "x"))),
    "W004_sha256": ("algorithm-weaker", strong("sha256")),
    "W005_plain_id": ("id-no-uri", restated(put("id", to="ACME-1"))),
    "W007_no_message": ("version-says-little", restated(drop("versions", "v1", "message"))),
    "W008_no_address": ("user-without-address", restated(drop("versions", "v1", "user", "address"))),
    "W009_address_no_uri": ("address-no-uri", restated(put("versions", "v1", "user", "address", to="Hall 3"))),
    "W010_no_inventory_of_version": (
        "version-inventory-missing",
        then(two_versions, remove("v1/inventory.json"), remove("v1/inventory.json.sha512")),
    ),
    "W011_told_differently": ("version-told-differently", restated(put("versions", "v1", "message", to="another"), "v1", of=two_versions)),
    "W013_unregistered_extension": ("extension-unregistered", then(good_object, write("extensions/ours/x.txt", "x"))),
    "SW01_names_alike": ("names-alike", then(good_object, write("v1/content/Proposal.pdf", "x"))),
    "SW02_unknown_fixity": ("fixity-algorithm-unknown", restated(put("fixity", to={"crc99": {}}))),
    "SW04_sidecar_by_hand": ("sidecar-habit", then(good_object, replace("inventory.json.sha512", " ", "\t"))),
    "SW05_erased": ("erased", erased()),
    "SE05_erasure_without_form": ("erasure-form", erased({"format": "specgen-erasures/1", "erasures": [{"by": "Jane Doe"}]})),
    "SE06_erasure_contradicted": ("erasure-contradicted", erased(**{"is": PDF})),
    "SE07_erasure_undone": ("erasure-undone", erased(was=YAML)),
    "SE08_erasure_mark_lost": ("erasure-mark-lost", mark_lost),
    "SE09_erasure_rewritten": ("erasure-rewritten", mark_rewritten),
    "SE10_record_contradicted": ("record-contradicted", record_forged),
    "SE02_nested_too_deep": ("beyond-limit", rewritten('"head": "v1"', f'"head": {"[" * 40}{"]" * 40}')),
    "E037_root_id_twice": ("id-twice", twins),
    "E069_root_no_declaration": ("root-missing", then(good_root, remove("0=ocfl_1.1"))),
    "E070_root_layout_without_description": ("layout-form", layout('{"extension": "0003-hash-and-id-n-tuple-storage-layout"}')),
    "E071_root_layout_unregistered": ("layout-unregistered", layout('{"extension": "ours", "description": "ours"}')),
    "E072_root_stray_file": ("root-stray-file", then(good_root, write(f"{place_of(NAME)[:3]}/Thumbs.db", "x"))),
    "E076_root_two_declarations": ("root-declarations-several", then(good_root, write("0=ocfl_1.0", "ocfl_1.0\n"))),
    "E077_root_unknown_version": ("root-declaration-version", then(good_root, write("0=ocfl_7.0", "ocfl_7.0\n"))),
    "E078_root_wrong_tag": ("root-declaration-tag", then(good_root, rename("0=ocfl_1.1", "1=ocfl_1.1"))),
    "E079_root_wrong_name": ("root-declaration-value", then(good_root, write("0=bagit", "bagit\n"))),
    "E080_root_other_content": ("root-declaration-content", then(good_root, write("0=ocfl_1.1", "ocfl_1.1"))),
    "E081_root_older_than_object": ("object-newer-than-root", newer_object),
    "E083_root_object_elsewhere": ("place-wrong", misplaced),
    "E112_root_file_among_extensions": ("root-extension-unexpected", then(good_root, write("extensions/notes.txt", "x"))),
    "W016_root_unregistered_extension": ("root-extension-unregistered", then(good_root, write("extensions/ours/x.txt", "x"))),
    "SW03_root_layout_unknown_here": (
        "layout-unchecked",
        layout('{"extension": "0007-n-tuple-omit-prefix-storage-layout", "description": "x"}'),
    ),
}
NOT_IN_GIT: Final[dict[str, tuple[str, Make]]] = {
    "E024_empty_folder": ("empty-folder", then(good_object, lambda folder: (folder / "v1/content/empty").mkdir())),
    "W003_needless_folder": (
        "content-folder-needless",
        then(padded(0, "v1", "v2"), lambda folder: (folder / "v2/content").mkdir()),
    ),
    "E073_root_empty_folder": ("root-empty-folder", then(good_root, lambda folder: (folder / "abc").mkdir())),
    "E090_link": ("link", then(good_object, lambda folder: (folder / "v1/content/link").symlink_to("proposal.pdf"))),
    "SE04_pipe": ("special-file", then(good_object, lambda folder: os.mkfifo(folder / "v1/content/pipe"))),
}
for name in ("SW01_names_alike",):
    NOT_IN_GIT[name] = MADE.pop(name)


def write_flipped(sidecar: Path) -> None:
    text = sidecar.read_text()
    sidecar.write_text(("1" if text[0] == "0" else "0") + text[1:])


def swap_digest(inventory: dict[str, Any]) -> None:
    """Exchange the digests of the two files, in the manifest and in the state alike."""
    for block in (inventory["manifest"], inventory["versions"]["v1"]["state"]):
        block[PDF], block[YAML] = block[YAML], block[PDF]


def main() -> None:
    """Make every folder anew."""
    for name, (_, make) in MADE.items():
        shutil.rmtree(HERE / name, ignore_errors=True)
        make(HERE / name)


if __name__ == "__main__":
    main()
