"""A person's contact data out of an archived object: which words that is, and what each archived file is without them."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from specgen.archive import erasure as erasing
from specgen.archive.erasure import Erased, Request
from specgen.archive.history import history
from specgen.archive.inventory import Stamp
from specgen.archive.layout import Layout
from specgen.archive.operations import unknown
from specgen.archive.record import CHANGES, DECISION, DOCUMENT, REQUIREMENT
from specgen.archive.storage import content
from specgen.archive.verify import verify_object
from specgen.errors import DamagedArchiveError, UsageError
from specgen.files.hidden import without_words as yaml_without_words
from specgen.files.pages import without_words as pdf_without_words
from specgen.files.received import read_texts
from specgen.masking import Mask, in_strings, is_word
from specgen.reproduction import PRINTED

_NAMES: Final = ("customer.contact", "customer.email")
_ADDRESS: Final = "customer.address"


def erase(layout: Layout, reference: str, person: str, also: tuple[str, ...], stamp: Stamp, *, is_trial: bool = False) -> Erased:
    """Take the contact data of *person*, and the texts in *also*, out of every version of an object.

    What is damaged is refused: writing it anew would hide that.
    """
    key = layout.key(reference)
    held = history(layout, key)
    if held is None:
        raise unknown(reference)
    if verify_object(layout.folder(key)).is_damaged:
        problem = f"{reference} is damaged, so nothing was erased"
        raise DamagedArchiveError(str(layout.folder(key)), problem, f"`specgen archive verify {reference}` names what; mend that first")
    texts = [read_texts(content(layout, held.inventory, filed.files[REQUIREMENT])) for filed in held.filed]
    mask = mask_of(person, also, texts)
    _refuse_words_that_stay(mask, reference, stamp)
    what = dict.fromkeys(path for one in texts for path, text in one.items() if _local(mask, one).hides(text))
    request = Request(_Eraser(mask).without, mask.over, ", ".join(what) or "a name")
    return erasing.erase(layout, reference, request, stamp, is_trial=is_trial)


def mask_of(person: str, also: tuple[str, ...], texts: list[dict[str, str]]) -> Mask:
    """Return what is to be hidden: what was named, and the name and e-mail of a contact that is so called."""
    for option, text in (("--person", person), *(("--also", text) for text in also)):
        if not is_word(text):
            raise UsageError(f"{option} {text!r}: there is no word in it by which it could be found")
    named = Mask((person, *also))
    return named.also(*(one[path] for one in texts if _is_contact(named, one) for path in _NAMES if path in one))


def _is_contact(mask: Mask, texts: Mapping[str, str]) -> bool:
    return any(mask.hides(texts.get(path, "")) for path in _NAMES)


def _local(mask: Mask, texts: Mapping[str, str]) -> Mask:
    """Return *mask* with the address of a requirement whose contact is the person; in others it may be a colleague's."""
    lines = texts.get(_ADDRESS, "").splitlines() if _is_contact(mask, texts) else ()
    return mask.also(*filter(is_word, lines))


def _refuse_words_that_stay(mask: Mask, reference: str, stamp: Stamp) -> None:
    if mask.hides(reference):
        raise UsageError(f"{reference}: the reference itself holds what is to be erased, and by it the object is known")
    for option, text in (("--by", stamp.by), ("--because", stamp.because)):
        if mask.hides(text):
            raise UsageError(
                f"{option} {text!r}: this would stay in the archive for all to see, so do not write there what is to be erased"
            )


@dataclass
class _Eraser:
    """Takes what a mask hides out of one revision after the other; later ones tell digests of those before."""

    mask: Mask
    digests: dict[str, str] = field(default_factory=dict)  # SHA-256, by what they were

    def without(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return the files of a document without what is hidden; they still fit together, each telling the others' new digests."""
        mask = _local(self.mask, read_texts(files[REQUIREMENT]))
        carried = {REQUIREMENT: yaml_without_words(files[REQUIREMENT], mask)}
        self._take(files[REQUIREMENT], carried[REQUIREMENT])
        for name in (name for name in (DECISION, CHANGES) if name in files):
            carried[name] = in_strings(files[name], lambda text: self.digests.get(text) or mask.over(text))
            self._take(files[name], carried[name])
        document = pdf_without_words(files[DOCUMENT], mask.also(*self._printed()), carried, self.digests)
        others = {name: in_strings(data, mask.over) for name, data in files.items() if name not in {*carried, DOCUMENT}}
        return {**carried, DOCUMENT: document, **others}

    def _take(self, before: bytes, after: bytes) -> None:
        if before != after:
            self.digests[hashlib.sha256(before).hexdigest()] = hashlib.sha256(after).hexdigest()

    def _printed(self) -> Iterator[str]:
        """Yield each former digest as pages print it: from it the words could be guessed."""
        for digest in self.digests:
            yield from (digest, digest[:PRINTED])
