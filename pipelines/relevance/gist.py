"""The gist of a short report: its words read as one sentence.

A feed gives a headline and a sentence or two when the page refuses. What one sentence of a whole article would say stands apart
there: the bridge in the headline, the river and the opening below. And what goes without saying at home is not said: a Russian
desk writes "the minister" and "the bridge to the DPRK", and leaves Russia to the reader.
"""

from pipelines.relevance.knowledge import Knowledge
from pipelines.relevance.reading import Reading, Sentence
from pipelines.relevance.statements import Statement, together
from pipelines.relevance.vocabulary import Vocabulary

_SENTENCES = 3  # the headline and two more, as feeds give them; with five, countries of different news stood together
_LETTERS = 500  # of three sentences as agencies write them; longer ones are an article cut at odd places


def gist(reading: Reading, knowledge: Knowledge, vocabulary: Vocabulary) -> Statement | None:
    """What a short report says as a whole.

    None of a longer one, of one whose headline speaks of nothing that travels or that tells of another border, and where
    its words together are no statement.
    """
    if not reading.titled or len(reading.sentences) > _SENTENCES or len(reading.text) > _LETTERS:
        return None
    headline = 0  # it may be two sentences
    for sentence in reading.sentences:
        headline |= sentence.bits if sentence.paragraph == 0 else 0
    elsewhere = vocabulary.china | vocabulary.interkorean | vocabulary.crimea
    if not headline & (vocabulary.transport | vocabulary.road | vocabulary.ends) or reading.bits & elsewhere:
        return None
    bits = reading.bits
    if headline & vocabulary.dprk and leaves_russia_out(bits, vocabulary):
        bits |= vocabulary.russia
    whole = Sentence(0, len(reading.text), 0, bits)
    for sentence in reading.sentences:
        whole.mentions += sentence.mentions
        whole.own += sentence.own
    return together(whole, reading, knowledge, vocabulary)


def leaves_russia_out(bits: int, vocabulary: Vocabulary) -> bool:
    """Does a text with these bits speak of the DPRK in words of Russia's own affairs, and name no country beside it?

    Nor may it name the DPRK's leader or its inland places, which stand in stories about the DPRK alone.
    """
    countries = vocabulary.russia | vocabulary.china | vocabulary.south_korea | vocabulary.elsewhere
    alone = vocabulary.leader | vocabulary.inland
    return bool(bits & vocabulary.dprk and bits & vocabulary.home) and not bits & (countries | alone)
