"""Alerts: what is wrong and new, in one plain mail. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from digests.cleaning import header_text, one_line
from digests.compose import Composed, counted
from digests.dates import moment
from digests.wrapping import wrap


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that is wrong and stays so until somebody looks."""

    key: str  # the same while it is the same trouble: what, and since when
    what: str  # one line: `Rodong Sinmun (rodong-sinmun): stale`
    since: datetime | None  # aware
    evidence: str  # one line


@dataclass(frozen=True, slots=True)
class Changes:
    """What to tell: alarms nobody was told of, those told before that last, and what was told and is over."""

    new: tuple[Alarm, ...]
    lasting: tuple[Alarm, ...]
    over: tuple[str, ...]  # `what` of each

    @property
    def worth_a_mail(self) -> bool:
        return bool(self.new or self.over)


def changes(alarms: Sequence[Alarm], told: Mapping[str, str]) -> Changes:
    """`told` is the key and the `what` of every alarm that was told and was not yet told to be over."""
    present = {alarm.key for alarm in alarms}
    return Changes(
        new=tuple(alarm for alarm in alarms if alarm.key not in told),
        lasting=tuple(alarm for alarm in alarms if alarm.key in told),
        over=tuple(what for key, what in told.items() if key not in present),
    )


def compose_alert(found: Changes, *, subject: str, zone: str, now: datetime) -> Composed:
    """One mail with everything; times in `zone`."""
    parts = [_section("New:", [_lines(alarm, zone) for alarm in found.new])] if found.new else []
    parts += [_section("Over:", [wrap(one_line(what), "  - ") for what in found.over])] if found.over else []
    parts += [_section("As told before:", [_lines(alarm, zone) for alarm in found.lasting])] if found.lasting else []
    parts.append(wrap(f"Looked at {moment(now, zone)}. `tumen status` shows every source and job."))
    text = "\n\n".join(parts) + "\n"
    short = [counted(len(found.new), "new alarm")] * bool(found.new) + [f"{len(found.over)} over"] * bool(found.over)
    head = header_text(f"{subject}: {', '.join(short)}")
    return Composed(subject=head, html=f"<pre>{escape(text)}</pre>", text=text)


def _lines(alarm: Alarm, zone: str) -> str:
    since = f"since {moment(alarm.since, zone)}; " if alarm.since else ""
    return wrap(f"{one_line(alarm.what)}: {since}{one_line(alarm.evidence)}", "  - ")


def _section(head: str, entries: Sequence[str]) -> str:
    return "\n".join([head, *entries])
