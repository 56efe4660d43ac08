"""The whole road with real processes: feeds on this machine, the command line, rows, and a mail server that is written to."""

import email
import email.policy
import json
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.journey.desk import run
from tests.journey.site import Answer, Entry, Site, article, atom, json_feed, redirect, rss, trap

BRIDGE = [
    "The road bridge over the Tumen River between Khasan in Russia and Tumangang in North Korea will open this summer, "
    "Russia's transport ministry said on Monday.",
    "The bridge, 850 metres long, will carry up to 300 vehicles a day. Construction began on 30 April 2025.",
    "Passenger trains between Vladivostok and the North Korean city of Rason already run over the railway bridge nearby.",
]
TRAIN = [
    "Прямой поезд Москва — Пхеньян отправится в первый рейс 17 июня, сообщили в РЖД.",
    "Поезд будет ходить два раза в месяц через пограничную станцию Хасан; дорога займёт восемь суток.",
    "Билеты уже поступили в продажу, стоимость проезда пока не называют.",
]
FLIGHTS = [
    "러시아 항공사 노드윈드가 모스크바와 평양을 잇는 직항 노선의 운항을 시작했다고 타스통신이 보도했다.",
    "모스크바-평양 직항편은 한 달에 한 번 운항하며 비행시간은 약 8시간이다.",
]
POTATOES = [f"Farmers in district {n} brought in more potatoes than last year, and the weather was kind." for n in range(9)]


@dataclass
class Post:
    """A mail server that takes everything, and what it took."""

    url: str
    messages: list[EmailMessage]


class _Taking:
    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        message = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)  # type: ignore[arg-type]
        message["X-Envelope-To"] = ",".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 taken"


@pytest.fixture
def post() -> Iterator[Post]:
    taking = _Taking()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(taking, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield Post(f"smtp+plain://127.0.0.1:{port}", taking.messages)
    finally:
        controller.stop()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


class Home:
    """An installation of its own, and the command line run in it."""

    def __init__(self, folder: Path, feeds: dict[str, tuple[str, str, str]], smtp: str) -> None:
        self.folder = folder
        self.smtp = smtp
        (folder / "seeds").mkdir()
        lines = [
            f'  - {{id: {name}, publisher: "The {name}", kind: feed, url: "{url}", languages: [{language}], '
            f"affiliation: {affiliation}, timezone: Asia/Seoul, every: 1h, enabled: true}}"
            for name, (url, language, affiliation) in feeds.items()
        ]
        (folder / "seeds" / "sources.yaml").write_text("sources:\n" + "\n".join(lines) + "\n", encoding="utf-8")
        (folder / "schedules.yaml").write_text(
            "crawl:\n  all: {sources: [" + ", ".join(feeds) + "], every: 15m}\n"
            "digest:\n  daily: {cron: '0 7 * * *', timezone: Asia/Seoul, period: day, from: Tumen <tumen@desk.example>, "
            "to: [anna@desk.example, boris@desk.example]}\n",
            encoding="utf-8",
        )

    def tumen(self, *arguments: str, code: int = 0) -> str:
        settings = {"TUMEN_ALLOW_ADDRESSES": "127.0.0.2/32", "TUMEN_SMTP_URL": self.smtp}
        return run(self.folder, *arguments, code=code, **settings).stdout

    def rows(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.folder / "var" / "tumen.db")) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def home(tmp_path: Path, site: Site, post: Post) -> Iterator[tuple[Home, list[str]]]:
    """Three feeds in three formats and languages, with everything a day brings; and who knocked where nobody may."""
    with trap() as (closed, visitors):
        bridge = article("Tumen road bridge to open this summer", BRIDGE)
        wire = rss(
            [
                Entry(site.route("/bridge", bridge), "Tumen road bridge to open this summer"),
                Entry(site.route("/potatoes", article("Potatoes", POTATOES)), "Potatoes"),
                Entry(site.url("/missing"), "Missing"),
                Entry(site.route("/empty", Answer(b"<html></html>")), "Empty"),
                Entry(site.route("/inside", redirect(f"{closed}/admin")), "Inside"),
            ],
            etag='"one"',
        )
        state = atom(
            [
                Entry(site.route("/train", article("Прямой поезд Москва — Пхеньян отправится 17 июня", TRAIN)), "Прямой поезд"),
                Entry(site.route("/bridge-reprint", bridge), "Tumen road bridge to open this summer"),
            ]
        )
        korea = json_feed(
            [
                Entry(site.route("/flights", article("모스크바-평양 직항 운항 시작", FLIGHTS)), "모스크바-평양 직항 운항 시작"),
                Entry(site.route("/moved", redirect(site.url("/bridge"), 301)), "Moved"),
            ]
        )
        feeds = {
            "wire": (site.route("/rss", wire), "en", "wire"),
            "agency": (site.route("/atom", state), "ru", "russia-state"),
            "paper": (site.route("/json", korea), "ko", "rok"),
        }
        yield Home(tmp_path, feeds, post.url), visitors


def test_a_day_at_the_desk(home: tuple[Home, list[str]], site: Site, post: Post) -> None:
    """Crawl, crawl again, look, search, explain, mail, mail again: what each says agrees with the rows."""
    desk, visitors = home
    crawled = json.loads(desk.tumen("crawl", "--json"))
    assert sum(source["new"] for source in crawled["sources"]) == 4

    asked = [path for path in site.paths() if path != "/robots.txt"]
    fetched = desk.rows("SELECT count(*) FROM fetches")[0][0]
    assert fetched == 3 + 9  # three feeds and nine announced pages: one row each, the refused and the missing too
    assert len(asked) == fetched + 1  # /moved was answered by /bridge: one request of ours, two of the server's
    endings = {url.rpartition("/")[2]: reason for url, reason in desk.rows("SELECT url, reason FROM fetches WHERE kind = 'page'")}
    one_story = [endings.pop(name) for name in ("bridge", "bridge-reprint", "moved")]
    assert sorted(one_story) == ["copy", "new", "unchanged"]  # whichever of the two addresses came first is the article
    assert endings == {
        "potatoes": "off_topic",
        "missing": "not_found",
        "empty": "no_text",
        "inside": "closed_address",
        "train": "new",
        "flights": "new",
    }
    assert visitors == []

    assert desk.tumen("crawl", "wire", "agency", "paper", "--json", code=0)
    assert desk.rows("SELECT count(*) FROM articles")[0][0] == 4

    found = json.loads(desk.tumen("search", "Хасан", "--json"))
    assert [hit["title"] for hit in found["results"]] == ["Прямой поезд Москва — Пхеньян отправится 17 июня"]
    status = json.loads(desk.tumen("status", "--json"))
    assert status["articles"] == status["relevant"] == 4

    assert "sent 2, uncertain 0, failed 0" in desk.tumen("digest", "daily")
    assert sorted(message["X-Envelope-To"] for message in post.messages) == ["anna@desk.example", "boris@desk.example"]
    text = post.messages[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for words in (
        "Tumen road bridge to open this summer",
        "Прямой поезд Москва — Пхеньян",
        "모스크바-평양 직항",
        site.url("/train"),
    ):
        assert words in text
    assert "Potatoes" not in text
    assert "also in 1 other" in text.lower()

    desk.tumen("digest", "daily")
    assert len(post.messages) == 2
    registered = desk.rows("SELECT count(*) FROM link_claims WHERE article IS NULL")
    assert registered > [(0,)], "a home that only crawls and mails knows the registry's figures too"


def test_run_does_everything_once_and_says_where_to_look(home: tuple[Home, list[str]]) -> None:
    desk, _ = home
    said = desk.tumen("run")
    assert "Baseline: 5 articles loaded, 5 relevant" in said
    assert "wire" in said
    (preview,) = (desk.folder / "var" / "outbox").glob("daily-*.html")
    assert "Tumen road bridge to open this summer" in preview.read_text(encoding="utf-8")
    assert str(preview) in said
    again = desk.tumen("run")
    assert "Baseline: 5 articles, loaded before" in again
    assert "No source was due." in again


def test_run_ends_well_when_no_source_can_be_reached(tmp_path: Path, post: Post) -> None:
    """127.0.0.2:1 answers nobody: the sources are told as unreachable, the rest of the main job is done."""
    desk = Home(tmp_path, {"wire": ("http://127.0.0.2:1/rss", "en", "wire")}, post.url)
    said = desk.tumen("run")
    assert "1 of 1 sources could not be reached" in said
    assert "connection" in said
    assert list((tmp_path / "var" / "outbox").glob("daily-*.eml"))
    desk.tumen("crawl", "wire", code=1)


def test_explain_prints_the_contract(home: tuple[Home, list[str]], tmp_path: Path, site: Site) -> None:
    desk, _ = home
    page = tmp_path / "page.html"
    page.write_bytes(article("Tumen road bridge to open this summer", BRIDGE).body)
    for what in (str(page), site.url("/bridge")):
        told = json.loads(desk.tumen("explain", what, "--json"))
        assert {"url", "title", "language", "published_at", "text", "outcome", "reason", "relevance", "relevant"} <= told.keys()
        assert told["title"] == "Tumen road bridge to open this summer"
        assert (told["outcome"], told["relevant"], told["language"]) == ("kept", True, "en")
        assert told["transport_links"][0]["id"] == "tumen-road-bridge"
        assert set(told["evidence"][0]) == {"concept", "term", "contribution", "sentence"}
    assert json.loads(desk.tumen("explain", site.url("/missing"), "--json", code=1))["reason"] == "not_found"
    assert not (desk.folder / "var").exists()  # explaining stores nothing
