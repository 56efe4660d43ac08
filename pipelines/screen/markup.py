"""Everything a reader of a page could be shown, without parsing it: the markup taken out in one pass of one expression.

The expression follows the tokenizer of HTML (WHATWG HTML, section 13.2.5), which is also libxml2's since 2.14, token by token.
What it cannot read like the tokenizer stays in the text as an opening `<`, and then there is no answer. Comments and the contents
of scripts and style sheets go; every other character that can become text stays, of navigation and hidden elements too.
"""

import re

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
_TAG = (
    rf"(?:/|(?!(?i:{_SPECIAL})))[a-zA-Z](?:{_SIMPLE}|[^{_SPACE}/>]*+{_ANY})"
    rf"|{_SCRIPT}|{_opaque('style')}"
    rf"|(?i:{_LITERAL}){_NAME_END}{_REST}(?=[^<]*+</)"
)
_COMMENT = r"!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+--!?>)"
_BOGUS = r"(?:[!?](?!--)|/(?![a-zA-Z>]))[^>]*+>|/>"
_MARKUP = re.compile(f"<(?:{_TAG}|{_COMMENT}|{_BOGUS})")
_UNREAD = re.compile("<[a-zA-Z/!?]")


def shown(text: str) -> str | None:
    """The text with a `SEAM` for every piece of markup; None when that cannot be said for sure. Takes linear time."""
    bare = _MARKUP.sub(SEAM, text)
    return None if _UNREAD.search(bare) else bare
