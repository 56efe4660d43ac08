"""A scored document as text a person reads: the words marked, the sum, the verdict, and what would have turned it."""

from typing import TYPE_CHECKING

import click

from desk.tables import safe, table
from tumen.outcomes import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.relevance.explain import Explanation, Span


def show(explanation: "Explanation", reason: Reason) -> None:
    """Print title, dates, marked text, contributions, transport links and the verdict."""
    scored = explanation.scored
    document = scored.document
    spans = explanation.spans
    click.echo(_marked(document.title, [span for span in spans if span.where == "title"]))
    click.echo(f"{safe(document.url)}\n{document.language or 'language unknown'} · published {document.published or 'unknown'}")
    click.echo(f"\n{_marked(document.text, [span for span in spans if span.where == 'text'])}\n")
    rows = [(f"{piece.contribution:+.2f}", piece.concept, piece.term) for piece in explanation.evidence]
    rows += [(f"{explanation.intercept:+.2f}", "intercept", ""), (f"{explanation.log_odds:+.2f}", "sum", "")]
    click.echo(table(rows, ["log-odds", "why", "words"]))
    if scored.transport_links:
        click.echo()
        click.echo(table([(t.id, t.role, f"{t.score:.2f}") for t in scored.transport_links], ["transport link", "role", "score"]))
    sign, verdict = ("≥", "relevant") if scored.relevant else ("<", "not relevant")
    click.echo(f"\nrelevance {scored.relevance:.3f} {sign} {scored.threshold:.3f}: {verdict} ({reason.outcome}: {reason})")
    click.echo(_turn(explanation))


def _turn(explanation: "Explanation") -> str:
    turn = explanation.turn
    if turn is None:
        return "No single change would have turned the verdict."
    words = f" ({safe(turn.term)})" if turn.term else ""
    return f"{turn.change.capitalize()} {turn.concept}{words} the relevance would have been {turn.relevance:.3f}."


def _marked(text: str, spans: "Sequence[Span]") -> str:
    """The text with the words that counted between « and »."""
    pieces, at = [], 0
    for span in spans:
        pieces += [safe(text[at : span.start]), click.style(f"«{safe(text[span.start : span.stop])}»", bold=True)]
        at = span.stop
    return "".join([*pieces, safe(text[at:])])
