"""Everything a reader of a page could be shown, without parsing it: the markup taken out in one pass of one expression.

The expression follows the tokenizer of HTML (WHATWG HTML, section 13.2.5), which is also libxml2's since 2.14, token by token.
Where it meets what it cannot read like the tokenizer, it swallows the rest, and there is no answer. Comments and the contents of
scripts and style sheets go; every other character that can become text stays, of navigation and hidden elements too.
"""

from pipelines.screen.expressions import compiled

SEAM = "\x01"  # where markup stood; extraction may join what stood on both sides of it, or put a gap there

_SPACE = r"\t\n\f\r "
NAME_END = rf"(?=[{_SPACE}/>])"
# The common tag, whose quotation marks are balanced and hold no angle brackets; then any tag.
_DOUBLE = r"""(?:"[^"<>]*+"[^<>"']*+)*+"""
_SIMPLE = rf"""[^<>"']*+{_DOUBLE}(?:'[^'<>]*+'[^<>"']*+{_DOUBLE})*+>"""
_VALUE = rf"""(?:"[^"]*+"|'[^']*+'|[^{_SPACE}>"'][^{_SPACE}>]*+)"""
_ATTRIBUTE = rf"(?:=[^{_SPACE}/>=]*+|[^{_SPACE}/>=]++)(?:[{_SPACE}]*+=[{_SPACE}]*+{_VALUE}?+)?+"
_ANY = rf"(?:[{_SPACE}/]++|{_ATTRIBUTE})*+>"
REST = rf"(?:{_SIMPLE}|{_ANY})"
_LITERAL = "title|textarea|iframe|noembed|noframes|xmp"  # their content is text, in which a `<` opens nothing
_SPECIAL = rf"(?:script|style|plaintext|{_LITERAL}){NAME_END}"


def _opaque(name: str, beyond: str = "") -> str:
    """An element whose content is no text, up to its end tag."""
    end = rf"/{name}[{_SPACE}/>]"
    return rf"(?i:{name}){NAME_END}{REST}[^<]*+(?:<(?!(?i:{end}{beyond}))[^<]*+)*+"


# A script that opens a comment and then another script goes on behind the first end tag: not read here.
_SCRIPT = _opaque("script", "|!--") + rf"(?:<!--[^<]*+(?:<(?!(?i:/?script[{_SPACE}/>]))[^<]*+)*+)?+(?=<(?i:/script))"
_TAG = (
    rf"(?:/|(?!(?i:{_SPECIAL})))[a-zA-Z](?:{_SIMPLE}|[^{_SPACE}/>]*+{_ANY})"
    rf"|{_SCRIPT}|{_opaque('style')}"
    rf"|(?i:{_LITERAL}){NAME_END}{REST}(?=[^<]*+</)"
)
_COMMENT = r"!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+--!?>)"
_BOGUS = r"(?:[!?](?!--)|/(?![a-zA-Z>]))[^>]*+>|/>"
_UNREAD = r"[a-zA-Z/!?](?s:.)*+"  # to the end: tried again at every `<`, what never ends would take the page's square
# A run of markup and the space in it is one seam: half as many, and to whoever looks for words they mean the same.
_MARKUP = compiled(rf"(?:<(?:{_TAG}|{_COMMENT}|{_BOGUS}|{_UNREAD})[{_SPACE}]*+)++")
_END = "\x02"


def shown(text: str) -> str | None:
    """The text with a `SEAM` for every run of markup; None when that cannot be said for sure. Takes linear time."""
    bare: str = _MARKUP.sub(SEAM, text + _END)
    return bare[:-1] if bare.endswith(_END) else None
