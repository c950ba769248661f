"""Where the parties sign: at the end of the last section that is an offer, before the appendix."""

from dataclasses import replace

from specgen.document.blocks import Section, Signatures
from specgen.proposal import Proposal
from specgen.wording import Wording


def signed(section: Section, proposal: Proposal, wording: Wording) -> Section:
    """Return *section* with the lines to sign on at its end."""
    parties = (_signs(proposal, wording), wording("appendix.sign", party=proposal.requirement.customer.company))
    return replace(section, blocks=(*section.blocks, Signatures(parties)))


def _signs(proposal: Proposal, wording: Wording) -> str:
    """Return the maker's line to sign on, with the signatory's name where the workspace has one."""
    signatory = proposal.issue.sender.signatory
    if signatory is None:
        return wording("appendix.sign", party=proposal.maker)
    named = ", ".join(part for part in (signatory.name, wording.told(signatory.function or "")) if part)
    return wording("appendix.sign-named", party=proposal.maker, name=named)
