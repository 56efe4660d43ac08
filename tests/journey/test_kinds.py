"""Sources of every kind in five languages, crawled by a real process from news sites on this machine."""

import gzip
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.journey.home import ROOT, Home
from tests.journey.site import Answer, Site, article
from tests.journey.world import BRIDGE
from tumen.kinds import search_address
from tumen.queries import registry_queries
from tumen.registry import load_registry
from tumen.transport import Language

KOREAN = [
    "북한과 러시아를 잇는 두만강 자동차 다리가 올여름 개통된다고 러시아 교통부가 30일 밝혔다.",
    "다리 길이는 850미터이며 하루 최대 300대의 차량이 하산과 두만강역 사이를 오갈 수 있다.",
]
RUSSIAN = [
    "Пассажирский поезд из Владивостока в северокорейский Расон прошёл через станции Хасан и Туманган, сообщила РЖД.",
    "Автомобильный мост через реку Туманная между Россией и КНДР длиной 850 метров откроют этим летом.",
]
CHINESE = [
    "俄罗斯与朝鲜之间的图们江公路大桥将于今年夏天通车，俄罗斯运输部周一表示。",
    "大桥全长八百五十米，连接俄罗斯哈桑和朝鲜豆满江站，每天可通行三百辆汽车。",
]
JAPANESE = [
    "ロシアと北朝鮮を結ぶ豆満江の自動車橋が今夏開通すると、ロシア運輸省が発表した。",
    "橋の長さは八百五十メートルで、ハサンと豆満江駅を結び、ウラジオストクと羅先の間では旅客列車も運行している。",
]
SOURCE = (
    '  - {{id: {id}, publisher: "{id}", kind: {kind}, url: "{url}", languages: [{language}], affiliation: wire,\n'
    "     timezone: Asia/Seoul, every: 1h, enabled: true{settings}}}\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def hosts() -> Iterator[dict[str, Site]]:
    with ExitStack() as stack:
        kinds = ("sitemap", "listing", "channel", "search-feed", "gdelt", "fallback")
        yield {
            kind: stack.enter_context(Site(f"127.0.0.{number}")) for kind, number in zip(kinds, (2, 4, 5, 6, 7, 8), strict=True)
        }


def write(home: Home, sources: list[dict[str, str]]) -> None:
    home.sources({"unused": "http://127.0.0.9:9/"})  # for schedules.yaml
    text = "".join(SOURCE.format(**{"settings": "", **source}) for source in sources)
    (home.folder / "seeds" / "sources.yaml").write_text(f"sources:\n{text}", encoding="utf-8")


def xml(body: str) -> Answer:
    return Answer(f'<?xml version="1.0" encoding="UTF-8"?>{body}'.encode(), kind="application/xml")


def sitemap(site: Site) -> dict[str, str]:
    """An index of two, one packed, one gone."""
    url = site.route("/en/bridge", article("Tumen road bridge to open", BRIDGE))
    packed = gzip.compress(f"<urlset><url><loc>{url}</loc></url><url><loc>{site.url('/about')}</loc></url></urlset>".encode())
    site.route("/news.xml.gz", Answer(packed, kind="application/x-gzip"))
    entry = site.route(
        "/index.xml",
        xml(
            "<sitemapindex><sitemap><loc>/news.xml.gz</loc></sitemap><sitemap><loc>/gone.xml</loc></sitemap>"
            "<sitemap><loc>http://127.0.0.3:1/</loc></sitemap></sitemapindex>"
        ),
    )
    return {"id": "map", "kind": "sitemap", "url": entry, "language": "en", "settings": ", sitemap: {include: [/en/]}"}


def listing(site: Site) -> dict[str, str]:
    """Two pages in windows-1251, of which the header says nothing."""
    kind = "text/html"
    site.route("/train", Answer(article("Поезд прошёл через Хасан", RUSSIAN).body))
    entry = '<li><a href="/train">Поезд прошёл через Хасан</a> <i>30 мая 2025, 14:05</i></li>'
    first = f'<meta charset="windows-1251">{entry}<a class="n" href="?p=2">дальше</a>'
    second = '<li><a href="/gone">Нет</a> <i>вчера</i></li><a class="n" href="?p=3">дальше</a>'
    site.route("/list?p=2", Answer(second.encode("cp1251"), kind=f"{kind}; charset=windows-1251"))
    url = site.route("/list", Answer(first.encode("cp1251"), kind=kind))
    settings = ", listing: {entries: li, date: i, next: a.n, pages: 2}"
    return {"id": "page", "kind": "listing", "url": url, "language": "ru", "settings": settings}


def channel(site: Site) -> dict[str, str]:
    """Messages that are the article: nothing but the channel's page is asked for."""
    text = "".join(f"{paragraph}<br>" for paragraph in KOREAN)
    date = '<a href="/c/7"><time datetime="2025-05-30T01:00:00+00:00">10:00</time></a>'
    body = f'<meta charset="utf-8"><div class="m"><p>{text}</p>{date}</div>'
    settings = ', listing: {entries: .m, link: a, date: "time::attr(datetime)", text: p, complete: true}'
    return {
        "id": "channel",
        "kind": "listing",
        "url": site.route("/s/c", Answer(body.encode())),
        "language": "ko",
        "settings": settings,
    }


def searched() -> tuple[str, ...]:
    return registry_queries(load_registry(ROOT / "seeds" / "transport.yaml"), Language.ZH_HANS)


def search(site: Site) -> dict[str, str]:
    """Bing hides the publisher's address in its own; the registry's further queries find nothing."""
    page = site.route("/zh/bridge", article("图们江公路大桥今夏通车", CHINESE))
    wrapped = f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&amp;url={quote(page, safe='')}&amp;c=1"
    hit = f"<item><title>图们江公路大桥今夏通车</title><link>{wrapped}</link><News:Source>示例报</News:Source></item>"
    rss = '<rss version="2.0" xmlns:News="https://www.bing.com/news/search"><channel>{}</channel></rss>'
    base = site.url("/news/search?format=rss")
    queries = searched()
    for number, query in enumerate(queries):
        parts = urlsplit(search_address(base, query))
        site.route(f"{parts.path}?{parts.query}", xml(rss.format("" if number else hit)))
    settings = ", search-feed: {engine: bing, query: registry, names: zh-hans}"
    return {"id": "search", "kind": "search-feed", "url": base, "language": "zh", "settings": settings}


def bulk(site: Site) -> dict[str, str]:
    """The newest of five files is there; it names one page."""
    page = site.route("/ja/bridge", article("豆満江の自動車橋、今夏開通へ", JAPANESE))
    row = [""] * 61
    row[7], row[53], row[60] = "PRK", "RS", page
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("20250529141500.export.CSV", "\t".join(row) + "\n")
    site.route("/gdeltv2/20250529141500.export.CSV.zip", Answer(buffer.getvalue(), kind="application/zip"))
    listed = f"150383 {'a' * 32} http://data.gdeltproject.org/gdeltv2/20250529141500.export.CSV.zip\n"
    entry = site.route("/gdeltv2/lastupdate.txt", Answer(listed.encode(), kind="text/plain"))
    return {
        "id": "bulk",
        "kind": "gdelt",
        "url": entry,
        "language": "ja",
        "settings": ", gdelt: {table: export, countries: [KN, RS]}",
    }


def fallback(site: Site) -> dict[str, str]:
    """The list is gone, the DOC API answers."""
    page = site.route("/en/potatoes", article("Potatoes", ["The harvest was good this year, farmers of the district say. " * 3]))
    doc = site.route(
        "/doc", Answer(f'{{"articles": [{{"url": "{page}", "title": "Potatoes"}}]}}'.encode(), kind="application/json")
    )
    settings = f', gdelt: {{table: export, countries: [KN, RS], fallback: "{doc}"}}'
    return {"id": "other", "kind": "gdelt", "url": site.url("/gone.txt"), "language": "en", "settings": settings}


def test_every_kind_brings_its_pages_and_every_request_a_row(home: Home, hosts: dict[str, Site]) -> None:
    makers = (sitemap, listing, channel, search, bulk, fallback)
    write(home, [make(site) for make, site in zip(makers, hosts.values(), strict=True)])
    code, said = home.crawl()

    assert code == 0, said
    assert "event=crawl.unbalanced" not in said
    assert home.rows("SELECT outcome FROM runs") == [("ok",)]
    found = dict(home.rows("SELECT source, reason FROM fetches WHERE kind = 'page' AND reason <> 'not_found'"))
    assert found == dict.fromkeys(("map", "page", "channel", "search", "bulk"), "new") | {"other": "off_topic"}
    assert dict(home.rows("SELECT id, last_reason FROM sources")) == dict.fromkeys(
        ("map", "page", "channel", "search", "bulk", "other"), "entries"
    )
    polls = dict(home.rows("SELECT source, count(*) FROM fetches WHERE kind = 'feed' GROUP BY source"))
    assert polls == {"map": 3, "page": 2, "channel": 1, "search": len(searched()), "bulk": 6, "other": 2}
    requests = {site: len(site.paths()) for site in hosts.values()}
    rows = home.rows("SELECT count(*) FROM fetches")[0][0]
    assert rows == sum(requests.values()) + 1, "the channel's message needed no request of its own"
    assert home.rows("SELECT language FROM articles JOIN revisions ON revisions.article = articles.id ORDER BY 1") == [
        (code,) for code in ("en", "ja", "ko", "ru", "zh")
    ]

    home.crawl("map", "page", "channel", "search", "bulk", "other")
    assert home.rows("SELECT count(*) FROM fetches WHERE run = 2 AND kind = 'page'") == [(0,)]
    assert hosts["listing"].count("/list?p=2") == 1, "a list without news leads on to nothing newer"


def test_scrapy_has_a_spider_for_each_kind(home: Home, hosts: dict[str, Site]) -> None:
    write(home, [listing(hosts["listing"]), channel(hosts["channel"]), sitemap(hosts["sitemap"])])
    command = [sys.executable, "-m", "scrapy", "crawl", "listing", "-a", "source=page"]
    crawled = subprocess.run(command, cwd=ROOT, env=home.environment, capture_output=True, text=True, timeout=100)
    assert crawled.returncode == 0, crawled.stderr
    assert {source for (source,) in home.rows("SELECT source FROM fetches")} == {"page"}
