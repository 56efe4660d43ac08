"""The canonical address of an article: one address for all the ways publishers, feeds and sharers write it.

What is folded, and what is not:

* http and https are one article, written https, except for hosts known to serve http only, IP literals and addresses with
  a port of their own: there https would not answer.
* `www.`, `m.`, `mobile.` and `amp.` hosts are the bare host. Sites send the bare host on to their www form; a few do not,
  so whoever needs the address an answer really came from takes `Fetch.landed`.
* Queries keep their order and their encoding: on many sites the query *is* the article. Only known tracking parameters go.
* Case in paths stays: servers tell it apart.
"""

import ipaddress
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

_SAFE = "!$&'()*+,;=:@/~-._%"  # RFC 3986 pchar and "/"; "%" because escapes are settled before quoting
_SAFE_QUERY = _SAFE + "?"
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_DEFAULT_PORTS = {"http": 80, "https": 443}

_TRACKING_PREFIXES = ("utm_", "at_", "ns_", "oly_", "guce_", "pk_", "mtm_", "hsa_", "stm_", "itm_", "_hs", "sc_")
_TRACKING_NAMES = """
_ga _gl _openstat amp_gsa amp_js_v cmp cmpid dclid fb_action_ids fb_action_types fb_ref fb_source fbclid gbraid gclid gclsrc
guccounter igsh igshid li_fat_id mc_cid mc_eid mibextid mkt_tok msclkid ncid phpsessid ref ref_src ref_url referrer rss s_cid
share share_token sharetoken smid smtyp soc_src soc_trk spm traffic_source trk ttclid twclid usqp utm vero_id wbraid wt_mc
wtrid xtor yclid ymclid ysclid
"""
_TRACKING = frozenset(_TRACKING_NAMES.split())
_AMP_VALUES = {"amp": None, "output": "amp", "outputtype": "amp", "nocache": None}  # None: whatever the value
_SESSION = re.compile(r";jsessionid=[^/?;]*", re.IGNORECASE)
_AMP_CACHE_HOSTS = re.compile(r"(?:.+\.)?ampproject\.org|(?:(?:www|m|mobile|amp)\.)*google\.[a-z]{2,3}(?:\.[a-z]{2})?")
_AMP_CACHES = re.compile(r"^/(?:amp|c|v|i)/(s/)?(?P<rest>[^/]+\.[^/]+/.*)$")


@dataclass(frozen=True, slots=True)
class _HostRule:
    """How one publisher writes its addresses. A rule holds for the host and everything under it."""

    scheme: Literal["http", "https"] = "https"
    query: Literal["clean", "whole", "none"] = "clean"


_RULES = {
    # DPRK sites answer on port 80 only.
    "kp": _HostRule(scheme="http"),
    # index.php?<base64 of section, date and article>: the query is the article.
    "rodong.rep.kp": _HostRule(scheme="http", query="whole"),
    "kcna.kp": _HostRule(scheme="http"),
    # Identity in the path; queries only say which list the reader came from.
    "yna.co.kr": _HostRule(query="none"),
    "n.news.naver.com": _HostRule(query="none"),
    "tass.com": _HostRule(query="none"),
    "tass.ru": _HostRule(query="none"),
    "ria.ru": _HostRule(query="none"),
    "interfax.ru": _HostRule(query="none"),
}


def canonical_address(url: str) -> str:
    """The one address of the article at `url`; applying it twice changes nothing.

    Anything that is not an absolute http(s) address with a proper host comes back as it is, without surrounding space.
    """
    url = url.strip()
    parts = _split(url)
    if parts is None:
        return url
    parts = _out_of_amp_cache(parts)
    host = _host(parts.hostname or "")
    if host is None:
        return url
    rule = _rule_of(host)
    port = _port(parts)
    path = _path(parts.path)
    query = _query(parts.query, rule)
    if rule.query != "whole":
        path = _page_path(path, keep_slash=bool(query))
    scheme = parts.scheme if port or _is_ip(host) else rule.scheme
    return urlunsplit((scheme, f"{host}{port}", path, query, ""))


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _DEFAULT_PORTS and parts.hostname and (parts.port or True)
    except ValueError:  # a port that is no number, an unclosed bracket
        return None
    return parts if usable else None


def _out_of_amp_cache(parts: SplitResult) -> SplitResult:
    """The publisher's address behind a copy in an AMP cache: …ampproject.org/c/s/HOST/…, google.com/amp/s/HOST/…"""
    while _AMP_CACHE_HOSTS.fullmatch((parts.hostname or "").rstrip(".")):
        match = _AMP_CACHES.match(parts.path)
        inner = match and _split(f"https://{match['rest']}")
        if not inner:
            break
        parts = inner._replace(query=parts.query)
    return parts


def _host(host: str) -> str | None:
    """The host in its one form; None for what is no host name."""
    host = host.rstrip(".").lower()
    if ":" in host:
        return f"[{host}]"
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if not _HOST.fullmatch(host):
        return None
    if _is_ip(host):
        return host
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in ("www", "m", "mobile", "amp"):
        labels = labels[1:]
    if len(labels) > 3 and labels[1] == "m":  # xx.m.wikipedia.org
        labels = [labels[0], *labels[2:]]
    return ".".join(labels)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _rule_of(host: str) -> _HostRule:
    labels = host.split(".")
    names = (".".join(labels[start:]) for start in range(len(labels)))
    return next((_RULES[name] for name in names if name in _RULES), _HostRule())


def _port(parts: SplitResult) -> str:
    """A port of the address's own, with its colon; nothing for the scheme's usual one."""
    return "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"


def _escapes(text: str, safe: str) -> str:
    """Percent-encoding in one form: unreserved characters plain, everything else escaped in capitals."""

    def settle(match: re.Match[str]) -> str:
        if match[1] is None:
            return "%25"
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else f"%{match[1].upper()}"

    return quote(_ESCAPE.sub(settle, text), safe=safe, errors="replace")


def _path(path: str) -> str:
    kept: list[str] = []
    for segment in _SESSION.sub("", _escapes(path, _SAFE)).split("/")[1:]:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept)


def _page_path(path: str, *, keep_slash: bool) -> str:
    """The path without what only says AMP, and without its last slash where no query follows it."""
    shorter = _without_amp(path if keep_slash else path.rstrip("/") or "/")
    return path if shorter == path else _page_path(shorter, keep_slash=keep_slash)


def _without_amp(path: str) -> str:
    """The path of the page an AMP page stands for: /a/amp, /amp/a, /a.amp, /a.amp.html."""
    segments = path.split("/")
    while len(segments) > 2 and segments[1] == "amp":
        segments = ["", *segments[2:]]
    while len(segments) > 2 and (segments[-1] == "amp" or segments[-2:] == ["amp", ""]):
        segments = segments[:-1] if segments[-1] == "amp" else segments[:-2]
    last = segments[-1]
    while (shorter := re.sub(r"(?<=[^.])\.amp(?=\.html?$|$)", "", last)) != last and shorter:
        last = shorter
    return "/".join([*segments[:-1], last])


def _query(query: str, rule: _HostRule) -> str:
    if rule.query == "none":
        return ""
    if rule.query == "whole":
        return _escapes(query, _SAFE_QUERY)
    return "&".join(_escapes(pair, _SAFE_QUERY) for pair in query.split("&") if pair and not _is_tracking(pair))


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = unquote(name).lower()
    if name in _AMP_VALUES:
        return _AMP_VALUES[name] in (None, value.lower())
    if name == "from":  # "from=rss" says where the reader came from; "from=20" is a page of a list
        return not value.isdigit()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)
