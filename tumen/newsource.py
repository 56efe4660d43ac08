"""Adding an entry to seeds/sources.yaml: as text, so that comments and layout of what stands there stay as they are."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import yaml

from tumen.catalogue import Affiliation, Kind, Listing
from tumen.times import said
from tumen.yamlfile import ConfigurationError

# How Telegram lays out a channel's page for the web (t.me/s/NAME).
TELEGRAM = Listing(
    entries=".tgme_widget_message[data-post]",
    link="a.tgme_widget_message_date",
    date="a.tgme_widget_message_date time::attr(datetime)",
    text=".js-message_text",
    complete=True,
)
_SECOND_LEVEL = frozenset({"co", "com", "or", "org", "go", "gov", "ne", "net", "ac", "re", "rep", "edu"})  # yna.co.kr is yna's


@dataclass(frozen=True, slots=True)
class NewSource:
    """What the entry says."""

    id: str
    publisher: str
    kind: Kind
    url: str
    languages: tuple[str, ...]
    affiliation: Affiliation
    timezone: str | None
    every: timedelta


def written(source: NewSource) -> str:
    """The entry in block form, without indentation."""
    lines = [
        f"- id: {source.id}",
        f"  publisher: {_quoted(source.publisher)}",
        f"  kind: {source.kind}",
        f"  url: {_quoted(source.url)}",
        f"  languages: [{', '.join(source.languages)}]",
        f"  affiliation: {source.affiliation}",
        f"  timezone: {source.timezone or 'null'}",
        f"  every: {said(source.every)}",
        "  enabled: true",
    ]
    if source.kind is Kind.LISTING:
        selectors = ((name, getattr(TELEGRAM, name)) for name in ("entries", "link", "date", "text"))
        lines += ["  listing:", *(f"    {name}: {_quoted(value)}" for name, value in selectors), "    complete: true"]
    return "\n".join(lines)


def with_entry(text: str, entry: str, name: str = "seeds/sources.yaml") -> str:
    """The catalogue's text with an entry added at its end. Raises ConfigurationError when it is not a list of lines."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{name}: not YAML: {' '.join(str(error).split())}") from error
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    listed = pairs[-1][1] if pairs and pairs[-1][0].value == "sources" else None
    if not isinstance(listed, yaml.SequenceNode) or listed.flow_style:
        raise ConfigurationError(f"{name}: needs `sources:` at its end, with one `- ` line for each entry, to be added to")
    margin = " " * listed.start_mark.column
    indented = "\n".join(margin + line for line in entry.split("\n"))
    return f"{text.rstrip()}\n{indented}\n"


def free_id(url: str, language: str | None, taken: Collection[str]) -> str:
    """An id made of the host's name, with the language and then a number where it is taken."""
    labels = (urlsplit(url).hostname or "source").removeprefix("www.").split(".")
    if (urlsplit(url).hostname or "") == "t.me":
        labels = [urlsplit(url).path.rsplit("/", 1)[-1], ""]
    kept = labels[:-1] if len(labels) > 1 else labels
    if len(kept) > 1 and kept[-1] in _SECOND_LEVEL:
        kept = kept[:-1]
    base = re.sub(r"[^a-z0-9]+", "-", "-".join(reversed(kept)).lower()).strip("-") or "source"
    names = [base, *([f"{base}-{language}"] if language else []), *(f"{base}-{number}" for number in range(2, 1000))]
    return next(name for name in names if name not in taken)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a YAML string
