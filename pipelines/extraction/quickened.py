"""Trafilatura, with its tests of `class` and `id` answered from memory.

Its XPath expressions ask regular expressions of the attributes of all elements, 4,000 times a page of a thousand elements, of
which most share their classes. EXSLT's `re:test` as lxml has it makes a list of objects for each question and searches anew each
time: two fifths of the time of an extraction. Here the text alone is handed over, what an element does not have is not asked,
and answers are kept: of 45 ms a relevant page 37 to 39 are left. Elements chosen are the same
(`tests/unit/test_extraction_quickened.py`).

Importing this replaces the expressions in trafilatura's own lists, in this process.
"""

import re
import sys
from functools import lru_cache

import trafilatura  # noqa: F401 — with the modules below
from lxml.etree import XPath
from trafilatura import bare_extraction, xpaths
from trafilatura.metadata import extract_author

__all__ = ["bare_extraction", "extract_author"]

_EXSLT = "http://exslt.org/regular-expressions"
# One attribute and a literal expression. Tests of two (`@id|@class`) keep their form: which of them is asked is lxml's affair.
_TEST = re.compile(r"re:test\((?P<attribute>@[\w-]+), '(?P<pattern>[^']*)'(?P<rest>(?:, '\w*')?)\)")
# Answers kept: a page has some 800 different ones, so twenty pages' worth, 6 MB.
_KEPT = 1 << 14


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
    return _found(pattern, flags, text)


@lru_cache(maxsize=_KEPT)
def _found(pattern: str, flags: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE if "i" in flags else 0) is not None


def _quicken() -> None:
    for expressions in vars(xpaths).values():
        if isinstance(expressions, list):
            expressions[:] = [quick(each) if "re:test" in getattr(each, "path", "") else each for each in expressions]
    baseline = sys.modules["trafilatura.baseline"]  # by name the package has the function of that name
    baseline.BASIC_CLEAN_XPATH = quick(baseline.BASIC_CLEAN_XPATH)  # type: ignore[attr-defined]


_quicken()
