"""Reading schedules.yaml: when. Crawl groups, digests and upkeep, each a named job."""

import difflib
import re
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from email.utils import parseaddr

from tumen.catalogue import PACE, REVISIT, Affiliation, Bounds, CrawlGroup, DigestPlan, Kind, Schedules, Source, UpkeepPlan
from tumen.cron import cron_fault
from tumen.sources import read_zone
from tumen.times import Times, Window, said
from tumen.yamlfile import Entry

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ADDRESS = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")
# What each task forgets things by, and the least it takes; None: it forgets nothing.
_UPKEEP: Mapping[str, timedelta | None] = {
    "prune": timedelta(days=7),  # sooner, addresses would be forgotten while feeds still announce them, and be fetched again
    "optimise": None,
    "backup": timedelta(days=1),
    "archive": timedelta(days=30),  # a page is evidence of an edit until its article is no longer looked at again
}
_SHIFTS = ("timezone", "jitter", "grace")
_SHORTEST = timedelta(minutes=1)  # a publisher would take anything quicker for an attack
_LONGEST = timedelta(days=28)  # past a month, a date on the calendar (cron) is what is meant
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s?[-–]\s?([01]\d|2[0-3]|24(?=:00)):([0-5]\d)")


def read_schedules(root: Entry, sources: Sequence[Source]) -> Schedules:
    """Raises ConfigurationError; a group that names a source must find it in the catalogue."""
    keys = root.mapping(required=("crawl", "digest"), optional=("upkeep", "alerts", "pace"))
    crawl = tuple(_group(name, entry, sources) for name, entry in _jobs(keys["crawl"]))
    digest = tuple(_digest(name, entry) for name, entry in _jobs(keys["digest"]))
    upkeep = tuple(_upkeep(name, entry) for name, entry in _jobs(keys["upkeep"])) if "upkeep" in keys else ()
    alerts = _alerts(keys["alerts"]) if "alerts" in keys else None
    pace = _pace(keys["pace"]) if "pace" in keys else PACE
    return Schedules(crawl=crawl, digest=digest, upkeep=upkeep, alerts=alerts, pace=pace)


def _pace(entry: Entry) -> dict[Kind, Bounds]:
    """Bounds by kind; those of the kinds it does not name, and the bound that is left out, are as they come."""
    found = dict(PACE)
    for name, given in entry.mapping(optional=[kind.value for kind in Kind]).items():
        usual = PACE[Kind(name)]
        keys = given.mapping(optional=("fastest", "slowest"))
        slowest = keys["slowest"].duration(least=_SHORTEST, most=_LONGEST) if "slowest" in keys else usual.slowest
        fastest = keys["fastest"].duration(least=_SHORTEST, most=slowest) if "fastest" in keys else min(usual.fastest, slowest)
        found[Kind(name)] = Bounds(fastest, slowest)
    return found


def _jobs(entry: Entry) -> list[tuple[str, Entry]]:
    jobs = list(entry.named().items())
    for name, job in jobs:
        if not _NAME.fullmatch(name):
            job.refuse(f'"{name}" is not a job name; write lower-case letters, digits and single hyphens')
    return jobs


def _group(name: str, entry: Entry, sources: Sequence[Source]) -> CrawlGroup:
    keys = entry.mapping(optional=("affiliations", "sources", "every", "cron", *_SHIFTS, "between", "concurrency", "revisit"))
    if "affiliations" not in keys and "sources" not in keys:
        entry.refuse("names no sources; write affiliations: [wire] or sources: [tass-en]")
    chosen: set[str] = set()
    for item in keys.get("affiliations", ()):
        affiliation = item.choice(Affiliation)
        chosen.update(source.id for source in sources if source.affiliation is affiliation)
    known = [source.id for source in sources]
    for item in keys.get("sources", ()):
        source_id = item.text()
        if source_id not in known:
            near = difflib.get_close_matches(source_id, known, n=1)
            hint = f'did you mean "{near[0]}"?' if near else "tumen sources lists them"
            item.refuse(f'"{source_id}" is not in seeds/sources.yaml; {hint}')
        chosen.add(source_id)
    return CrawlGroup(
        name=name,
        times=_times(entry, keys),
        sources=tuple(source_id for source_id in known if source_id in chosen),
        # more than four crawls of one group would only wait for the two or three publishers that are slow
        concurrency=keys["concurrency"].integer(1, 4) if "concurrency" in keys else 1,
        revisit=_revisit(keys["revisit"]) if "revisit" in keys else REVISIT,
    )


def _revisit(entry: Entry) -> tuple[timedelta, ...]:
    """Rising durations; none: pages are not looked at again."""
    after = tuple(item.duration(least=timedelta(minutes=5), most=timedelta(days=30)) for item in entry)
    if list(after) != sorted(set(after)):
        entry.refuse("must rise: each is counted from when the article was first kept, as in [1h, 6h, 1d, 3d]")
    return after


def _digest(name: str, entry: Entry) -> DigestPlan:
    keys = entry.mapping(required=("cron", "timezone", "period", "to", "from"), optional=("subject", "most", "jitter", "grace"))
    period = keys["period"].text()
    if period not in ("day", "week"):
        keys["period"].refuse(f'"{period}" is not a period; write day or week')
    times = _times(entry, keys)
    return DigestPlan(
        name=name,
        cron=times.cron or "",
        timezone=times.timezone,
        period=period,
        recipients=_recipients(keys["to"]),
        sender=_sender(keys["from"]),
        subject=keys["subject"].text() if "subject" in keys else "Tumen",
        most_items=keys["most"].integer(1, 500) if "most" in keys else 60,  # 60 items is what one sitting can read
        jitter=times.jitter,
        grace=times.grace,
    )


def _alerts(entry: Entry) -> DigestPlan:
    keys = entry.mapping(required=("every", "timezone", "to", "from"), optional=("subject",))
    return DigestPlan(
        name="alerts",
        cron="",
        timezone=read_zone(keys["timezone"]),
        period="day",
        recipients=_recipients(keys["to"]),
        sender=_sender(keys["from"]),
        subject=keys["subject"].text() if "subject" in keys else "Tumen alert",
        most_items=0,
        every=keys["every"].duration(least=timedelta(minutes=10), most=_LONGEST),
    )


def _recipients(entry: Entry) -> tuple[str, ...]:
    found = tuple(_address(item) for item in entry)
    if len(set(map(str.lower, found))) != len(found):
        entry.refuse("names one address twice; each recipient gets one message")
    return found


def _sender(entry: Entry) -> str:
    sender = entry.text()
    if not _ADDRESS.fullmatch(parseaddr(sender)[1]) or any(ord(c) < 32 for c in sender):
        entry.refuse(f'"{sender}" is not a mail address; write Name <name@host>')
    return sender


def _upkeep(name: str, entry: Entry) -> UpkeepPlan:
    if name not in _UPKEEP:
        near = difflib.get_close_matches(name, _UPKEEP, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"known tasks: {', '.join(_UPKEEP)}"
        entry.refuse(f"unknown upkeep task; {hint}")
    least = _UPKEEP[name]
    keys = entry.mapping(required=() if least is None else ("keep",), optional=("every", "cron", *_SHIFTS, "between"))
    return UpkeepPlan(name, _times(entry, keys), None if least is None else keys["keep"].duration(least=least))


def _times(entry: Entry, keys: Mapping[str, Entry]) -> Times:
    """`every:` or `cron:`, and what narrows or shifts it."""
    if ("every" in keys) == ("cron" in keys):
        entry.refuse('needs either every: 15m or cron: "0 7 * * mon-fri"' + (", not both" if "every" in keys else ""))
    if "timezone" not in keys and ("cron" in keys or "between" in keys):
        entry.refuse("timezone missing; hours on the clock need a zone, such as timezone: Asia/Seoul")
    every = keys["every"].duration(least=_SHORTEST, most=_LONGEST) if "every" in keys else None
    jitter = keys["jitter"].duration(most=timedelta(hours=1)) if "jitter" in keys else timedelta()
    if every is not None and jitter >= every:
        keys["jitter"].refuse(f"{said(jitter)} is not shorter than every: {said(every)}; one start would overtake the next")
    return Times(
        every=every,
        cron=_cron(keys["cron"]) if "cron" in keys else None,
        timezone=read_zone(keys["timezone"]) if "timezone" in keys else "UTC",
        jitter=jitter,
        between=_window(keys["between"]) if "between" in keys else None,
        grace=keys["grace"].duration(least=timedelta(minutes=1)) if "grace" in keys else None,
    )


def _window(entry: Entry) -> Window:
    written = entry.text()
    match = _WINDOW.fullmatch(written)
    if match is None:
        entry.refuse(f'"{written}" is not a window; write "05:00-23:00"')
    opens, closes = time(int(match[1]), int(match[2])), time(int(match[3]) % 24, int(match[4]))
    if opens == closes:
        entry.refuse(f'"{written}" opens when it closes; leave between: out for all day')
    return Window(opens, closes)


def _cron(entry: Entry) -> str:
    expression = entry.text()
    fault = cron_fault(expression)
    if fault:
        entry.refuse(fault)
    return expression


def _address(entry: Entry) -> str:
    written = entry.text()
    if not _ADDRESS.fullmatch(written):
        entry.refuse(f'"{written}" is not a mail address; write name@host')
    return written
