"""XML of strangers, element by element: bounded, without entities, and read on where it is broken."""

import io
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any

from lxml import etree

from crawler.feedbody import prepare
from crawler.refusals import BodyTooLargeError

MOST_BYTES = 16 * 1024 * 1024  # unpacked; a sitemap's 50,000 addresses (the protocol's limit) of 300 bytes
_AMPERSAND = re.compile(r"<!\[CDATA\[.*?\]\]>|&(?:(#?\w{1,32});)?", re.DOTALL)
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


def elements(body: bytes, content_type: str, names: tuple[str, ...]) -> Iterator[Any]:
    """Elements of these local names, whatever their namespace, in document order, each emptied once the next is asked for.

    Raises BodyTooLargeError and MemoryError.
    """
    if len(body) > MOST_BYTES:
        raise BodyTooLargeError(f"over the limit of {MOST_BYTES} bytes when unpacked")
    data, _ = prepare(body, content_type, most_entries=len(body))
    if not data.strip():
        return
    text = _AMPERSAND.sub(_reference, data.decode("utf-8"))
    stream = etree.iterparse(
        io.BytesIO(text.encode("utf-8")),
        events=("end",),
        tag=tuple(f"{{*}}{name}" for name in names),
        recover=True,  # one broken entry must not lose the others
        load_dtd=False,
        no_network=True,
        huge_tree=False,  # at most 256 levels
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in stream:
            yield element
            element.clear()
            while element.getprevious() is not None:  # what was read is not needed again: memory stays flat
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        return  # nothing, or nothing more, that reads as XML
    if stream.error_log and stream.error_log.last_error.type == etree.ErrorTypes.ERR_NO_MEMORY:
        raise MemoryError  # where it recovers, the parser takes this for the end


def _reference(match: re.Match[str]) -> str:
    """What XML reads as it stands, HTML's names as characters, and every other ampersand as one: no entity is left to expand."""
    name = match[1]
    if name is None:
        return match[0] if match[0] != "&" else "&amp;"
    if name in _OF_XML or name.startswith("#"):
        return match[0]
    return html5.get(f"{name};", f"&amp;{name};").replace("<", "&lt;")


def inner_text(element: Any, *path: str) -> str:
    """The text of the first element at this path of local names; "" when there is none."""
    found = element.find("/".join(f"{{*}}{name}" for name in path))
    return "".join(found.itertext()).strip() if found is not None else ""
