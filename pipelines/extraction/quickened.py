"""Trafilatura, with what it asks again and again answered from memory.

**Tests of class and id.** Its XPath expressions ask regular expressions of the attributes of all elements, 4,000 times a page of
a thousand elements, of which most share their classes. EXSLT's `re:test` as lxml has it makes a list of objects for each question
and searches anew each time: two fifths of the time of an extraction. Here the text alone is handed over, what an element does not
have is not asked, and answers are kept: of 45 ms a relevant page 37 to 39 are left.

**Stop words of justext**, its second opinion on every other relevant page: 154,000, of 100 languages, are looked up in a cache as
one tuple, whose hash takes 4 ms each time.

Elements chosen and text are the same (`tests/unit/test_extraction_quickened.py`). Importing this replaces trafilatura's own
expressions and its reading of stop words, in this process.
"""

import re
import sys
from collections.abc import Iterator
from functools import lru_cache

from justext.core import define_stoplist
from lxml.etree import XPath
from trafilatura import bare_extraction, external, xpaths
from trafilatura.metadata import extract_author

__all__ = ["bare_extraction", "extract_author", "read_stop_words"]

_EXSLT = "http://exslt.org/regular-expressions"
# One attribute and a literal expression. Tests of two (`@id|@class`) keep their form: which of them is asked is lxml's affair.
_TEST = re.compile(r"re:test\((?P<attribute>@[\w-]+), '(?P<pattern>[^']*)'(?P<rest>(?:, '\w*')?)\)")
# Answers kept: a page has some 800 different ones, twenty pages' worth, 6 MB. Only of texts no longer than classes: a page that
# writes more into its attributes would leave it in the worker, and the pages after it would have less memory.
_KEPT = 1 << 14
_LONGEST = 500  # characters: the longest list of classes has 110 in the median page, 440 or fewer in nine of ten


def quick(expression: XPath) -> XPath:
    """An expression that chooses the same elements."""
    path = _TEST.sub(_asked_of_text, expression.path)
    return XPath(path, namespaces={"re": _EXSLT}, extensions={(_EXSLT, "test"): _test}, regexp=False, smart_strings=False)


def _asked_of_text(found: re.Match[str]) -> str:
    attribute = found["attribute"]
    if re.search(found["pattern"], ""):  # true of what an element does not have
        return found[0]
    return f"({attribute} and re:test(string({attribute}), '{found['pattern']}'{found['rest']}))"


def _test(_context: object, asked: str | list[str], pattern: str, flags: str = "") -> bool:
    text = asked if isinstance(asked, str) else asked[0] if asked else ""
    return _found(pattern, flags, text) if len(text) <= _LONGEST else _found.__wrapped__(pattern, flags, text)


@lru_cache(maxsize=_KEPT)
def _found(pattern: str, flags: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE if "i" in flags else 0) is not None


_read_all = external.jt_stoplist_init


class _StopWords:
    """Known by itself, not by its words, which are read when it is gone through: once, by who keeps them in lower case."""

    def __iter__(self) -> Iterator[str]:
        return iter(_read_all())


def read_stop_words() -> _StopWords:
    """A fifth of a second, once a process; trafilatura asks for it where it needs it."""
    words = _StopWords()
    define_stoplist(words)
    external.JT_STOPLIST = words  # type: ignore[assignment]
    return words


def _quicken() -> None:
    for expressions in vars(xpaths).values():
        if isinstance(expressions, list):
            expressions[:] = [quick(each) if "re:test" in getattr(each, "path", "") else each for each in expressions]
    baseline = sys.modules["trafilatura.baseline"]  # by name the package has the function of that name
    baseline.BASIC_CLEAN_XPATH = quick(baseline.BASIC_CLEAN_XPATH)  # type: ignore[attr-defined]
    external.jt_stoplist_init = read_stop_words  # type: ignore[assignment]


_quicken()
