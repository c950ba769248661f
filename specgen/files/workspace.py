"""What a workspace says: how it issues documents, what its seller grants, and who has released what."""

import hashlib
from pathlib import Path
from typing import Final

from specgen.files.library import WORKSPACE_FILE
from specgen.files.maintained import faulty, refuse, tree_of, validated
from specgen.files.reader import Tree
from specgen.findings import dotted
from specgen.issue import Approval, Approver, Workspace, approval_faults
from specgen.prices import Agreement, PriceList

AGREEMENT: Final = "quotes/{}.yaml"  # what a workspace holds about one document, by its reference and revision
APPROVALS: Final = "approvals/{}.yaml"


def load_workspace(folder: Path | None) -> Workspace:
    """Return what the workspace *folder* says, or the empty workspace."""
    if folder is None:
        return Workspace()
    tree = tree_of(folder / WORKSPACE_FILE)
    workspace: Workspace = validated(tree, Workspace) if tree.value is not None else Workspace()
    return workspace


def own_digest(folder: Path | None, stem: str) -> str:
    """Return one digest of all that the workspace *folder* holds about the document *stem*."""
    total = hashlib.sha256()
    for path in (folder / name.format(stem) for name in (AGREEMENT, APPROVALS)) if folder else ():
        total.update(path.read_bytes() if path.is_file() else b"")
        total.update(b"\0")
    return total.hexdigest()


def load_agreement(folder: Path | None, stem: str, prices: PriceList) -> Agreement:
    """Return what the seller grants in `quotes/<reference>_<revision>.yaml` of the workspace *folder*, or an empty agreement."""
    tree = _own(folder, AGREEMENT.format(stem))
    agreement: Agreement = validated(tree, Agreement) if tree else Agreement()
    if tree and agreement.discount and not agreement.because:
        raise faulty(tree.place(("discount",)), "discount", "a discount needs its reason: add `because: ...`, which is printed beside it")
    known = {name for book in prices.books for name in book.options}
    for index, name in enumerate(agreement.options if tree else ()):
        if tree and name not in known:
            raise faulty(tree.place(("options", index)), dotted(("options", index)), f"no price book has an option {name}")
    return agreement


def load_approvals(folder: Path | None, stem: str, approvers: tuple[Approver, ...]) -> tuple[Approval, ...]:
    """Return what has been released by `approvals/<reference>_<revision>.yaml` of the workspace *folder*."""
    tree = _own(folder, APPROVALS.format(stem))
    if tree is None:
        return ()
    approvals: tuple[Approval, ...] = validated(tree, tuple[Approval, ...])
    refuse(tree, (), approval_faults(approvals, approvers))
    return approvals


def _own(folder: Path | None, name: str) -> Tree | None:
    """Return the workspace's file *name*, or None where it has none or an empty one."""
    if folder is None or not (folder / name).exists():
        return None
    tree = tree_of(folder / name)
    return tree if tree.value is not None else None
