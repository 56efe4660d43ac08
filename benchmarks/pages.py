"""The pages of a measurement: saved news pages, or made-up ones of their sizes; some of them made relevant."""

import gzip
import html
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Kilobytes of 90 news pages of 2023 to 2026, unpacked, from smallest to largest in tenths; mean 340.
SIZES = (31, 90, 128, 165, 204, 257, 315, 398, 514, 686, 2100)
_WORDS = (
    "market",
    "season",
    "council",
    "weather",
    "harvest",
    "player",
    "museum",
    "school",
    "budget",
    "garden",
    "coach",
    "novel",
    "film",
    "theatre",
    "minister",
)
_SCRIPT = "window.dataLayer=window.dataLayer||[];function push(a,b){if(a<b&&a>0){dataLayer.push({event:'x',value:a})}};"


# What names or holds a page's own article.
_OWN = re.compile(
    rb"<p\b[^>]*>.*?</p>|<h1\b.*?</h1>|<title\b.*?</title>|<meta\b[^>]*title[^>]*>|<script\b[^>]*ld\+json.*?</script>",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class BenchPage:
    name: str
    body: bytes = field(repr=False)
    relevant: bool = False


def pages_of(folder: Path | None, count: int, share: float) -> list[BenchPage]:
    """`count` pages, of which `share` (0 to 1) tell of a transport link; from a folder of .html(.gz) files, or made up."""
    found = saved(folder) if folder else made_up(90)
    stories = relevant_stories()
    wanted = round(count * share)
    every = count / wanted if wanted else 0.0
    marked = {int(every * n) for n in range(wanted)}
    pages = []
    for n in range(count):
        page = found[n % len(found)]
        body = with_story(page.body, *stories[n % len(stories)]) if n in marked else page.body
        pages.append(BenchPage(f"{n:05d}-{page.name}", body, n in marked))
    return pages


def saved(folder: Path) -> list[BenchPage]:
    """Every .html and .html.gz in a folder."""
    paths = sorted(path for path in folder.iterdir() if path.name.endswith((".html", ".html.gz")))
    if not paths:
        raise SystemExit(f"{folder}: no .html or .html.gz files")
    return [BenchPage(path.name.split(".")[0], _unpacked(path)) for path in paths]


def _unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def made_up(count: int) -> list[BenchPage]:
    """News pages of nothing in particular: half script, then markup, 300 links of navigation, 30 paragraphs."""
    chance = random.Random(1)
    return [BenchPage(f"made-up-{n}", "".join(_made_up(_size(n / count, chance), chance)).encode()) for n in range(count)]


def _size(place: float, chance: random.Random) -> int:
    at = int(place * 10)
    return round(1000 * chance.uniform(SIZES[at], SIZES[at + 1]))


def _made_up(size: int, chance: random.Random) -> Iterator[str]:
    sentence = lambda: " ".join(chance.choices(_WORDS, k=14)).capitalize() + ". "  # noqa: E731
    title = sentence()
    yield f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{title}</title>"
    data = {"@type": "NewsArticle", "headline": title, "datePublished": "2026-05-01T08:00:00Z"}
    yield f'<script type="application/ld+json">{json.dumps(data)}</script>'
    written = 0
    while written < size * 0.5:
        script = f"<script>{_SCRIPT * chance.randint(5, 60)}</script>"
        written += len(script)
        yield script
    yield "</head><body><nav><ul>"
    for n in range(300):
        yield f'<li class="nav-item depth-{n % 3}"><a href="/section/{n}" data-id="{n}">{sentence()[:30]}</a></li>'
    yield f"</ul></nav><main><article><h1>{title}</h1>"
    yield from (f"<p>{sentence() * 4}</p>" for _ in range(30))
    yield "</article></main><div class=more>"
    written += 35_000
    while written < size:
        link = f'<a href="/a/{written}"><span>{sentence()}</span></a>'
        card = f'<div class="card card--wide" data-track="teaser" style="margin:0">{link}</div>'
        written += len(card)
        yield card
    yield "</div></body></html>"


def relevant_stories() -> list[tuple[str, str]]:
    """Title and text of the labelled documents of the seeds that are relevant."""
    lines = (ROOT / "seeds" / "contrast.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [(row["title"], row["text"]) for row in rows if row["grade"] >= 1]


def with_story(body: bytes, title: str, text: str) -> bytes:
    """The page with another article in the place of its own: nearly as much to parse, and something to keep."""
    body = _OWN.sub(b"", body)
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line)
    story = f"<title>{html.escape(title)}</title><article><h1>{html.escape(title)}</h1>{paragraphs}</article>".encode()
    start = body.lower().find(b"<body")
    at = body.find(b">", start) + 1 if start >= 0 else 0
    return body[:at] + story.decode().encode("ascii", "xmlcharrefreplace") + body[at:]
