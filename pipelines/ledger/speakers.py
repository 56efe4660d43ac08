"""Who says it: the name or medium a sentence credits, as written; None when the publisher speaks for itself."""

import re

from pipelines.ledger.sentences import Sentence

_CAPITAL = r"[A-ZА-ЯЁІЇЄҐÀ-ÖØ-ÞŁŚŻ][\w.'’\-]*"
_NAME = rf"(?:\d+ )?{_CAPITAL}(?:\s+(?:of|de|der|al|the)?\s*{_CAPITAL}){{0,4}}"
_OFFICE = (
    r"(?:(?:le|la|l'|el|los|las|the) ?)?"
    r"(?:minist\w+|gouverneur|gobernador|gubernator|rzecznik|président|presidente|porte-parole|portavoz|szef)"
)
_AGENT = (  # speakers without a name of their own
    r"(?:(?:an?|the|The|A)\s)?(?:[\w'’-]+\s){0,3}?"
    r"(?:spokes\w+|ministry|officials?|analysts?|experts?|authorities|customs|operators?|agency|company|carrier|governor|"
    r"government|embassy|airline|airport(?: of [A-Z]\w+)?|department|administration|lawmakers|sources?)"
)
_AFTER_VERB = re.compile(rf"\s+(?:the\s)?((?:{_OFFICE}\s(?:[a-zà-ÿ]+\s){{0,3}}?)?{_NAME})")
_AGENT_BEFORE = re.compile(rf"({_AGENT})\s+(?:has |had |also )?$")
_ON_A_DAY = (  # «сообщили в пятницу в РЖД»
    r"(?:\s+(?:в|во|у)\s(?:понед\w+|вторник|вівторок|сред[уі]|середу|четверг|четвер|пятницу|п.ятницю|суббот[уі]|суботу|"
    r"воскресен\w+|неділю))?"
)
_SLAVIC_WITHIN = re.compile(rf"{_ON_A_DAY}\s+(?:в|во|у)\s([^,.;:()]{{3,60}})")  # «рассказали в пресс-службе аэропорта»
_LISTENER = frozenset({"told"})  # the name after it is who was spoken to
_AFTER_VERB_SLAVIC = re.compile(rf"{_ON_A_DAY}\s+((?:[а-яёіїєґ\-]+\s+){{0,5}}(?:[«\"]?{_CAPITAL}[»\"]?)(?:\s+{_CAPITAL}){{0,3}})")
_BEFORE_VERB = re.compile(rf"({_NAME}(?:\s+[a-zà-ÿ]+){{0,2}})(?:\s*\([^)]*\))?(?:,[^,]{{3,70}},)?\s+(?:has |had |also )?$")
_CREDITED = re.compile(r"\s+(?:the |der |die |das |dem |den |la |el |los |las |les |le |l'|its |his )?([^,.;:()]{2,60})")
_CREDITED_NAME = re.compile(rf"{_NAME}(?=\s+[a-zà-ÿąćęłńóśźż])")  # `Laut TASS ist`: the clause goes on without a comma
_TIME_WORDS = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|It|He|She|They|The|This|That|In|On|At|We|Earlier|Last)\b\.?\s*"
)
_KOREAN = (
    re.compile(r"([가-힣A-Za-z0-9·()\s'‘’]{2,28}?)에 (?:따르면|의하면)"),
    re.compile(
        r"(?:^|,\s?|서\s)([가-힣A-Za-z0-9·()'‘’ ]{2,28}?)(?<!에)(?<!서)(?<!로)(?:은|는|이|가)\s.*?"
        r"(?:전했|밝혔|보도했|말했|설명했|발표했|소개했|평가했|전하)"
    ),
    re.compile(r"([가-힣A-Za-z·\s]{2,16}?)(?:이|가) (?:\S+ )?(?:전했|보도했|밝혔)"),
)
_JAPANESE = (
    re.compile(r"([^、。「」]{2,24}?)に(?:よると|よれば|よりますと)"),
    re.compile(
        r"(?:^|、|】|］\s?-?\s?)([^、。「」は]{2,24}?)は.*?(?:報じた|伝えた|述べた|語った|発表した|説明した|明らかにした|書いた|言う|話す|としている|としています)"
    ),
    re.compile(r"([^、。「」]{2,24}?)が(?:報じた|伝えた|発表した|説明した|報じ|伝え)"),
)
_CHINESE = (
    re.compile(r"(?:据|據|引述|援引)([^，。、「」]{2,18}?)(?:报道|報道|报导|報導|消息|称|稱|的)"),
    re.compile(
        r"(?:^|。|，|；)([^，。、「」]{2,22}?)(?:\d+日)?(?:报道|報道|报导|報導|说|說|称|稱|表示|指出|透露|宣布|披露|认为|認為|估计|估計|推测|则称|則稱)"
    ),
)
_EAST = {"ko": _KOREAN, "ja": _JAPANESE, "zh": _CHINESE}
_MOST = 80  # characters: a credited name with its office; what is longer ran past it


def speaker(sentence: Sentence, around: tuple[int, int] | None = None) -> str | None:
    """The speaker of the statement; of several the one nearest to `around` (places of a figure)."""
    if sentence.language in _EAST:
        found = next((match[1] for pattern in _EAST[sentence.language] if (match := pattern.search(sentence.text))), None)
        return _cleaned(found)
    named: list[tuple[int, str]] = []
    for hit in sentence.hits.get("according", ()):
        match = _CREDITED.match(sentence.text, hit.stop)
        if match:
            alone = _CREDITED_NAME.match(match[1]) if sentence.language in ("de", "pl") else None
            named.append((hit.start, alone[0] if alone else match[1]))
    for hit in sentence.hits.get("said", ()):
        name = _beside(sentence, hit.start, hit.stop)
        if name:
            named.append((hit.start, name))
    if not named:
        return None
    middle = sum(around) // 2 if around else 0
    return _cleaned(min(named, key=lambda pair: abs(pair[0] - middle))[1])


def _beside(sentence: Sentence, start: int, stop: int) -> str | None:
    slavic, text = sentence.language in ("ru", "uk"), sentence.text
    if sentence.lowered[start:stop] not in _LISTENER:
        after = (_AFTER_VERB_SLAVIC if slavic else _AFTER_VERB).match(text, stop)
        if after and not _TIME_WORDS.match(after[1]):
            return after[1]
        within = _SLAVIC_WITHIN.match(text, stop) if slavic else None
        if within:
            return within[1]
    ahead = text[max(0, start - 140) : start]
    agent = _AGENT_BEFORE.search(ahead) if sentence.language == "en" else None
    before = agent or _BEFORE_VERB.search(ahead)
    return before[1] if before and not _TIME_WORDS.fullmatch(before[1] + " ") else None


def _cleaned(name: str | None) -> str | None:
    if name is None:
        return None
    name = _TIME_WORDS.sub("", name, count=1) if _TIME_WORDS.match(name) else name
    name = re.sub(r"^(?:в|во|из|от|у|the)\s", "", name)
    name = name.strip(" ,.;:«»\"'“”‘’()")
    return name if 2 <= len(name) <= _MOST else None
