"""When something is to be finished."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from pipelines.ledger.dates import TO_THE_DAY, DateWords
from pipelines.ledger.sentences import Sentence, apart
from pipelines.ledger.topics import Subject
from tumen.transport import TransportKind as Kind

_BUILT = frozenset({Kind.ROAD_BRIDGE, Kind.RAILWAY, Kind.PORT, Kind.RAIL_CROSSING, Kind.OTHER})
_SEASON = timedelta(days=90)  # meetings, inspections and first journeys are announced at shorter notice
_THROUGHOUT = re.compile(r"\b(?:through(?:out)?|during|over)\sthe\s$")  # the winter, in which it was built
_OPENS = re.compile(
    "open|inaug|откр|відкр|пуст|запуст|поед|поїд|eröffn|freig|roll|ouvr|ouver|abr|abier|otw|first|перв|перш|prem"
    "|개통|开通|開通|通[车車行]|[启啟]用|开放|開放"
)
_BY = re.compile(r"\b(?:by|до|к|bis(?: zum)?|antes del?|d['’]ici(?: le| au)?|avant le|do)\s(?:the )?$")
_EAST_BY = re.compile(r"\s?(?:前|까지|までに)")
_BY_REACH = 12  # characters: "d'ici le "
_REACH_UNDATED = 32  # where the page has no day of its own, an earlier date may stand in the sentence too
_REACH = 48  # characters between a date and the word "finished" that makes it a promise; German puts it last


class Promise(NamedTuple):
    date: DateWords
    subject: Subject


def promises(
    sentence: Sentence, dates: Sequence[DateWords], subjects: Sequence[Subject], reference: date | None, fetched: date
) -> Iterator[Promise]:
    """Dates to come by which a transport link that is being built is to be ready: after publication, else after `fetched`."""
    subject = _built(subjects)
    if subject is None:
        return
    ours = subject.strength or sentence.has("topic:bridge") or sentence.has("checkpoint")
    if sentence.has("road-upgrade") and not ours:
        return  # a bypass elsewhere in the region
    for words in dates:
        if words.deadline is None or (not words.exact and words.iso == words.deadline and len(words.deadline) > len("2026")):
            continue
        later = _is_later(words, words.deadline, reference or fetched) or _this_year(sentence, words.deadline, reference)
        if reference is None:
            later = later or sentence.has("future") or words.deadline != words.iso
        if (
            (_only_opens(sentence) and not (_is_aim(words, subject) or _is_latest(sentence, words)))
            or _of_its_traffic(sentence, subject)
            or _of_other_things(sentence, words)
            or _a_day(sentence, words)
            or _throughout(sentence, words)
        ):
            continue
        near = sentence.near("completion", words.start, words.stop, _REACH if reference else _REACH_UNDATED) is not None
        if later and (near or _far_ahead(sentence, words.deadline, subject, reference)):
            yield Promise(words, subject)


def _built(subjects: Sequence[Subject]) -> Subject | None:
    """What can be finished: of two bridges the new one, of railway and port the one that is named."""
    road = next((subject for subject in subjects if subject.kind is Kind.ROAD_BRIDGE), None)
    rails = next((subject for subject in subjects if subject.kind is Kind.RAILWAY), None)
    if road or (rails and rails.strength >= subjects[0].strength):
        return road or rails
    return subjects[0] if subjects and subjects[0].kind in _BUILT else None


def _a_day(sentence: Sentence, words: DateWords) -> bool:
    """1日300台: so many a day."""
    return any(hit.start <= words.start and words.stop <= hit.stop for hit in sentence.hits.get("each-day", ()))


def _throughout(sentence: Sentence, words: DateWords) -> bool:
    return _THROUGHOUT.search(sentence.lowered[: words.start]) is not None


def _of_other_things(sentence: Sentence, words: DateWords) -> bool:
    """Visits, summits and trade have dates to come as well: their words stand nearer to this one than a word of completion."""
    other = sentence.near("no-completion", words.start, words.stop, _REACH)
    if other is None:
        return False
    away = apart(other, words.start, words.stop)
    hits = [hit for hit in sentence.hits.get("completion", ()) if hit.stop <= words.start or hit.start >= words.stop]
    return not any(apart(hit, words.start, words.stop) <= away for hit in hits)


def _far_ahead(sentence: Sentence, deadline: str, subject: Subject, published: date | None) -> bool:
    """A bridge and a month of a season to come: nothing but its completion is told so long before. A bare year may be any."""
    if published is None or len(deadline) == len("2026") or subject.kind is not Kind.ROAD_BRIDGE or _of_traffic(sentence):
        return False
    return sentence.has("topic:bridge") and deadline[:7] > (published + _SEASON).isoformat()[:7]


def _of_traffic(sentence: Sentence) -> bool:
    """Buses and lorries start later than the bridge; an «автомобильный мост» is the bridge, and 通车 its opening."""
    opens = {hit.start for hit in sentence.hits.get("completion", ())}
    hits = [hit for hit in sentence.hits.get("road-traffic", ()) if hit.start not in opens]
    return any(sentence.near("topic:bridge", hit.stop, hit.stop, 1) is None for hit in hits)


def _only_opens(sentence: Sentence) -> bool:
    """`Will be opened on 7 September`: an event to come, with its date; whether it is finished by then is not said."""
    said = sentence.hits.get("completion", ())
    return bool(said) and all(_OPENS.match(sentence.lowered, hit.start) for hit in said)


def _is_latest(sentence: Sentence, words: DateWords) -> bool:
    """`Will be opened by 1 June`, 6月1日前: a deadline."""
    before = _BY.search(sentence.lowered, max(0, words.start - _BY_REACH), words.start)
    return before is not None or _EAST_BY.match(sentence.lowered, words.stop) is not None


def _is_aim(words: DateWords, subject: Subject) -> bool:
    """`Cars will roll over the bridge in summer`: said of a month or a season it is what the building aims at."""
    return subject.kind is Kind.ROAD_BRIDGE and words.exact and (words.iso is None or len(words.iso) < TO_THE_DAY)


def _of_its_traffic(sentence: Sentence, subject: Subject) -> bool:
    """`Cars will be let in from January`: no word of the bridge or of its end, which may be long past."""
    if subject.kind is not Kind.ROAD_BRIDGE or sentence.has("topic:bridge") or sentence.has("structure"):
        return False
    return _of_traffic(sentence) and (_only_opens(sentence) or not sentence.has("completion"))


def _this_year(sentence: Sentence, deadline: str, published: date | None) -> bool:
    """`Will be finished this year`, 年内: without a word of the future it may be finished already."""
    return published is not None and deadline == f"{published.year:04}" and sentence.has("future")


def _is_later(words: DateWords, deadline: str, published: date) -> bool:
    """After the day of publication, or in a later month where no day is stated."""
    today = published.isoformat()
    return deadline > today if words.iso == deadline and len(deadline) == len(today) else deadline[:7] > today[:7]
