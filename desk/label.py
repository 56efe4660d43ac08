"""`tumen label`: an analyst's judgement on an article."""

import getpass

import click

from desk.place import machine, open_database
from tumen.yamlfile import ConfigurationError


@click.command("label")
@click.argument("article")
@click.argument("judgement", type=click.Choice(["relevant", "irrelevant"]))
@click.option(
    "--link", "transport_links", multiple=True, metavar="ID", help="A transport link the article reports on; repeatable."
)
@click.option("--by", metavar="NAME", help="Who judges; default: your login name.")
def command(article: str, judgement: str, transport_links: tuple[str, ...], by: str | None) -> int:
    """Say whether ARTICLE (its number in `tumen search`, or its address) is relevant.

    The newest judgement counts; earlier ones stay. `tumen fit` learns from them. Exit code 2 when there is no such article.
    """
    from pipelines.identity.addresses import canonical_address
    from storage import labels
    from storage.fetches import known_article
    from tumen.configuration import configured_file
    from tumen.now import utc_now
    from tumen.registry import load_registry

    place = machine()
    known = load_registry(configured_file(place.home, "seeds/transport.yaml")).transport_links
    for transport_link in transport_links:
        if transport_link not in known:
            raise ConfigurationError(f'--link: no transport link "{transport_link}"; write {", ".join(known)}')
    if transport_links and judgement == "irrelevant":
        raise ConfigurationError("--link: an irrelevant article reports on no transport link")
    with open_database(place) as database, database.writing() as connection:
        number = int(article) if article.isdigit() else known_article(connection, canonical_address(article))
        stored = number is not None and labels.add(
            connection,
            number,
            relevant=judgement == "relevant",
            transport_links=transport_links,
            by=by or getpass.getuser(),
            at=utc_now(),
        )
    if not stored:
        raise ConfigurationError(f"no article {article}; `tumen search` prints their numbers")
    click.echo(f"article {number}: {judgement}")
    return 0
