"""A selection of articles → subject, HTML and plain text.

Pure: quotes, addresses, times and counts, and no prose about the content.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from digests.changes import Told, news
from digests.cleaning import header_text
from digests.dates import day, moment
from digests.period import Period
from digests.quotes import Quote
from digests.view import Coverage, Group, Names, Term, groups, quiet_lines, silences
from digests.wrapping import wrap
from storage.digests import Selection
from tumen.catalogue import DigestPlan

__all__ = ["Composed", "Coverage", "Names", "Told", "compose"]


@dataclass(frozen=True, slots=True)
class Composed:
    """A digest ready to be put into messages; the same for every recipient."""

    subject: str
    html: str = field(repr=False)
    text: str = field(repr=False)


def compose(
    selection: Selection,
    *,
    plan: DigestPlan,
    period: Period,
    names: Names,
    coverage: Coverage,
    now: datetime,
    told: Told | None = None,
) -> Composed:
    """The digest of `selection` as it stood at `now` (aware), told in the plan's time zone; `told` is what the ledger adds."""
    grouped = groups(selection.items, names, plan.timezone)
    shown = {
        "plan": plan,
        "groups": grouped,
        "news": news(told or Told(), names),
        "headline": _headline(selection, grouped, coverage),
        "period": _period_shown(plan, period),
        "compiled": moment(now, plan.timezone),
        "left_out": selection.left_out,
        "asked": coverage.asked,
        "unreachable": len(coverage.unreachable),
        "silences": silences(coverage, names, plan.timezone),
        "quiet": quiet_lines(coverage, names, plan.timezone),
    }
    return Composed(
        subject=header_text(f"{plan.subject}: {_in_short(selection, grouped)}, {_period_shown(plan, period)}"),
        html=_templates().get_template("digest.html").render(shown),
        text=_templates().get_template("digest.txt").render(shown),
    )


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 article`, `5 articles`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _headline(selection: Selection, grouped: Sequence[Group], coverage: Coverage) -> str:
    if not selection.items:
        asked = counted(coverage.asked, "source")
        return f"Nothing new: {asked} asked, {len(coverage.unreachable)} could not be reached"
    named = sum(1 for group in grouped if group.named)
    on = f" on {counted(named, 'transport link')}" if named else ""
    return f"{counted(len(selection.items), 'new article')}{on}"


def _in_short(selection: Selection, grouped: Sequence[Group]) -> str:
    if not selection.items:
        return "nothing new"
    more = f" and {counted(len(grouped) - 1, 'other')}" if len(grouped) > 1 else ""
    return f"{len(selection.items)} new, {grouped[0].title}{more}"


def _period_shown(plan: DigestPlan, period: Period) -> str:
    first = day(period.starts.astimezone(ZoneInfo(plan.timezone)))
    return f"week of {first}" if plan.period == "week" else first


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("digests"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(wrap=wrap, starred=_starred, terms=_listed)
    return environment


def _starred(quote: Quote) -> str:
    return "".join(f"*{fragment.text}*" if fragment.marked else fragment.text for fragment in quote)


def _listed(terms: Sequence[Term]) -> str:
    """`850 metres (figure) +0.7 · …`; a no-break blank keeps the points with what they belong to."""
    return "\u00a0· ".join(
        f"{term.words} ({term.concept})\u00a0{term.points}" if term.words else f"{term.concept}\u00a0{term.points}"
        for term in terms
    )
