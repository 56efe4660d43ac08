"""How strongly a sentence, or else a whole document, points at transport links: by a name, or by both ends and the means."""

from collections.abc import Mapping

from pipelines.relevance.knowledge import Knowledge, Way
from pipelines.relevance.reading import Sentence
from pipelines.relevance.vocabulary import Vocabulary

# How strongly a name, a sure route, an unsure one and one with its far end elsewhere in the document point at a transport link.
NAME, ROUTE, HINT, FAR = 1.0, 0.9, 0.5, 0.2
NEARBY = 0.7  # what remains of that when one end stands in the sentence before or the title


def with_passengers(links: dict[str, float], knowledge: Knowledge) -> dict[str, float]:
    """A ship for passengers is the ferry, unless the sentence names another transport link."""
    moved: dict[str, float] = {}
    for name, strength in links.items():
        own = knowledge.ferry if knowledge.family[name] == "sea" and strength < NAME and knowledge.ferry else name
        moved[own] = max(moved.get(own, 0.0), strength)
    return moved


def on_rails(links: dict[str, float], knowledge: Knowledge) -> dict[str, float]:
    """ "The bridge over the Tumen" among rails, in a document without any road bridge, is the old one."""
    moved: dict[str, float] = {}
    for name, strength in links.items():
        own = knowledge.rail_crossing if knowledge.family[name] == "road" and knowledge.rail_crossing else name
        moved[own] = max(moved.get(own, 0.0), strength)
    return moved


def undisputed(links: dict[str, float], knowledge: Knowledge) -> dict[str, float]:
    """Without hints that a plainer reading of the same sentence leaves pointless: a Moscow flight is no "other" flight."""
    if len(links) < 2:
        return links
    family = knowledge.family
    best: dict[str, float] = {}
    for name, strength in links.items():
        best[family[name]] = max(best.get(family[name], 0.0), strength)
    return {
        name: strength
        for name, strength in links.items()
        if strength >= min(best[family[name]], ROUTE) and not (name in knowledge.catch_all and _surpassed(name, links, family))
    }


def _surpassed(name: str, links: Mapping[str, float], family: Mapping[str, str]) -> bool:
    """Does the sentence mean another of the same kind as plainly as this catch-all, which it only hints at?"""
    return links[name] < ROUTE and any(
        strength >= links[name] for other, strength in links.items() if other != name and family[other] == family[name]
    )


def named(sentence: Sentence, around: int, knowledge: Knowledge, vocabulary: Vocabulary) -> dict[str, float]:
    """Transport links by name; a ship or company counts as one only where both countries are near."""
    if not sentence.bits & vocabulary.link_names:
        return {}
    found: dict[str, float] = {}
    for own in sentence.own:
        if own & vocabulary.link_names:
            strength = _backed(sentence.bits, around, vocabulary) if own & vocabulary.backing else NAME
            for name, bit in vocabulary.link_bits:
                if own & bit:
                    owner = knowledge.owner.get(name, name)
                    placed = name in knowledge.ports and not sentence.bits & vocabulary.cargo
                    found[owner] = max(found.get(owner, 0.0), HINT if placed else strength)
    return found


def _backed(bits: int, around: int, vocabulary: Vocabulary) -> float:
    for given, strength in ((bits, NAME), (around, HINT)):
        if given & vocabulary.dprk and given & vocabulary.russia:
            return strength
    return FAR


def strength(way: Way, bits: int, near: int, vocabulary: Vocabulary) -> float:
    if bits & way.unless or (not way.sure and near & way.unless):
        return 0.0
    if not bits & way.by:
        return _serving(way, bits, near, vocabulary)
    full = ROUTE if way.sure else HINT
    if bits & way.between and bits & way.to:
        return full
    around = bits | near
    if around & way.unless:
        return 0.0
    if around & way.between and around & way.to:
        return full * NEARBY
    return FAR if way.sure and (bits & way.between or bits & way.to) else 0.0


def _serving(way: Way, bits: int, near: int, vocabulary: Vocabulary) -> float:
    """ "The direct service to Pyongyang", of what the sentence before or the title spoke: a flight, a train."""
    around = bits | near
    if not (bits & vocabulary.liaison and near & way.by) or bits & vocabulary.mode or around & (way.unless | vocabulary.china):
        return 0.0
    ends = (bits & way.between or bits & way.to) and around & way.between and around & way.to
    return (ROUTE if way.sure else HINT) * NEARBY if ends else 0.0


def of_whole(bits: int, title: int, knowledge: Knowledge, vocabulary: Vocabulary) -> str:
    """What a document's words mean together when no sentence means any transport link; empty when they mean none.

    Short reports leave one country to the reader, and put the means and the far end sentences apart. A kind of which the title
    speaks goes first, a plain sign before a hint, the registry's order decides the rest.
    """
    here = bits & (vocabulary.dprk | vocabulary.ends | vocabulary.link_names)
    if not here or bits & (vocabulary.china_border | vocabulary.interkorean | vocabulary.crimea):
        return ""
    found: dict[str, tuple[bool, float]] = {}

    def note(name: str, words: int, own: float) -> None:
        found[name] = max(found.get(name, (False, 0.0)), (bool(words & title), own))

    for name, bit in vocabulary.link_bits:
        if bits & bit:  # a company or a ship also does other things
            note(knowledge.owner.get(name, name), bit, HINT if bit & vocabulary.backing else NAME)
    both = bits | vocabulary.dprk | vocabulary.russia
    for way in knowledge.ways:
        own = strength(way, both, 0, vocabulary)
        if own >= HINT:
            note(way.transport_link, way.by, own)
    plain = undisputed({name: own for name, (_, own) in found.items()}, knowledge)
    return max(plain, key=lambda name: found[name], default="")
