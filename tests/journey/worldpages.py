"""The pages of the world: one for every way a request can end."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.journey.reports import BRIDGE, FERRY, FLIGHT, POTATOES, RAILWAY, TRAIN
from tests.journey.site import Answer, Entry, article, gzipped, redirect
from tests.journey.world import Pause, World

TEXT = "text/plain"
DELAY = 4.0  # seconds
WALL = "Subscribe to continue reading. Already a subscriber? Sign in."
BRIDGE_PAGE = article("Tumen road bridge to open this summer", BRIDGE)
HARVEST = article("Potatoes", POTATOES)


def _entries(*urls: str) -> list[Entry]:
    return [Entry(url, f"Item {url.rpartition('/')[2]}") for url in urls]


def settled(world: World) -> list[Entry]:
    """Pages as they are, pages that are not there, and pages nobody may ask for."""
    bridge = world.family("bridge", new=1, copy=1, unchanged=1)
    original = world.page("/bridge", BRIDGE_PAGE, bridge)
    port = world.closed.rpartition(":")[2]
    spellings = (f"2130706435:{port}", f"[::ffff:127.0.0.3]:{port}", f"0x7f.3:{port}", f"0177.0.0.3:{port}")
    return _entries(
        original,
        world.page("/bridge-reprint", BRIDGE_PAGE, bridge),
        world.page("/moved", redirect(original, 301), bridge, asks=2),
        world.page("/potatoes", HARVEST, "off_topic"),
        world.page("/missing", Answer(b"", 404), "not_found"),
        world.page("/gone", Answer(b"", 410), "gone"),
        world.page("/forbidden", Answer(b"", 403), "forbidden"),
        world.page("/empty", Answer(b""), "no_text"),
        world.page("/map.pdf", Answer(b"%PDF-1.7", kind="application/pdf"), "not_html"),
        world.page("/loop", redirect("/loop"), "redirect_loop", asks=6),
        world.page("/astray", redirect(f"{world.closed}/admin"), "closed_address"),
        world.page("/astray-file", redirect("file:///etc/passwd"), "closed_address"),
        *(world.expect(f"http://{spelling}/{n}", "closed_address", asks=0) for n, spelling in enumerate(spellings)),
        world.expect(f"{world.closed}/direct", "closed_address", asks=0),
    )


def withheld(world: World) -> list[Entry]:
    """Pages that refuse or hold their text back; of most of them the feed says enough itself."""
    teaser = article("The bridge opens", ["The road bridge over the Tumen River will open this summer.", WALL])
    shell = Answer(b"<!doctype html><html><body><div id='root'></div><script src='/app.js'></script></body></html>")
    barred = Answer(b"User-agent: *\nDisallow: /", kind=TEXT)
    pages = {
        world.page("/paid", Answer(b"", 402), "new"): FERRY,
        world.page("/wall", teaser, "new"): RAILWAY,
        world.page("/shell", shell, "new"): TRAIN,
        world.page("/legal", Answer(b"", 451), "off_topic"): POTATOES,
        world.page("/bare", teaser, "teaser"): ["The bridge opens."],
        world.page("/kept-out", shell, "new", asks=0, robots=barred): FLIGHT,
        world.page("/kept-out-too", shell, "robots", asks=0, robots=barred): ["The bridge opens, officials said."],
    }
    return [Entry(url, f"Item {number}", " ".join(text)) for number, (url, text) in enumerate(pages.items())]


def too_much(world: World) -> list[Entry]:
    """Bodies and headers beyond every limit."""
    bomb = gzipped(b"<p>" * 10_000_000)
    twice = replace(bomb, body=gzip.compress(bomb.body), headers={"Content-Encoding": "gzip, gzip"})
    return _entries(
        world.page("/bomb", bomb, "too_large"),
        world.page("/bomb-in-a-bomb", twice, "too_large"),
        world.page("/headers", Answer(manner="endless-headers"), "too_large"),
        world.page("/endless", Answer(manner="endless-body"), "too_large"),
        world.page("/50-MB", Answer(manner="50 MB"), "too_large"),
        world.page("/1-GB", Answer(manner="1 GB"), "too_large"),
        world.page("/1-GB-unannounced", Answer(manner="1 GB unannounced"), "too_large"),
    )


def broken(world: World, *, slow: bool) -> list[Entry]:
    """Servers in trouble: each asked once more in the same crawl, unless waiting was what it cost."""
    secure = world.site(tls=True)
    garbled = replace(BRIDGE_PAGE, headers={"Content-Encoding": "gzip"})
    truncated = gzipped(BRIDGE_PAGE.body, truncated=12)
    found = [
        world.page("/cut", replace(BRIDGE_PAGE, manner="cut"), "broken_body", asks=2),
        world.page("/reset", Answer(manner="reset"), "connection", asks=2),
        world.page("/truncated", truncated, "broken_body", asks=2),
        world.page("/garbled", garbled, "broken_body", asks=2),
        world.page("/error", Answer(b"", 500), "server_error", asks=2),
        world.page("/recovers", [Answer(b"", 502), HARVEST], "off_topic", asks=2),
        world.expect(secure.route("/unvouched", BRIDGE_PAGE), "tls", asks=0),
        world.expect("http://no-such-host.invalid/a", "dns", asks=0),
    ]
    if slow:
        found += [
            world.page("/silent", Answer(manner="silent"), "timeout"),
            world.page("/drip", Answer(manner="drip"), "timeout"),
        ]
    return _entries(*found)


def guarded(world: World) -> list[Entry]:
    """robots.txt in every state it is met in: what cannot be read keeps us out, what is not there does not."""
    elsewhere = world.site()
    elsewhere.route("/robots.txt", Answer(b"User-agent: *\nDisallow: /page", kind=TEXT))
    open_to_us = (
        Answer(b"User-agent: *\nAllow: /", kind=TEXT),
        Answer(f"User-agent: *\nCrawl-delay: {DELAY:g}".encode(), kind=TEXT),
        Answer(b"", 401),
        Answer(b"", 403),
        Answer(b"", 410),
        Answer(b"<!doctype html><html>Disallow: /</html>"),
        Answer(b"\xff\xfe\x00\x01 Disallow: /", kind=TEXT),
        Answer(b"#" * 600_000 + b"\nUser-agent: *\nDisallow: /", kind=TEXT),
        redirect("/robots.txt"),
    )
    closed = {
        "robots": (
            Answer(b"User-agent: *\nDisallow: /", kind=TEXT),
            Answer(b"User-agent: *\n\nUser-agent: TUMEN\nDisallow: /page\n", kind=TEXT),
            redirect(elsewhere.url("/robots.txt")),
        ),
        "robots_unreadable": (Answer(b"", 500), Answer(b"", 503), Answer(manner="reset"), Answer(manner="silent")),
    }
    found = [world.page(f"/page-{n}", HARVEST, "off_topic", robots=answer) for n, answer in enumerate(open_to_us)]
    for reason, answers in closed.items():
        found += [world.page(f"/page-{reason}-{n}", HARVEST, reason, asks=0, robots=one) for n, one in enumerate(answers)]
    world.delays.append((next(site for site in world.sites if "/page-1" in site.routes), DELAY))
    return _entries(*found)


def retry_after(now: datetime) -> list[tuple[str, float | None]]:
    """Retry-After in the forms it is met in, and the seconds each asks for; None where it cannot be read."""
    then = now + timedelta(minutes=10)
    return [
        ("120", 120),
        (" 120 ", 120),
        ("120.5", 120),
        ("0700", 700),
        ("60, 120", 120),
        ("999999999999", 86400),
        (format_datetime(then, usegmt=True), 600),
        (f"{then:%A, %d-%b-%y %H:%M:%S} GMT", 600),
        (f"{then:%a %b %d %H:%M:%S %Y}", 600),
        (format_datetime(then.astimezone(), usegmt=False), 600),
        (format_datetime(now + timedelta(days=300), usegmt=True), 86400),
        (f"{then:%Y-%m-%dT%H:%M:%SZ}", 600),
        (then.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "+0000"), 600),
        (format_datetime(now - timedelta(hours=1), usegmt=True), 0),
        ("0", 0),
        ("3", 3),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1e3", None),
        ("٣", None),
    ]


def busy(world: World) -> list[Entry]:
    """Hosts that ask to be left alone. One whose wish cannot be read is, after a 429, for a minute; after a 503 it is not."""
    found = []
    for number, (written, seconds) in enumerate(retry_after(datetime.now(UTC))):
        status = (429, 503)[number % 2]
        answer = Answer(b"", status, headers={"Retry-After": written.encode().decode("latin-1")})
        short = seconds is not None and seconds <= 10  # waited for, and asked once more
        asks = 2 if short or (seconds is None and status == 503) else 1
        path = f"/busy-{number}"
        url = world.page(path, answer, {429: "rate_limited", 503: "server_error"}[status], asks)
        found.append(url)
        world.pauses.append(Pause(world.sites[-1], path, status, written, seconds))
    world.waiting = world.pauses[0].site.route("/later", HARVEST)
    return _entries(*found, world.waiting)
