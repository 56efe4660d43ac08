"""Canonical addresses: every way an article is linked to comes out as one; different articles never do."""

import pytest

from pipelines.identity.addresses import canonical_address

ARTICLE = "https://example.com/news/2025/05/29/bridge"


@pytest.mark.parametrize(
    "variant",
    [
        "http://example.com/news/2025/05/29/bridge",
        "HTTPS://Example.COM/news/2025/05/29/bridge",
        "https://www.example.com/news/2025/05/29/bridge",
        "https://m.example.com/news/2025/05/29/bridge",
        "https://mobile.example.com/news/2025/05/29/bridge",
        "https://amp.example.com/news/2025/05/29/bridge",
        "https://example.com:443/news/2025/05/29/bridge",
        "http://example.com:80/news/2025/05/29/bridge",
        "https://example.com./news/2025/05/29/bridge",
        "https://reader:secret@example.com/news/2025/05/29/bridge",
        "https://example.com/news/2025/05/29/bridge/",
        "https://example.com/news/2025/05/29/bridge/?utm_source=rss&utm_medium=feed",
        "https://example.com/news/2025/05/29/bridge?fbclid=IwAR0x&gclid=1&yclid=2&ysclid=3",
        "https://example.com/news/2025/05/29/bridge?from=rss",
        "https://example.com/news/2025/05/29/bridge#comments",
        "https://example.com/news/2025/05/29/bridge/amp",
        "https://example.com/news/2025/05/29/bridge/amp/?amp=1",
        "https://example.com/amp/news/2025/05/29/bridge",
        "https://example.com/news/2025/05/29/bridge.amp",
        "https://example.com/news/2025/05/29/bridge?outputType=amp",
        "https://example-com.cdn.ampproject.org/c/s/example.com/news/2025/05/29/bridge",
        "https://www.google.com/amp/s/www.example.com/news/2025/05/29/bridge/amp/",
        "https://example.com/news/./2025/04/../05/29/bridge",
        "https://example.com/%6eews/2025/05/29/bridge",
        "https://example.com/news/2025/05/29/bridge;jsessionid=0A1B2C",
        "  https://example.com/news/2025/05/29/bridge\n",
    ],
)
def test_variants_of_one_address(variant: str) -> None:
    assert canonical_address(variant) == ARTICLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("https://example.com/view?id=1", "https://example.com/view?id=2", id="the query is the article"),
        pytest.param("https://example.com/list?a=1&b=2", "https://example.com/list?b=2&a=1", id="order may matter"),
        pytest.param("https://example.com/list?from=20", "https://example.com/list?from=40", id="pages of a list"),
        pytest.param("https://example.com/A", "https://example.com/a", id="case of a path"),
        pytest.param("https://example.com:8080/a", "https://example.com/a", id="a port of its own"),
        pytest.param("https://ru.example.com/a", "https://example.com/a", id="a language's host"),
        pytest.param("https://example.com/a%2Fb", "https://example.com/a/b", id="an escaped slash"),
        pytest.param("https://example.com/amplifier", "https://example.com/lifier", id="a word that begins with amp"),
    ],
)
def test_different_articles_stay_apart(one: str, other: str) -> None:
    assert canonical_address(one) != canonical_address(other)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param(
            "http://www.rodong.rep.kp/en/index.php?MTJAMjAyNS0wNS0yOS1OMDAxQDFAMUBAMEA0==#top",
            "http://rodong.rep.kp/en/index.php?MTJAMjAyNS0wNS0yOS1OMDAxQDFAMUBAMEA0==",
            id="Rodong: the whole query, and http",
        ),
        pytest.param(
            "http://www.kcna.kp/en/article/q/5a9ffe6e4d6704ac2f3e4bd2ebd8f1a1.kcmsf",
            "http://kcna.kp/en/article/q/5a9ffe6e4d6704ac2f3e4bd2ebd8f1a1.kcmsf",
            id="KCNA answers on http only",
        ),
        pytest.param(
            "https://www.yna.co.kr/view/AKR20250529000100504?section=nk/news/all&input=1195m",
            "https://yna.co.kr/view/AKR20250529000100504",
            id="Yonhap: identity in the path",
        ),
        pytest.param(
            "http://пример.рф/Мост?q=Хасан",
            "https://xn--e1afmkfd.xn--p1ai/%D0%9C%D0%BE%D1%81%D1%82?q=%D0%A5%D0%B0%D1%81%D0%B0%D0%BD",
            id="IDN and escapes",
        ),
        pytest.param("http://127.0.0.2:8080/a/", "http://127.0.0.2:8080/a", id="loopback with a port keeps its scheme"),
        pytest.param("http://[::1]/a", "http://[::1]/a", id="IPv6 literal"),
        pytest.param("https://example.com", "https://example.com/", id="front page"),
        pytest.param("https://example.com/100%", "https://example.com/100%25", id="a stray percent sign"),
        pytest.param("https://example.com/a?x=%d0%9c+b", "https://example.com/a?x=%D0%9C+b", id="plus and escapes in a query"),
        pytest.param("https://example.com/%CC%EE%F1%F2", "https://example.com/%CC%EE%F1%F2", id="escapes that are not UTF-8"),
        pytest.param(
            "https://en.m.wikipedia.org/wiki/Khasan", "https://en.wikipedia.org/wiki/Khasan", id="a mobile host in the middle"
        ),
        pytest.param("https://m.ru/a", "https://m.ru/a", id="a host that only looks mobile"),
        pytest.param("file:///home/a/x.txt", "file:///home/a/x.txt", id="a file"),
        pytest.param("mailto:a@example.com", "mailto:a@example.com", id="mail"),
        pytest.param("https://example.com:port/", "https://example.com:port/", id="a port that is no number"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_canonical_form(url: str, expected: str) -> None:
    assert canonical_address(url) == expected
