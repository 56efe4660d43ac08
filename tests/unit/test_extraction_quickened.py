"""Trafilatura's expressions choose what they chose before they were quickened."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import trafilatura.external
from justext.core import define_stoplist
from lxml.etree import XPath
from lxml.html import document_fromstring

from pipelines.extraction import quickened
from pipelines.extraction.quickened import bare_extraction, quick

PAGES = sorted((Path(__file__).resolve().parents[1] / "pages").glob("*.html"))
ODD = """<html><body>
<div class="">empty</div><div id="">empty</div><p>neither</p><div class="COOKIE-Banner">capitals</div>
<section id="footer" class="text">id first</section><section class="text" id="footer">class first</section>
<div class="article-body"><p class="author name">A. Author</p><div id="comments-1">one</div>
<ol id="commentlist"><li>c</li></ol></div>
<span id="reply-1" class="x">r</span><span class="reply-2" id="x">r</span><div class="reply-2">r</div>
<div style="border:0" id="link">s</div>
<div class="x share-bar" id="y">s</div><div class="-hide-">h</div><div id="hidden">h</div><div style="hidden">h</div>
</body></html>"""
PLAIN = """import json, sys
from pathlib import Path
from trafilatura import bare_extraction
print(json.dumps([bare_extraction(Path(p).read_text(encoding="utf-8")).text for p in sys.argv[1:]]))"""


def untouched(name: str) -> ModuleType:
    """A module of trafilatura as it is on disk, beside the one that was quickened."""
    spec = importlib.util.spec_from_file_location(
        f"trafilatura.untouched_{name}", Path(trafilatura.__file__).with_name(f"{name}.py")
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def expressions() -> list[XPath]:
    lists = [value for value in vars(untouched("xpaths")).values() if isinstance(value, list)]
    found = [each for several in lists for each in several if isinstance(each, XPath)]
    return [*found, untouched("settings").BASIC_CLEAN_XPATH]


def test_every_expression_chooses_the_same_elements() -> None:
    asking = [each for each in expressions() if "re:test" in each.path]
    assert len(asking) > 15  # else trafilatura has changed, and quickened.py is to be looked at again
    chosen = 0
    for text in (ODD, *(page.read_text(encoding="utf-8") for page in PAGES)):
        tree = document_fromstring(text.encode())
        for expression in asking:
            before = expression(tree)
            assert quick(expression)(tree) == before, expression.path
            chosen += len(before)
    assert chosen > 40


@pytest.mark.parametrize("name", ["xpaths", "baseline"])
def test_the_expressions_in_use_are_quickened(name: str) -> None:
    used = vars(sys.modules[f"trafilatura.{name}"]).values()
    paths = [each.path for value in used for each in (value if isinstance(value, list) else [value]) if isinstance(each, XPath)]
    asking = [path for path in paths if "re:test" in path]
    assert asking
    assert not [path for path in asking if "re:test(@class, " in path]


def test_an_expression_true_of_nothing_is_asked_of_elements_without_the_attribute() -> None:
    expression = XPath(".//*[re:test(@id, '^x?$')]", namespaces={"re": "http://exslt.org/regular-expressions"})
    tree = document_fromstring(ODD)
    assert quick(expression)(tree) == expression(tree) != []


def test_long_attributes_are_answered_and_not_kept() -> None:
    long = "x " * 200_000 + "cookie-banner"
    tree = document_fromstring(f'<html><body><p class="{long}">a</p><p class="y{long}" id="{long}">b</p></body></html>')
    expression = untouched("settings").BASIC_CLEAN_XPATH
    kept = quickened._found.cache_info().currsize
    assert quick(expression)(tree) == expression(tree) != []
    assert quickened._found.cache_info().currsize == kept


def short() -> str:
    """A short article beside much else, for which trafilatura asks justext."""
    paragraph = (
        "<p>The ferry came in at noon with {} passengers, two cars and a container of apples, the harbour master said.</p>"
    )
    card = (
        "<div><a href='/a/{0}'><span>Another story, number {0}</span></a><span>told in more words than its title has</span></div>"
    )
    article = "".join(paragraph.format(count) for count in (11, 12))
    cards = "".join(map(card.format, range(60)))
    return f"<html><body><article><h1>Ferry is back</h1>{article}</article><div>{cards}</div></body></html>"


def test_the_text_is_that_of_a_process_that_knows_nothing_of_this(tmp_path: Path) -> None:
    (tmp_path / "short.html").write_text(short(), encoding="utf-8")
    pages = [*PAGES, tmp_path / "short.html"]
    ran = subprocess.run([sys.executable, "-c", PLAIN, *map(str, pages)], capture_output=True, text=True, check=True)
    ours = [bare_extraction(page.read_text(encoding="utf-8")) for page in pages]
    assert [getattr(found, "text", None) for found in ours] == json.loads(ran.stdout)


def test_stop_words_are_read_once_and_found_again_by_themselves() -> None:
    bare_extraction(short())
    known = trafilatura.external.JT_STOPLIST
    assert {"the", "und", "и", "на"} <= set(define_stoplist(known))
    before = define_stoplist.cache_info()
    bare_extraction(short())
    after = define_stoplist.cache_info()
    assert trafilatura.external.JT_STOPLIST is known
    assert (after.hits > before.hits, after.misses) == (True, before.misses)
