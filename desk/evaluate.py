"""`tumen evaluate`: the scorer against labelled documents."""

from pathlib import Path
from typing import Any

import click

from desk.place import json_option, machine, open_scorer, print_json
from desk.tables import table
from tumen.yamlfile import ConfigurationError


@click.command("evaluate")
@click.argument("corpus", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def command(corpus: Path, as_json: bool) -> int:
    """Measure relevance and transport links on CORPUS, one labelled document a line (JSON Lines).

    Keys of a document: id, lang, title, text, grade (0 to 2; relevant from 1), links, links_bg, story; url and published are
    used when present.
    """
    from pipelines.relevance.evaluation import evaluate
    from pipelines.relevance.labelled import LabelError, read_labelled

    scorer = open_scorer(machine())
    try:
        result = evaluate(read_labelled(corpus), scorer)
    except LabelError as error:
        raise ConfigurationError(str(error)) from error
    if as_json:
        print_json(result)
    else:
        _show(result)
    return 0


def _show(result: dict[str, Any]) -> None:
    relevance, tagging = result["relevance"], result["transport_links"]
    click.echo(f"{result['documents']} documents in {result['seconds']:.2f} s, threshold {relevance['threshold']:.3f}\n")
    names = ("precision", "recall", "f1")
    rows = [["all", *(relevance[name] for name in names)]]
    rows += [[language, *(row.get(name) for name in names)] for language, row in sorted(relevance["by_language"].items())]
    click.echo(table(rows, ["relevance", *names]) + f"\naverage precision {relevance['average_precision']:.3f}\n")
    rows = [["all", *(tagging[name] for name in names)]]
    rows += [[transport_link, *(row.get(name) for name in names)] for transport_link, row in sorted(tagging["by_link"].items())]
    click.echo(table(rows, ["transport link", *names]))
    for name in ("false_positives", "false_negatives"):
        click.echo(f"\n{name.replace('_', ' ')}: {' '.join(relevance[name]) or 'none'}")
