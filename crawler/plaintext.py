"""HTML in feeds → plain text. Pure."""

from html.parser import HTMLParser

from pipelines.extraction.characters import clean

_BREAKING = frozenset(
    {"address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3"}
    | {"h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"}
)
_SILENT = frozenset({"script", "style", "template", "iframe", "noscript", "svg"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 (the base class's name)
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BREAKING:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in _BREAKING:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def plain_text(markup: str, most: int) -> str:
    """The text of at most `most` characters of markup: paragraphs separated by one newline, entities read, tags gone."""
    reader = _Reader()
    reader.feed(markup[:most].replace("\n", " "))
    reader.close()
    return clean("".join(reader.parts))


def plain_line(markup: str, most: int) -> str:
    """`plain_text` on one line. Titles are often escaped twice; a title that still holds a reference is read once more."""
    text = plain_text(markup, most).replace("\n", " ")
    if "&" in text and ";" in text:
        text = plain_text(text.replace("<", "&lt;"), most).replace("\n", " ")
    return text
