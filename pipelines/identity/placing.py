"""Placing: which article a scored document is, decided from what storage holds at its address and near its words."""

from collections.abc import Sequence
from typing import Protocol

from pipelines.identity.signatures import exact_jaccard, fold, shingles
from tumen.journey import Placed, Rejected, Scored, Signature
from tumen.outcomes import Reason

COPY_FROM = 0.5
"""Jaccard similarity from which a text under another address counts as a copy. A reprint that drops a third of the text has 0.67,
one with a new lead and tail about 0.8, one buried in another site's furniture 0.5. Among the 54,000 pairs of labelled documents
all above 0.26 tell the same story; different reports by one agency share background paragraphs, 0.1 to 0.4. Below 0.5 the bands
would miss more than one copy in eight anyway."""

SHORT = 20
"""Shingles below which a text is too short for similarity to say anything (a caption, a flash): such a text is a copy only
when it has the very same words under the very same title."""


class Known(Protocol):
    """What placing needs to know of a stored article: its latest revision."""

    @property
    def article(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def text_hash(self) -> str: ...


def place(scored: Scored, signature: Signature, same_address: Known | None, near: Sequence[Known]) -> Placed | Rejected:
    """Which article this is; `near` holds near-copy candidates under other addresses, oldest first.

    What stands at a known article's address is followed whatever it now says: an edit that takes the subject out is news.
    Anything else must be relevant to be placed; otherwise it is rejected as off topic, with its score.
    """
    if same_address is not None:
        same_words = same_address.text_hash == signature.text_hash and fold(same_address.title) == fold(scored.document.title)
        reason = Reason.UNCHANGED if same_words else Reason.REVISED
        return Placed(scored, signature, reason, article=same_address.article)
    if not scored.relevant:
        return Rejected(scored.fetch, Reason.OFF_TOPIC, title=scored.document.title, scored=scored)
    for known in near:  # the oldest that is near enough: reprints of reprints all point to the first seen
        nearness = _nearness(scored, signature, known)
        if nearness is not None:
            return Placed(scored, signature, Reason.COPY, copy_of=known.article, similarity=nearness)
    return Placed(scored, signature, Reason.NEW)


def _nearness(scored: Scored, signature: Signature, known: Known) -> float | None:
    """Jaccard similarity when `known` has nearly the same words, else None."""
    document = scored.document
    if min(len(shingles(fold(text))) for text in (document.text, known.text)) < SHORT:
        same = known.text_hash == signature.text_hash and fold(known.title) == fold(document.title)
        return 1.0 if same else None
    if known.text_hash == signature.text_hash:
        return 1.0
    nearness = exact_jaccard(document.text, known.text)
    return nearness if nearness >= COPY_FROM else None
