"""`tumen evaluate`: the stations against labelled documents."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desk.place import find_seed, json_option, machine, print_json
from desk.tables import table
from tumen.catalogue import Machine
from tumen.yamlfile import ConfigurationError

if TYPE_CHECKING:
    from pipelines.relevance import Scorer
    from tumen.journey import Document


@click.command("evaluate")
@click.argument("corpus", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--part", help="Only documents with this `part`: in seeds/contrast.jsonl, fit or aside.")
@json_option
def command(corpus: Path, part: str | None, as_json: bool) -> int:
    """Measure relevance, transport links, stories, events and claims on CORPUS, one labelled document a line (JSON Lines).

    Keys of a document: id, lang, title, text, grade (0 to 2; relevant from 1), links, links_bg, story; published, events and
    claims are used when present.
    """
    from pipelines.relevance import load_scorer
    from pipelines.relevance.evaluation import evaluate
    from pipelines.relevance.labelled import LabelError, labelled, rows

    place = machine()
    scorer = load_scorer(find_seed(place))
    try:
        read = [(where, row) for where, row in rows(corpus) if part in (None, row.get("part"))]
        result = evaluate([labelled(row, where) for where, row in read], scorer)
    except LabelError as error:
        raise ConfigurationError(str(error)) from error
    result |= _told(place, scorer, [row for _, row in read])
    if as_json:
        print_json(result)
    else:
        _show(result)
    return 0


def _told(place: Machine, scorer: "Scorer", documents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Stories, events and claims, with nothing but what the stations themselves predict."""
    from pipelines.identity.placing import COPY_FROM
    from pipelines.identity.signatures import exact_jaccard
    from pipelines.ledger import Labelled, evaluate_ledger
    from pipelines.mentions import mentions
    from pipelines.stories.evaluation import evaluate_stories
    from pipelines.workbench import load_telling

    telling = load_telling(find_seed(place))
    stories = evaluate_stories(
        documents,
        scorer,
        telling.stories,
        read=lambda one: telling.reader.read(one.document, one.transport_links, mentions(one.document, scorer)).events,
        same_words=lambda one, other: exact_jaccard(one, other) >= COPY_FROM,
    )
    stated = [
        Labelled(document_of(row), row.get("events") or (), row.get("claims") or (), frozenset(row.get("links_bg") or ()))
        for row in documents
        if row["grade"] >= 1
    ]
    ledger = evaluate_ledger(
        stated, lambda one: telling.reader.read(one, scorer.score(one).transport_links, mentions(one, scorer))
    )
    return {"stories": stories, **ledger.report}


def document_of(row: Mapping[str, Any]) -> "Document":
    from pipelines.extraction.dates import read_date
    from tumen.journey import Document, Fetch

    url = str(row.get("url") or f"labelled:{row['id']}")
    fetch = Fetch(url=url, source="labelled", kind="page", fetched_at=datetime.now(UTC))
    published = read_date(str(row["published"]), None) if row.get("published") else None
    return Document(fetch, url, row["title"], row["text"], row.get("lang"), published=published)


def _show(result: dict[str, Any]) -> None:
    relevance, tagging, stories = result["relevance"], result["transport_links"], result["stories"]
    click.echo(f"{result['documents']} documents in {result['seconds']:.2f} s, threshold {relevance['threshold']:.3f}\n")
    names = ("precision", "recall", "f1")
    rows = [["all", *(relevance[name] for name in names)]]
    rows += [[language, *(row.get(name) for name in names)] for language, row in sorted(relevance["by_language"].items())]
    click.echo(table(rows, ["relevance", *names]) + f"\naverage precision {relevance['average_precision']:.3f}")
    for name, (low, high) in result["intervals"].items():
        click.echo(f"{name}: 95 % interval {low:.3f} to {high:.3f}")
    rows = [["all", *(tagging[name] for name in names)]]
    rows += [[transport_link, *(row.get(name) for name in names)] for transport_link, row in sorted(tagging["by_link"].items())]
    click.echo("\n" + table(rows, ["transport link", *names]))
    rows = [[name, *(result[name][figure] for figure in names)] for name in ("events", "claims")]
    rows.append(["stories (B-cubed)", *(stories[f"bcubed_{figure}"] for figure in names)])
    click.echo("\n" + table(rows, ["", *names]) + f"\ndates right {result['events']['dates_right']:.3f}")
    click.echo("\n" + table([list(row.values()) for row in result["reliability"]], list(result["reliability"][0])))
    for error in result["errors"]:
        click.echo(f"\n{error}")
