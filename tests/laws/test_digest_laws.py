"""What holds for any date, any title, any sentence."""

import email
import email.policy
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from digests.cleaning import header_text
from digests.compose import Composed
from digests.message import make_message
from digests.period import period_of
from digests.quotes import mark
from digests.wrapping import columns, wrap
from tumen.catalogue import DigestPlan

ZONES = ["Asia/Seoul", "Asia/Vladivostok", "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "UTC"]
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bounds bare
# Letters that make headers go wrong: line ends, encoded words, blanks between long runs outside ASCII.
NASTY = st.text('aé =?\r\n\t\x00:;,<>@"\\Bcc_-utf8QqÜ중モ\u202e\u2028\ud800😀', max_size=200) | st.text(max_size=200)
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
    "List-Id", "List-Unsubscribe", "MIME-Version", "Content-Type",
]  # fmt: skip


def plan(timezone: str = "Asia/Seoul", period: str = "day") -> DigestPlan:
    return DigestPlan("daily", "0 7 * * *", timezone, period, ("desk@example.org",), "Tumen <tumen@example.org>", "Tumen", 60)


@given(INSTANTS, st.sampled_from(ZONES), st.sampled_from(["day", "week"]))
def test_every_instant_is_in_its_period_and_periods_meet(now: datetime, zone: str, length: str) -> None:
    """One period holds each instant, the next begins where it ends, and the key says the local date."""
    period = period_of(plan(zone, length), now)
    assert period.starts <= now < period.ends
    following = period_of(plan(zone, length), period.ends)
    assert following.starts == period.ends
    assert following.key > period.key
    if length == "day":
        assert period.key == now.astimezone(ZoneInfo(zone)).date().isoformat()


@given(INSTANTS, st.sampled_from(ZONES), st.integers(0, 86_400 * 30))
def test_keys_never_run_backwards(now: datetime, zone: str, seconds: int) -> None:
    assert period_of(plan(zone), now).key <= period_of(plan(zone), now + timedelta(seconds=seconds)).key


@given(NASTY)
@example("Bridge =?utf-8?q?=0D=0ABcc=3A_spy=40example=2Eorg?= opens")
@example("000000000000 000¡¡¡¡¡¡¡¡¡¡¡¡𐀀 ¡")  # 3.11.7 loses the last blank when it folds by itself
@example("=?=?utf-8?q?x?=?=")
def test_no_title_adds_a_header_or_loses_a_letter(title: str) -> None:
    message = make_message(
        Composed(title, "<p>x", "x"), plan(), "2026-11-21", "desk@example.org", datetime(2026, 11, 21, tzinfo=UTC)
    )
    read = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    assert read.keys() == HEADERS
    assert read["Subject"] == header_text(title)
    assert header_text(header_text(title)) == header_text(title)
    assert [str(address) for address in read["To"].addresses] == ["desk@example.org"]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=400))
@example("." + "\n.\n" * 5)
@example("두만강" * 400)
def test_bodies_survive_the_journey_in_short_ascii_lines(body: str) -> None:
    message = make_message(
        Composed("x", body, body), plan(), "2026-11-21", "desk@example.org", datetime(2026, 11, 21, tzinfo=UTC)
    )
    wire = message.as_bytes()
    assert wire.isascii()
    assert max(map(len, wire.split(b"\r\n"))) <= 78
    assert b"\n" not in wire.replace(b"\r\n", b"")
    read = email.message_from_bytes(wire, policy=email.policy.default)
    for part in read.iter_parts():
        assert part.get_content().replace("\r\n", "\n").rstrip("\n") == body.rstrip("\n")


@given(st.text(max_size=420), st.lists(st.text(min_size=1, max_size=10), max_size=6))
def test_marking_changes_no_letter_of_a_quote(sentence: str, terms: list[str]) -> None:
    assert "".join(part.text for part in mark(sentence, terms)) == sentence


@given(st.text(st.sampled_from("ab중モ漢。、「」(  "), max_size=300), st.integers(12, 80))
def test_wrapping_keeps_every_word_and_the_width(text: str, width: int) -> None:
    """Nothing but blanks and line ends is added or lost; only what cannot be broken is wider."""
    wrapped = wrap(text, "> ", "> ", width)
    lines = [line.removeprefix(">") for line in wrapped.splitlines()]
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in wrapped.splitlines():
        assert columns(line) <= width or len(line.removeprefix("> ").split()) == 1
