"""The inventories of an object against its folders and against each other: a version that was written stays as it is."""

from collections.abc import Iterable, Mapping

from specgen.archive.verify.inventory import SPECIFICATIONS, VERSION, Inventory, number_of
from specgen.archive.verify.problems import Notes
from specgen.archive.verify.stored import Stored, note_digest


def note_root_inventory(inventory: Inventory, specification: str, versions: tuple[str, ...], notes: Notes) -> None:
    """Note where the inventory of the object's own folder does not fit its declaration and its folders."""
    if specification and inventory.specification and inventory.specification != specification:
        notes.add("type-wrong", inventory.file, type=f"https://ocfl.io/{inventory.specification}/spec/#inventory")
    for version in inventory.versions:
        if version not in versions:
            notes.add("version-without-folder", inventory.file, version, name=version)
    for version in versions:
        if version not in inventory.versions:
            notes.add("version-without-block", inventory.file, version, name=version)
    newest = max([*versions, *inventory.versions], key=number_of, default="")
    if inventory.head and not VERSION.fullmatch(inventory.head):
        notes.add("head-form", inventory.file)
    elif inventory.head and inventory.head != newest:
        notes.add("head-wrong", inventory.file, head=inventory.head, newest=newest)
    numbers = {number_of(version): version for version in versions}
    for path in inventory.manifest:
        first = path.partition("/")[0]
        if first not in versions and number_of(first) in numbers:
            notes.add("version-name-in-path", inventory.file, path=path, name=numbers[number_of(first)])


def note_specification(inventory: Inventory, before: str, notes: Notes) -> str:
    """Note a version that goes back to an older specification than *before*; return the newest so far."""
    own = inventory.specification
    if own and before and SPECIFICATIONS.index(own) < SPECIFICATIONS.index(before):
        notes.add("version-older-specification", inventory.file, own=own, before=before)
    return own or before


def note_version(one: Stored, version: str, judge: Inventory, *, is_latest: bool, notes: Notes) -> None:
    """Note where the inventory of *version* is at odds with itself, its folder, or the inventory that judges."""
    inventory = one.inventory
    assert inventory is not None
    if not is_latest:
        note_digest(one, None, notes)
        notes.take(one.notes)
    if inventory.head and inventory.head != version:
        notes.add("head-wrong", inventory.file, head=inventory.head, newest=version)
    if inventory.id != judge.id and inventory.id:
        notes.add("id-differs", inventory.file, id=inventory.id, other=judge.id)
    if inventory.content_directory != judge.content_directory or (number_of(version) == 1 and _sets_late(inventory, judge)):
        kind = "content-directory-late" if number_of(version) == 1 else "content-directory-changed"
        notes.add(kind, inventory.file, name=inventory.content_directory, other=judge.content_directory)
    if is_latest and inventory.head == judge.head:
        return
    _note_states(inventory, version, judge, notes)


def _sets_late(first: Inventory, judge: Inventory) -> bool:
    return judge.states_content_directory and not first.states_content_directory


def _note_states(inventory: Inventory, version: str, judge: Inventory, notes: Notes) -> None:
    """Note a version whose state, or what is told of it, was rewritten since this inventory."""
    content = {digest: path for path, digest in inventory.manifest.items()}
    is_same_algorithm = inventory.algorithm == judge.algorithm

    def now(digest: str) -> str:
        """Return the digest that the judging inventory gives to the same content."""
        lower = digest.lower()
        return lower if is_same_algorithm else judge.manifest.get(content.get(lower, ""), f"?{lower}")

    for name in (name for name in judge.versions if number_of(name) <= number_of(version)):
        then = inventory.versions.get(name)
        if then is None:
            notes.add("version-without-block", inventory.file, name, name=name)
            continue
        kept = judge.versions[name]
        was, is_now = ({path: now(digest) for path, digest in then.state.items()}, _lower(kept.state))
        if was != is_now:
            changed = sorted(path for path in was.keys() | is_now.keys() if was.get(path) != is_now.get(path))
            notes.add("state-rewritten", inventory.file, name, name=name, path=changed[0], other=judge.file)
        if then.told != kept.told:
            notes.add("version-told-differently", inventory.file, name, name=name, other=judge.file)


def _lower(state: Mapping[str, str]) -> dict[str, str]:
    return {path: digest.lower() for path, digest in state.items()}


def note_coverage(inventory: Inventory, version: str, judge: Inventory, on_disk: Iterable[str], notes: Notes) -> None:
    """Note contents that the inventory of *version* should list and does not, or lists though they are nowhere."""
    number, present = number_of(version), set(on_disk)
    for path in on_disk:
        is_of_then = number_of(path.partition("/")[0]) <= number
        if is_of_then and path in judge.manifest and path not in inventory.manifest:
            notes.add("content-unlisted-then", inventory.file, path=path)
    for path in inventory.manifest:
        if path not in judge.manifest and path not in present:
            notes.add("content-missing-then", inventory.file, path=path)
