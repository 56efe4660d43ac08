"""Laws of identity that hold for every address and text."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from pipelines.identity.addresses import canonical_address
from pipelines.identity.signatures import exact_jaccard, sign, similarity
from tumen.journey import Document, Fetch, Signature

FETCH = Fetch("https://example.com/a", "test", "page", datetime(2026, 9, 27, tzinfo=UTC))
PIECES = st.sampled_from(
    (
        *("a", "amp", "amp/", "/", "//", ".", "..", "m.", "www.", "index.html.amp", ".amp", "amp.amp", ";jsessionid=1"),
        *("?", "&", "=", "#", "utm_source=x", "id=1", "from=rss", "amp=1", ":80", ":8080", "[", "@", "+", "~", "|"),
        *("%2f", "%", "%zz", " ", "\t", "мост", "\ud83d", "🚂"),
    )
)
HOSTS = st.sampled_from(
    (
        *("example.com", "www.example.com", "m.www.example.com", "amp.m.example.co.kr", "yna.co.kr", "m.m.m.m", "a..b"),
        *("rodong.rep.kp", "www.rodong.rep.kp", "127.0.0.2", "[::1]", "пример.рф", "EXAMPLE.com."),
        *("x.cdn.ampproject.org", "google.com", "en.m.wikipedia.org"),
    )
)
SCHEMES = st.sampled_from(("http", "https", "HTTP"))
ADDRESSES = st.builds(
    lambda scheme, host, rest: f"{scheme}://{host}{''.join(rest)}", SCHEMES, HOSTS, st.lists(PIECES, max_size=8)
)
WORDS = ("rail", "bridge", "train", "pier", "coal", "мост", "поезд", "열차", "다리", "铁路", "鉄橋", "列车", ".")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)


def signed(text: str) -> Signature:
    return sign(Document(FETCH, FETCH.url, "title", text))


@given(ADDRESSES | st.text())
def test_a_canonical_address_is_its_own_canonical_address(url: str) -> None:
    once = canonical_address(url)
    assert canonical_address(once) == once


@given(ADDRESSES)
def test_a_canonical_address_is_printable_ascii_without_a_fragment(url: str) -> None:
    canonical = canonical_address(url)
    if canonical != url.strip():
        assert canonical.isascii() and canonical.isprintable() and " " not in canonical
        assert urlsplit(canonical).scheme in ("http", "https") and not urlsplit(canonical).fragment


@given(TEXTS)
def test_a_text_is_its_own_copy(text: str) -> None:
    assert signed(text) == signed(text)
    assert similarity(signed(text), signed(text)) == 1.0


@given(TEXTS, TEXTS)
def test_similarity_is_symmetric(one: str, other: str) -> None:
    assert exact_jaccard(one, other) == exact_jaccard(other, one)
    assert similarity(signed(one), signed(other)) == similarity(signed(other), signed(one))


@given(TEXTS, TEXTS)
def test_equal_hash_means_equal_sketch(one: str, other: str) -> None:
    if signed(one).text_hash == signed(other).text_hash:
        assert signed(one).minhash == signed(other).minhash
