"""`tumen explain`: what the line makes of one file or address, and why. Nothing is stored."""

import asyncio
from pathlib import Path
from typing import Any

import click

from desk.place import json_option, machine, open_scorer, print_json
from desk.tables import safe
from tumen.catalogue import Machine
from tumen.journey import Page, Placed, Rejected


@click.command("explain")
@click.argument("file_or_url")
@json_option
def command(file_or_url: str, as_json: bool) -> int:
    """Show what becomes of FILE_OR_URL (.txt, .html or an http(s) address): text, score, evidence, transport links, verdict.

    Exit code 1 when the page could not be fetched.
    """
    place = machine()
    page = _page(place, file_or_url)
    item = page if isinstance(page, Rejected) else asyncio.run(_walk(place, page))
    if as_json:
        print_json(as_document(item))
    else:
        _show(place, item)
    return 1 if item.reason.outcome == "failed" else 0


def _page(place: Machine, file_or_url: str) -> Page | Rejected:
    if file_or_url.startswith(("http://", "https://")):
        from crawler.single import fetch_page

        return fetch_page(place, file_or_url)
    from desk.files import page_of

    return page_of(Path(file_or_url), source="import")


async def _walk(place: Machine, page: Page) -> Placed | Rejected:
    from pipelines.extraction.extract import extract
    from pipelines.identity.placing import place as place_document
    from pipelines.identity.signatures import sign

    document = extract(page)
    if isinstance(document, Rejected):
        return document
    scored = open_scorer(place).score(document)
    return place_document(scored, sign(document), None, ())


def as_document(item: Placed | Rejected) -> dict[str, Any]:
    """The JSON document of `tumen explain --json`."""
    scored = item.scored
    document = scored.document if scored else None
    return {
        "url": document.url if document else item.fetch.landed,
        "title": document.title if document else (item.title if isinstance(item, Rejected) else ""),
        "language": document.language if document else None,
        "published_at": document.published.at.isoformat() if document and document.published else None,
        "published": str(document.published) if document and document.published else None,
        "text": document.text if document else None,
        "text_from": document.text_from if document else None,
        "page_refused": document.refusal or None if document else None,
        "outcome": item.reason.outcome,
        "reason": item.reason,
        "detail": item.detail if isinstance(item, Rejected) else "",
        "relevance": round(scored.relevance, 6) if scored else None,
        "threshold": scored.threshold if scored else None,
        "relevant": scored.relevant if scored else False,
        "evidence": [
            {"concept": e.concept, "term": e.term, "contribution": round(e.contribution, 6), "sentence": e.sentence}
            for e in (scored.evidence if scored else ())
        ],
        "transport_links": [
            {"id": tag.id, "role": tag.role, "score": round(tag.score, 6)} for tag in (scored.transport_links if scored else ())
        ],
    }


def _show(place: Machine, item: Placed | Rejected) -> None:
    if item.scored is None:
        title = item.title if isinstance(item, Rejected) else ""
        click.echo(f"{safe(item.fetch.landed)}\n{safe(title)}")
        detail = f" — {item.detail}" if isinstance(item, Rejected) and item.detail else ""
        click.echo(f"{item.reason.outcome}: {item.reason}{safe(detail)}")
        return
    from desk.explanation import show
    from pipelines.relevance.explain import explain

    show(explain(item.scored.document, open_scorer(place)), item.reason)
