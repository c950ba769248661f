"""From a proposal to a document: which sections each kind of answer has, in which order."""

from dataclasses import replace

from specgen.decision import Status
from specgen.document.appendix import appendix, questions_to_customer
from specgen.document.blocks import Block, Document, Labelled, Listing, Paragraph, Section
from specgen.document.commercial import commercial
from specgen.document.cover import cover
from specgen.document.figures import figures
from specgen.document.given import given
from specgen.document.internal import internal
from specgen.document.matrix import matrix
from specgen.document.penetration import penetration_and_time
from specgen.document.picture import picture
from specgen.document.revision import revision
from specgen.document.scenarios import scenarios
from specgen.document.scope import scope
from specgen.document.selection import selection
from specgen.document.setup import setup
from specgen.document.signing import signed
from specgen.document.specification import specification
from specgen.document.summary import summary
from specgen.document.words import day, plain, text_of, tied
from specgen.proposal import Proposal
from specgen.wording import Wording


def compose(proposal: Proposal, wording: Wording, *, is_internal: bool = False) -> Document:
    """Return the document that the decision's status asks for, in the words of *wording*.

    One for the maker's own people says so on every page and has a section more.
    """
    requirement, issue = proposal.requirement, proposal.issue
    title_page = cover(proposal, wording)
    names = tuple(wording.told(candidate.platform.name) for candidate in proposal.decision.candidates)
    head = wording("head.reference", reference=requirement.reference, revision=requirement.revision)
    return Document(
        title=f"{title_page.kind} {requirement.reference}: {text_of(title_page.answer)}",
        subject=title_page.topic,
        author=proposal.maker,
        language=issue.language,
        paper=issue.paper,
        date=issue.date.isoformat(),
        reference=requirement.reference,
        running_head=head,
        foot=_foot(proposal, wording),
        page_words=(wording("foot.page"), wording("foot.of")),
        screen_words=(wording("screen.contents"), wording("screen.carried")),
        draft=" · ".join(_marks(wording, is_draft=issue.draft, is_internal=is_internal)),
        cover=title_page,
        sections=tuple(_tied(section, names) for section in _sections(proposal, wording, is_internal=is_internal)),
    )


def _foot(proposal: Proposal, wording: Wording) -> str:
    """Return what every page says at its foot: of the figures, and who may read them."""
    told = wording("foot.illustrative" if proposal.is_illustrative else "foot.honest", date=day(proposal.issue.date, wording))
    return " ".join(part for part in (told, wording.told(proposal.issue.sender.confidentiality or "")) if part)


def _marks(wording: Wording, *, is_draft: bool, is_internal: bool) -> tuple[str, ...]:
    """Return what every page says of the document beside its reference."""
    marks = (("head.draft", is_draft), ("head.internal", is_internal))
    return tuple(wording(key) for key, counts in marks if counts)


def _tied(section: Section, names: tuple[str, ...]) -> Section:
    """Return *section* with numbers kept on one line with their units, and each of *names* on one line, in its heading and lead."""

    def whole(text: str) -> str:
        for name in names:
            text = text.replace(name, name.replace(" ", "\u00a0"))
        return tied(text)

    return replace(section, heading=whole(section.heading), lead=whole(section.lead))


def _sections(proposal: Proposal, wording: Wording, *, is_internal: bool) -> tuple[Section, ...]:
    """Return the sections in order: answer, evidence, consequence; then what is not for the customer."""
    made = _customers(proposal, wording)
    return (*made, internal(proposal, len(made) + 1, wording)) if is_internal else made


def _customers(proposal: Proposal, wording: Wording) -> tuple[Section, ...]:
    if proposal.specification:
        return specification(proposal, proposal.specification, wording)
    status = proposal.decision.status
    if status is Status.INCOMPLETE:
        asked: list[Section] = [_questions(proposal, wording)]
        changed = revision(proposal, 2, wording)
        asked += [changed] if changed else []
        return (*asked, given(proposal, len(asked) + 1, wording), appendix(proposal, len(asked) + 2, wording))
    made: list[Section] = [summary(proposal, wording)]
    revised = revision(proposal, len(made) + 1, wording)
    made += [revised] if revised else []
    made.append(given(proposal, len(made) + 1, wording))
    geometry = setup(proposal, len(made) + 1, wording)
    made += [geometry] if geometry else []
    if proposal.compares and proposal.decision.candidates:
        made.append(selection(proposal, len(made) + 1, wording, follows=geometry is not None))
        made.append(matrix(proposal, len(made) + 1, wording))
    charts = figures(proposal, len(made) + 1, wording)
    made += [charts] if charts else []
    passing = penetration_and_time(proposal, len(made) + 1, wording)
    made += [passing] if passing else []
    shown = picture(proposal, len(made) + 1, wording)
    made += [shown] if shown else []
    compared = scenarios(proposal, len(made) + 1, wording)
    made += [compared] if compared else []
    if proposal.decision.chosen or status is Status.CUSTOM:
        made.append(scope(proposal, len(made) + 1, wording))
    made += [commercial(proposal.quote, proposal, len(made) + 1, wording)] if proposal.quote else []
    if made[-1].anchor in {"scope", "commercial"}:
        made[-1] = signed(made[-1], proposal, wording)
    return (*made, appendix(proposal, len(made) + 1, wording))


def _questions(proposal: Proposal, wording: Wording) -> Section:
    """Return the list of questions that stands in place of an answer."""
    items = questions_to_customer(proposal, wording)
    blocks: list[Block] = [Labelled(wording("questions.label"), wording("questions.legend"), (Listing(items, is_numbered=True),))]
    blocks.append(Labelled(wording("questions.then"), "", (Paragraph(plain(wording("questions.then-text"))),)))
    heading = wording("questions.heading", count=len(items))
    return Section(1, "questions", wording("topic.questions"), heading, "", tuple(blocks))
