"""The sources of the world: twelve that answer, of every kind and in five languages, and those that do not."""

import gzip
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

from tests.journey.home import ROOT, entry
from tests.journey.reports import CHECKPOINT, CHINESE, ENCODED, JAPANESE, KOREAN, POTATOES, RUSSIAN, TRADITIONAL
from tests.journey.site import Answer, Entry, article, atom, gzipped, json_feed, redirect, rss
from tests.journey.world import World
from tests.journey.worldpages import broken, busy, guarded, settled, too_much, withheld
from tumen.kinds import search_address
from tumen.queries import registry_queries
from tumen.registry import load_registry
from tumen.transport import Language

XML = "application/xml"
TEXTS = {"ru": RUSSIAN, "ko": KOREAN, "ja": JAPANESE, "zh": CHINESE, "hant": TRADITIONAL}
COPIES = {"ru": 3, "ko": 4, "ja": 2, "zh": 1, "hant": 0}  # pages with the words of the first one that comes


def build(world: World, *, slow: bool) -> World:
    """All of it; `slow` adds what answers too slowly, at half a minute each."""
    for language, copies in COPIES.items():
        world.family(language, new=1, copy=copies)
    world.feed("wire", [*settled(world), *too_much(world)], etag='"1"')
    world.feed("withholding", withheld(world), etag='"1"')
    for fill in (agency, paper, moved, index, news_map, listing, channel, search, bulk, fallback):
        fill(world)
    world.feed("busy", busy(world), etag='"1"')
    world.again["busy"] += sum(world.told[pause.site.url(pause.path)].asks for pause in world.pauses if pause.least < 60)
    guids(world)
    world.feed("broken", [*broken(world, slow=slow), *guarded(world)], again=None)
    unanswered(world, slow=slow)
    return world


def encoded(world: World, language: str) -> list[Entry]:
    """Pages of one language, each in an encoding of its own."""
    found = []
    for title, encoding, meta, header, text in ENCODED:
        if text is TEXTS[language]:
            head = f'<meta charset="{meta}">' if meta else ""
            markup = article(title, text).body.decode().replace("<meta charset='utf-8'>", head)
            kind = f"text/html; charset={header}" if header else "text/html"
            url = world.page(f"/{encoding}", Answer(markup.encode(encoding), kind=kind), language)
            world.texts[url] = (title, text[0])
            found.append(Entry(url, title))
    return found


def agency(world: World) -> None:
    """Atom in windows-1251, asked again by the date it was changed."""
    answer = atom(encoded(world, "ru"), last_modified="Sun, 01 Mar 2026 09:00:00 GMT")
    body = answer.body.decode().replace('encoding="UTF-8"', 'encoding="windows-1251"').encode("cp1251")
    world.source("agency", world.site().route("/atom.xml", replace(answer, body=body)), language="ru")


def paper(world: World) -> None:
    """JSON Feed, known again by its bytes."""
    world.source("paper", world.site().route("/feed.json", json_feed(encoded(world, "ko"))), language="ko")


def moved(world: World) -> None:
    """RSS in EUC-JP that has moved for good."""
    answer = rss(encoded(world, "ja"), etag='"1"')
    body = answer.body.decode().replace('encoding="UTF-8"', 'encoding="EUC-JP"').encode("euc_jp")
    target = world.site().route("/rss.xml", replace(answer, body=body, kind=XML))
    world.source("moved", world.site().route("/old.xml", redirect(target, 301)), asks=2, language="ja", again=2)


def _xml(body: str, encoding: str = "utf-8", etag: str | None = None) -> Answer:
    return Answer(f'<?xml version="1.0" encoding="{encoding}"?>{body}'.encode(encoding), kind=XML, etag=etag)


def index(world: World) -> None:
    """An index of three sitemaps: one packed, one gone, one of another site."""
    site = world.site()
    url = world.page("/en/checkpoint", article("Checkpoint at Khasan to be rebuilt", CHECKPOINT), "new")
    packed = f"<urlset><url><loc>{url}</loc></url><url><loc>{site.url('/about')}</loc></url></urlset>".encode()
    world.expect(site.route("/news.xml.gz", Answer(gzip.compress(packed), kind="application/x-gzip")), "entries")
    world.expect(site.url("/gone.xml"), "not_found")
    listed = "".join(f"<sitemap><loc>{name}</loc></sitemap>" for name in ("/news.xml.gz", "/gone.xml", f"{world.closed}/m.xml"))
    url = site.route("/index.xml", _xml(f"<sitemapindex>{listed}</sitemapindex>"))
    world.source("map", url, "no_entries", kind="sitemap", rest=", sitemap: {include: [/en/]}", again=3)


def news_map(world: World) -> None:
    """A news sitemap in gb18030."""
    day = f"{datetime.now(UTC) - timedelta(hours=3):%Y-%m-%d}"
    urls = "".join(
        f"<url><loc>{one.url}</loc><n:news><n:publication_date>{day}</n:publication_date><n:title>{one.title}</n:title>"
        "</n:news></url>"
        for one in (*encoded(world, "zh"), *encoded(world, "hant"))
    )
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    url = world.site().route("/news.xml", _xml(f"<urlset {names}>{urls}</urlset>", "gb18030", etag='"1"'))
    world.source("news-map", url, kind="sitemap", language="zh")


def listing(world: World) -> None:
    """Two pages in koi8-r, of which the header says nothing."""
    site = world.site()
    train = world.page("/train", article("Поезд прошёл через Хасан", RUSSIAN), "ru")
    items = f'<li><a href="{train}">Поезд прошёл через Хасан</a> <i>30 мая 2025, 14:05</i></li>'
    older = f'<li><a href="{world.page("/old", Answer(b"", 404), "not_found")}">Нет</a> <i>вчера</i></li>'
    first = f'<meta charset="koi8-r">{items}<a class="n" href="?p=2">дальше</a>'
    second = f'{older}<a class="n" href="?p=3">дальше</a>'
    kind = "text/html; charset=koi8-r"
    world.expect(site.route("/list?p=2", Answer(second.encode("koi8-r"), kind=kind)), "entries")
    url = site.route("/list", Answer(first.encode("koi8-r"), kind="text/html"))
    rest = ", listing: {entries: li, date: i, next: a.n, pages: 2}"
    world.source("list", url, kind="listing", language="ru", rest=rest)


def channel(world: World) -> None:
    """Messages that are the article, in cp949: nothing but the channel's page is asked for."""
    site = world.site()
    text = "".join(f"{paragraph}<br>" for paragraph in KOREAN)
    date = '<a href="/c/7"><time datetime="2025-05-30T01:00:00+00:00">10:00</time></a>'
    body = f'<meta charset="euc-kr"><div class="m"><p>{text}</p>{date}</div>'.encode("cp949")
    world.expect(site.url("/c/7"), "ko", asks=0)
    rest = ', listing: {entries: .m, link: a, date: "time::attr(datetime)", text: p, complete: true}'
    url = site.route("/s/c", Answer(body, kind="text/html"))
    world.source("channel", url, kind="listing", language="ko", rest=rest)


def searched() -> tuple[str, ...]:
    """What the registry's names make of a search in Chinese."""
    return registry_queries(load_registry(ROOT / "seeds" / "transport.yaml"), Language.ZH_HANS)


def search(world: World) -> None:
    """Bing hides the publisher's address in its own; the registry's further queries find nothing."""
    site = world.site()
    page = world.page("/zh/bridge", article("图们江公路大桥今夏通车", CHINESE), "zh")
    wrapped = f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&amp;url={quote(page, safe='')}&amp;c=1"
    hit = f"<item><title>图们江公路大桥今夏通车</title><link>{wrapped}</link><News:Source>示例报</News:Source></item>"
    found = '<rss version="2.0" xmlns:News="https://www.bing.com/news/search"><channel>{}</channel></rss>'
    base = site.url("/news/search?format=rss")
    first, *others = (urlsplit(search_address(base, query)) for query in searched())
    for parts in others:
        world.expect(site.route(f"{parts.path}?{parts.query}", _xml(found.format(""))), "no_entries")
    site.route(f"{first.path}?{first.query}", _xml(found.format(hit)))
    rest = ", search-feed: {engine: bing, query: registry, names: zh-hans}"
    world.source("search", base, kind="search-feed", language="zh", rest=rest, again=1 + len(others))
    world.told[first.geturl()] = world.told.pop(base)


def bulk(world: World) -> None:
    """Five files of a quarter of an hour each, as a source asked every hour needs; one row names a page."""
    site = world.site()
    row = [""] * 61
    row[7], row[53], row[60] = "PRK", "RS", world.page("/ja/bridge", article("豆満江の自動車橋、今夏開通へ", JAPANESE), "ja")
    for number in range(5):
        name = f"{datetime(2025, 5, 29, 14, 15, tzinfo=UTC) - number * timedelta(minutes=15):%Y%m%d%H%M%S}.export.CSV"
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, "" if number else "\t".join(row) + "\n")
        file = site.route(f"/gdeltv2/{name}.zip", Answer(buffer.getvalue(), kind="application/zip"))
        world.expect(file, "no_entries" if number else "entries")
    listed = f"150383 {'a' * 32} http://data.gdeltproject.org/gdeltv2/20250529141500.export.CSV.zip\n"
    url = site.route("/gdeltv2/lastupdate.txt", Answer(listed.encode(), kind="text/plain", etag='"1"'))
    rest = ", gdelt: {table: export, countries: [KN, RS]}"
    world.source("bulk", url, "no_entries", kind="gdelt", language="ja", rest=rest)


def fallback(world: World) -> None:
    """The list of files is gone, the DOC API answers."""
    site = world.site()
    page = world.page("/en/potatoes", article("Potatoes", POTATOES), "off_topic")
    found = f'{{"articles": [{{"url": "{page}", "title": "Potatoes"}}]}}'
    doc = world.expect(site.route("/doc", Answer(found.encode(), kind="application/json")), "entries")
    rest = f', gdelt: {{table: export, countries: [KN, RS], fallback: "{doc}"}}'
    world.source("other", site.url("/gone.txt"), "not_found", kind="gdelt", rest=rest, again=2)


def guids(world: World) -> None:
    """One guid for all entries, then other guids than before, then none: an entry is known by its address."""
    links = [world.page(f"/guid-{number}", Answer(b"", 404), "not_found") for number in range(2)]
    forms = ("<guid>one for all</guid>", "<guid>reset-{}</guid>", "")
    answers = [
        _xml(
            "<rss version='2.0'><channel>{}</channel></rss>".format(
                "".join(f"<item><link>{link}</link>{form.format(number)}</item>" for number, link in enumerate(links))
            )
        )
        for form in forms
    ]
    world.source("guids", world.site().route("/rss.xml", answers))


def unanswered(world: World, *, slow: bool) -> None:
    """Sources that bring nothing, and why."""
    none = rss([])
    bomb = gzipped(b"<rss>" + b" " * 30_000_000)
    packed_map = Answer(gzip.compress(b"<urlset>" + b" " * 30_000_000), kind="application/x-gzip")
    kept_out = world.site()
    kept_out.route("/robots.txt", Answer(b"", 503))
    world.source("kept-out", kept_out.route("/rss", none), "robots_unreadable", asks=0, again=None)
    world.source("closed", f"{world.closed}/rss.xml", "closed_address", asks=0, again=None)
    world.source("away", "http://no-such-host.invalid/rss.xml", "dns", asks=0, again=None)
    answers: dict[str, tuple[Answer, str, int]] = {
        "front": (article("A page", POTATOES), "not_a_feed", 1),
        "lost": (Answer(b"", 404), "not_found", 1),
        "withdrawn": (Answer(b"", 410), "gone", 1),
        "refused": (Answer(b"", 403), "forbidden", 1),
        "limited": (Answer(b"", 429, headers={"Retry-After": "3600"}), "rate_limited", 1),
        "overloaded": (Answer(b"", 503, headers={"Retry-After": "3600"}), "server_error", 1),
        "torn": (replace(none, headers={"Content-Encoding": "gzip"}), "broken_body", 2),
        "bomb": (bomb, "too_large", 1),
        "flood": (Answer(manner="1 GB"), "too_large", 1),
    }
    if slow:
        answers["mute"] = (Answer(manner="silent"), "timeout", 1)
    for name, (answer, reason, asks) in answers.items():
        world.source(name, world.site().route("/rss", answer), reason, asks, again=None)
    put_off = world.site()
    put_off.route("/robots.txt", Answer(b"", 429, headers={"Retry-After": "600"}))
    world.catalogue["put-off"] = entry("put-off", put_off.route("/rss", none))  # never sent: no request that could have a row
    world.source("bomb-map", world.site().route("/map", packed_map), "too_large", kind="sitemap", again=None)
