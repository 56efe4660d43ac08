"""`tumen fit`: weights from labelled documents."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.place import machine, open_database
from tumen.catalogue import Machine
from tumen.configuration import configured_file, shipped
from tumen.yamlfile import ConfigurationError

if TYPE_CHECKING:
    from pipelines.relevance.labelled import Labelled
    from pipelines.relevance.weights import Figures


@click.command("fit")
@click.option("--dry-run", is_flag=True, help="Measure only; write nothing.")
def command(dry_run: bool) -> int:
    """Fit the weights to seeds/ and the analysts' labels, and write seeds/weights.yaml of the home.

    A part of the documents, kept aside by story, is never fitted to. Weights that do worse on it than the present ones are
    not written (exit code 1), and you are told by how much.
    """
    from pipelines.relevance.fit import Refused, compare, fit
    from pipelines.relevance.knowledge import compile_knowledge
    from pipelines.relevance.labelled import by_part
    from pipelines.relevance.weights import load_weights, written
    from tumen.lexicon import load_lexicon
    from tumen.registry import load_registry

    place = machine()

    def find(name: str) -> Path:
        return configured_file(place.home, f"seeds/{name}")

    knowledge = compile_knowledge(load_registry(find("transport.yaml")), load_lexicon(find("lexicon.yaml")))
    fitted_to, aside = by_part([*_seeds(find), *_labels(place)])
    click.echo(f"fitting to {len(fitted_to)} documents, {len(aside)} kept aside …", err=True)
    new = fit(fitted_to, knowledge, fitted=datetime.now(UTC).date().isoformat())
    result = compare(new, load_weights(find("weights.yaml")), aside, knowledge)
    click.echo(f"cross-validated  {_said(result.weights.cross_validated)}")
    click.echo(f"kept aside       {_said(result.weights.kept_aside)}")
    click.echo(f"present weights  {_said(result.present)}")
    if isinstance(result, Refused):
        click.echo(f"not written: average precision on the kept-aside part falls by {result.loss:.4f}")
        return 1
    if not dry_run:
        target = place.home / "seeds" / "weights.yaml"
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(".yaml.new")
        fresh.write_text(written(result.weights), encoding="utf-8")
        fresh.replace(target)
        click.echo(f"written: {target}")
    return 0


def _seeds(find: Callable[[str], Path]) -> "Iterator[Labelled]":
    from pipelines.relevance.labelled import LabelError, read_baseline, read_labelled

    try:
        yield from read_labelled(find("contrast.jsonl"))
        yield from read_labelled(find("probes.jsonl"))
        yield from read_baseline(shipped() / "seeds" / "baseline")
    except LabelError as error:
        raise ConfigurationError(f"seeds/{error}") from error


def _labels(place: Machine) -> "Iterator[Labelled]":
    """Articles with a judgement; a third of them, by hash of the address, is kept aside like a third of the seeds."""
    from pipelines.relevance.labelled import Labelled
    from storage import labels

    with open_database(place) as database, database.reading() as connection:
        for label in labels.listed(connection):
            yield Labelled(
                id=f"article-{label.article}",
                language=label.language or "und",
                title=label.title,
                text=label.text,
                grade=2 if label.relevant else 0,
                transport_links=frozenset(label.transport_links),
                background=frozenset(),
                story=label.url,
                part="aside" if int(hashlib.sha256(label.url.encode()).hexdigest(), 16) % 3 == 0 else "fit",
            )


def _said(figures: "Figures | None") -> str:
    if figures is None:
        return "no figures"
    return (
        f"precision {figures.precision:.3f}, recall {figures.recall:.3f}, average precision {figures.average_precision:.3f}, "
        f"transport links F1 {figures.links_f1:.3f} ({figures.documents} documents)"
    )
