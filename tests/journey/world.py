"""Seven feeds over eleven hosts of this machine, with every way a request can end."""

import ssl
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.journey.site import Answer, Entry, Site, article, atom, gzipped, json_feed, redirect, rss

BRIDGE = [
    "The road bridge over the Tumen River between Khasan in Russia and Tumangang in North Korea will open this summer, "
    "Russia's transport ministry said on Monday.",
    "The bridge, 850 metres long, will carry up to 300 vehicles a day. Construction began on 30 April 2025.",
    "Passenger trains between Vladivostok and the North Korean city of Rason already run over the railway bridge nearby.",
]
FERRY = [
    "A ferry between Vladivostok and the North Korean port of Rajin is to sail twice a month from May, the operator said.",
    "The Mangyongbong carried passengers and cargo between Rajin and Vladivostok in 2017, until the service was suspended.",
    "Russia and North Korea also reopened passenger rail service between Khasan and Tumangang in December.",
]
RAILWAY = [
    "Freight trains between Khasan and Tumangang carried twice as much in October as a year before, Russian Railways said.",
    "The railway over the Friendship Bridge is the only land route between Russia and North Korea that carries goods.",
    "Coal for the port of Rajin makes up most of the cargo; flour and fuel go the same way, the company said.",
]
ONE_OF_THREE = "new, copy or unchanged"  # the same words at one address, behind a redirect, and elsewhere: by order of arrival
POTATOES = [
    f"Farmers in district {n} brought in more potatoes than last year, and they say the weather was kind." for n in range(9)
]


def entries(*urls: str) -> list[Entry]:
    return [Entry(url, f"Item {url.rpartition('/')[2]}") for url in urls]


@dataclass
class World:
    """`hosts` by last number of their address; `pages` and `polls`: how each address of theirs must end."""

    hosts: dict[int, Site]
    closed: str  # an origin that nothing may connect to
    pages: dict[str, str] = field(default_factory=dict)
    polls: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def page(self, host: int, path: str, answer: Answer | list[Answer], reason: str) -> str:
        return self.told(self.hosts[host].route(path, answer), reason)

    def told(self, url: str, reason: str) -> str:
        self.pages[url] = reason
        return url

    def source(self, name: str, url: str, reason: str) -> None:
        self.sources[name] = url
        self.polls[url] = reason


def build(hosts: dict[int, Site], closed: str) -> World:
    world = World(hosts, closed)
    bridge = article("Tumen road bridge to open this summer", BRIDGE)
    plain, moved, broken = _plain(world, bridge), _moved(world, bridge), _broken(world, bridge)
    a, b, c = hosts[2], hosts[4], hosts[5]
    world.source("rss", a.route("/rss.xml", rss(entries(*plain), etag='"one"')), "entries")
    seen = "Sun, 01 Mar 2026 09:00:00 GMT"
    world.source("atom", b.route("/atom.xml", atom(entries(*moved, plain[0]), last_modified=seen)), "entries")
    world.source("json", c.route("/feed.json", json_feed(entries(*broken))), "entries")
    world.source("page", a.route("/front", bridge), "not_a_feed")
    hosts[12].route("/robots.txt", Answer(b"", 503))
    world.source("robots", hosts[12].route("/rss.xml", rss([])), "robots_unreadable")
    world.source("closed", f"{closed}/rss.xml", "closed_address")
    world.source("away", "http://no-such-host.invalid/rss.xml", "dns")
    return world


def _plain(world: World, bridge: Answer) -> list[str]:
    """Pages as they are, and pages that are not there."""
    return [
        world.page(2, "/bridge", bridge, ONE_OF_THREE),
        world.page(2, "/potatoes", article("Potatoes", POTATOES), "off_topic"),
        world.page(4, "/gone", Answer(b"", 410), "gone"),
        world.page(4, "/forbidden", Answer(b"", 403), "forbidden"),
        world.page(5, "/empty", Answer(b""), "no_text"),
        world.page(5, "/map.pdf", Answer(b"%PDF-1.7", kind="application/pdf"), "not_html"),
    ]


def _moved(world: World, bridge: Answer) -> list[str]:
    """Redirects, to where one may go and where not; and a reprint."""
    hosts = world.hosts
    return [
        world.told(hosts[2].url("/missing"), "not_found"),
        world.page(4, "/bridge-reprint", bridge, ONE_OF_THREE),
        world.page(4, "/ferry", article("Ferry between Vladivostok and Rajin to sail again", FERRY), "new"),
        world.page(6, "/moved", redirect(hosts[2].url("/bridge"), 301), ONE_OF_THREE),
        world.page(6, "/loop", redirect(hosts[6].url("/loop")), "redirect_loop"),
        world.page(4, "/astray", redirect(f"{world.closed}/admin"), "closed_address"),
        world.page(5, "/astray-file", redirect("file:///etc/passwd"), "closed_address"),
    ]


def _broken(world: World, bridge: Answer) -> list[str]:
    """Servers that misbehave, and addresses nobody may connect to, however they are spelt."""
    world.hosts[11].route("/robots.txt", Answer(b"User-agent: *\nDisallow: /private", kind="text/plain"))
    port = world.closed.rpartition(":")[2]
    spellings = (f"2130706435:{port}", f"[::ffff:127.0.0.3]:{port}", f"0x7f.3:{port}", f"0177.0.0.3:{port}")
    return [
        world.page(5, "/cut", replace(bridge, manner="cut"), "broken_body"),
        world.page(6, "/reset", Answer(manner="reset"), "connection"),
        world.page(7, "/truncated", gzipped(bridge.body, truncated=12), "broken_body"),
        world.page(7, "/bomb", gzipped(b"<p>" * 20_000_000), "too_large"),
        world.page(8, "/headers", Answer(manner="endless-headers"), "too_large"),
        world.page(8, "/endless", Answer(manner="endless-body"), "too_large"),
        world.page(9, "/error", Answer(b"", 500), "server_error"),
        world.page(9, "/recovers", [Answer(b"", 502), article("Railway", RAILWAY)], "new"),
        world.page(10, "/silent", Answer(manner="silent"), "timeout"),
        world.page(10, "/drip", Answer(manner="drip"), "timeout"),
        world.page(11, "/private", bridge, "robots"),
        world.page(13, "/unvouched", bridge, "tls"),
        *(world.told(f"http://{spelling}/{n}", "closed_address") for n, spelling in enumerate(spellings)),
        world.told(f"{world.closed}/d", "closed_address"),
        world.told("http://no-such-host.invalid/a", "dns"),
    ]


def unvouched_tls(file: Path) -> ssl.SSLContext:
    """A server's side of TLS with a certificate of its own making, written to `file`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.13")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
    certificate = built.add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.13"))]), critical=False
    ).sign(key, hashes.SHA256())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
