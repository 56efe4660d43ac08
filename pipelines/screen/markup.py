"""A page taken apart without parsing it: everything a reader could be shown, and the markup, in one pass of one expression.

The expression follows the tokenizer of HTML (WHATWG HTML, section 13.2.5), which is also libxml2's since 2.14, token by token.
Where it meets what it cannot read like the tokenizer, it swallows the rest, and there is no answer. Comments and the contents of
scripts and style sheets go; every other character that can become text stays, of navigation and hidden elements too.

Nearly every tag ends at the next `>`, and looking for one character is three times as fast as looking at each. So a page is first
cut that way, and then it is proved that no tag was cut inside a quotation; where the proof fails, it is cut again with care.
"""

from dataclasses import dataclass, field
from typing import Any

from pipelines.screen.expressions import compiled

SEAM = "\x01"  # where markup stood; extraction may join what stood on both sides of it, or put a gap there

_SPACE = r"\t\n\f\r "
_NAME_END = rf"(?=[{_SPACE}/>])"
# The common tag, whose quotation marks are balanced and hold no angle brackets; then any tag.
_DOUBLE = r"""(?:"[^"<>]*+"[^<>"']*+)*+"""
_SIMPLE = rf"""[^<>"']*+{_DOUBLE}(?:'[^'<>]*+'[^<>"']*+{_DOUBLE})*+>"""
_VALUE = rf"""(?:"[^"]*+"|'[^']*+'|[^{_SPACE}>"'][^{_SPACE}>]*+)"""
_ATTRIBUTE = rf"(?:=[^{_SPACE}/>=]*+|[^{_SPACE}/>=]++)(?:[{_SPACE}]*+=[{_SPACE}]*+{_VALUE}?+)?+"
_ANY = rf"(?:[{_SPACE}/]++|{_ATTRIBUTE})*+>"
_REST = rf"(?:{_SIMPLE}|{_ANY})"
_LITERAL = "title|textarea|iframe|noembed|noframes|xmp"  # their content is text, in which a `<` opens nothing
_SPECIAL = rf"(?:script|style|plaintext|{_LITERAL}){_NAME_END}"


def _opaque(name: str, beyond: str = "") -> str:
    """An element whose content is no text, up to its end tag."""
    end = rf"/{name}[{_SPACE}/>]"
    return rf"(?i:{name}){_NAME_END}{_REST}[^<]*+(?:<(?!(?i:{end}{beyond}))[^<]*+)*+"


# A script that opens a comment and then another script goes on behind the first end tag: not read here.
_SCRIPT = _opaque("script", "|!--") + rf"(?:<!--[^<]*+(?:<(?!(?i:/?script[{_SPACE}/>]))[^<]*+)*+)?+(?=<(?i:/script))"
_OPENING = rf"(?i:{_LITERAL}){_NAME_END}{_REST}(?=[^<]*+</)"
_COMMENT = r"!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+--!?>)"
_BOGUS = r"(?:[!?](?!--)|/(?![a-zA-Z>]))[^>]*+>|/>"
_UNREAD = r"[a-zA-Z/!?](?s:.)*+"  # to the end: tried again at every `<`, what never ends would take the page's square
_OTHER = rf"{_SCRIPT}|{_opaque('style')}|{_OPENING}|{_COMMENT}|{_BOGUS}|{_UNREAD}"
# The name of a tag of the common kind; most are told by their first two letters.
_RARE = "[sptinxSPTINX]"
_COMMON = rf"(?:/|(?!{_RARE})|(?![sS][cCtT]|[pP][lL]|[tT][iIeE]|[iI][fF]|[nN][oO]|[xX][mM])|(?!(?i:{_SPECIAL})))[a-zA-Z]"


def _cutting(end_of_tag: str) -> Any:
    """Text, a run of tags with the space between and behind them, or something else, text, …

    One `<` for all of them: what begins with one character is found as fast as memory is read.
    """
    tag = rf"{_COMMON}{end_of_tag}[{_SPACE}]*+"
    return compiled(rf"<(?:({tag}(?:<{tag})*+)|({_OTHER}))".encode())


_CAREFUL = _cutting(rf"(?:{_SIMPLE}|[^{_SPACE}/>]*+{_ANY})")
_QUICK = _cutting("[^>]*+>")
_MARKS = b"<>\"'"
_NO_MARKS = bytes(set(range(256)) - set(_MARKS))
_BALANCED = compiled(rb"""(?:<(?:"[^"<>]*+"|'[^'<>]*+')*+>)*+\Z""")
_META = compiled(rf"<((?i:meta){_NAME_END}{_REST})".encode())
_SCRIPT_TAG = compiled(rf"(?i:script)({_NAME_END}{_REST})".encode())
_END = b"\x02"


@dataclass(frozen=True, slots=True)
class Pieces:
    """`bare`: what is shown, a `SEAM` for every run of markup and the space in it. `tags`: all but those of `others`."""

    bare: bytes = field(repr=False)
    tags: bytes = field(repr=False)
    others: list[bytes] = field(repr=False)  # scripts and style sheets with their content, comments; without their `<`

    @property
    def metas(self) -> list[bytes]:
        found: list[bytes] = _META.findall(self.tags)
        return found

    @property
    def data(self) -> list[bytes]:
        """The contents of every script that may hold JSON-LD: a reference may spell the type."""
        found = ((_SCRIPT_TAG.match(other), other) for other in self.others)
        return [
            other[tag.end() :] for tag, other in found if tag is not None and (b"ld+json" in tag[1].lower() or b"&" in tag[1])
        ]


def taken_apart(page: bytes) -> Pieces | None:
    """The pieces of a page in UTF-8; None when they cannot be told for sure. Takes linear time."""
    found: list[bytes] = _QUICK.split(page + _END)  # text, tags or None, other or None, text, …
    tags = _joined(found[1::3])
    if not cut_rightly(tags):
        found = _CAREFUL.split(page + _END)
        tags = _joined(found[1::3])
    if not found[-1].endswith(_END):
        return None
    found[-1] = found[-1][:-1]
    bare = SEAM.encode().join([text for text in found[::3] if text and not text.isspace()])
    return Pieces(bare, tags, list(filter(None, found[2::3])))


def _joined(tags: list[bytes]) -> bytes:
    return b"<".join([b"", *filter(None, tags)])


def cut_rightly(tags: bytes) -> bool:
    """Whether of these tags, each cut at the next `>`, none was cut inside a quotation: then care finds the same tags.

    True only where each is `<`, no other angle bracket, all quotations closed, `>`, which is what `_SIMPLE` takes whole. Only the
    marks are looked at; two equal quotation marks side by side open and close, or close and open, one, or stand inside the
    other kind's: without them as many are open as with them.
    """
    marks = tags.translate(None, _NO_MARKS).replace(b'""', b"").replace(b"''", b"")
    return not marks.replace(b"<>", b"") or _BALANCED.match(marks) is not None


def shown(text: str) -> str | None:
    """What is shown of a piece of HTML; None when that cannot be told for sure. Takes linear time."""
    pieces = taken_apart(text.encode("utf-8", "replace"))
    return pieces.bare.decode("utf-8") if pieces is not None else None
