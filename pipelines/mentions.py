"""Where a document names which transport link: what the scorer found, in the ledger reader's words."""

from pipelines.relevance import Scorer
from tumen.journey import Document
from tumen.statements import Mention


def mentions(document: Document, scorer: Scorer) -> list[Mention]:
    """Every sentence in which the scorer heard of a transport link; spans count from the start of the title or of the text."""
    judged = scorer.judge(document.title, document.text)
    shift = len(" ".join(document.title.split())) + 1  # the scorer reads title and text as one, a line break between
    return [
        Mention(
            found.sentence.start - shift * (found.index > 0),
            found.sentence.stop - shift * (found.index > 0),
            transport_link,
            found.index == 0,
            how,
        )
        for found in judged.statements
        if not found.tainted
        for transport_link, how in found.transport_links.items()
    ]
