"""GDELT → entries: the quarter-hourly bulk files, and the DOC API's JSON. Pure.

Columns as in the GDELT Event Codebook 2.0 and the GKG Codebook 2.1 (tab-separated, no header). GDELT's own dates say when it
saw a page, or when an event happened; neither is a publication date, so entries have none.
Limits: 256 MiB unpacked (streamed, never held), 1 MiB a row, 500 entries, 9 files a poll.
"""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import IO
from urllib.parse import urljoin

from crawler.answers import Answer, Reading
from crawler.gathering import Gathering
from crawler.plaintext import plain_line
from crawler.refusals import BodyTooLargeError, BrokenBodyError
from crawler.stated import NotAFeedError
from pipelines.extraction.characters import decode
from tumen.catalogue import Gdelt, GdeltTable, Source
from tumen.journey import FeedEntry

MOST_UNPACKED = 256 * 1024 * 1024  # bytes; the knowledge graph's files unpack to 50 to 150 MB
MOST_ROW = 1024 * 1024  # bytes; the longest rows of the knowledge graph have some 100 KB
MOST_FILES = 9  # two hours; a source asked less often misses what lies between
_QUARTER = timedelta(minutes=15)
_FILE = re.compile(r"^\d+ [0-9a-f]{32} \S*?/?((\d{14})((?:\.translation)?\.(?:export\.CSV|gkg\.csv)\.zip))\s*$", re.MULTILINE)
_PAGE_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>")
_SOURCE_LANGUAGE = re.compile(r"srclc:([a-z]{3})")
_SPACED = re.compile(r"\s+(?=[,.;:!?%)\]’”])|(?<=[(\[‘“])\s+")  # GDELT parts punctuation from words

_EXPORT_COLUMNS = 61
_ACTOR_COUNTRIES = (7, 17)  # Actor1CountryCode, Actor2CountryCode: CAMEO
_ACTOR_NAMES = (6, 16)
_EVENT_PLACES = ((36, 37), (44, 45), (52, 53))  # Geo_FullName, Geo_CountryCode of actor 1, actor 2 and action: FIPS 10-4
_SOURCEURL = 60
_GKG_COLUMNS = 27
_COLLECTION, _COMMON_NAME, _DOCUMENT = 2, 3, 4
_THEMES, _LOCATIONS, _ALL_NAMES, _TRANSLATION, _EXTRAS = 7, 9, 23, 25, 26
_WEB = "1"  # the collection whose document identifiers are addresses

_CAMEO = {"PRK": "KN", "RUS": "RS", "KOR": "KS", "CHN": "CH", "JPN": "JA", "USA": "US", "UKR": "UP", "MNG": "MG"}  # → FIPS
_LANGUAGES = {"kor": "ko", "rus": "ru", "eng": "en", "zho": "zh", "jpn": "ja", "deu": "de", "fra": "fr", "spa": "es"} | {
    "ukr": "uk",
    "pol": "pl",
    "Korean": "ko",
    "Russian": "ru",
    "English": "en",
    "Chinese": "zh",
    "ChineseT": "zh",
    "Japanese": "ja",
    "German": "de",
    "French": "fr",
    "Spanish": "es",
    "Ukrainian": "uk",
    "Polish": "pl",
}


def read_gdelt(answer: Answer, source: Source) -> Reading:
    """The list of newest files → the files to ask for; a file, or an answer of the DOC API → entries.

    Raises NotAFeedError, BrokenBodyError and BodyTooLargeError.
    """
    settings = source.settings
    assert isinstance(settings, Gdelt)  # noqa: S101 (the catalogue reader sees to it)
    if answer.body.startswith(b"PK"):
        return _table(answer, settings)
    text = decode(answer.body, answer.content_type).strip()
    if text.startswith("{"):
        return _documents(text, answer)
    files = _files(text, answer, source, settings)
    if not files:
        raise NotAFeedError(f"neither a list of files nor JSON: {plain_line(text, 500)[:80]}")
    return Reading(Gathering(answer.url).feed("gdelt list"), files)


def _files(text: str, answer: Answer, source: Source, settings: Gdelt) -> tuple[str, ...]:
    """The newest file of our table and those before it since the last poll, beside the list itself, whatever host it names."""
    for name, moment, ending in _FILE.findall(text):
        if f".{settings.table.value}." not in name.lower() or answer.step:
            continue
        try:
            newest = datetime.strptime(moment, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            continue
        count = min(source.every // _QUARTER + 1, MOST_FILES)  # one more than fit: polls are not punctual
        moments = (newest - number * _QUARTER for number in range(count))
        return tuple(urljoin(answer.url, f"{moment:%Y%m%d%H%M%S}{ending}") for moment in moments)
    return ()


def _table(answer: Answer, settings: Gdelt) -> Reading:
    gathering = Gathering(answer.url)
    read = _add_event if settings.table is GdeltTable.EXPORT else _add_document
    for row in _rows(answer.body, gathering):
        read(row.split("\t"), gathering, settings)
    return Reading(gathering.feed(f"gdelt {settings.table}"))


def _rows(body: bytes, gathering: Gathering) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = [member for member in archive.infolist() if member.filename.lower().endswith(".csv")]
            if len(members) != 1 or members[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise BrokenBodyError(f"a zip with {len(members)} tables; one deflated table was expected")
            with archive.open(members[0]) as file:
                yield from _lines(file, gathering)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:  # RuntimeError: encrypted
        raise BrokenBodyError(f"does not unpack: {' '.join(str(error).split())[:100]}") from error


def _lines(file: IO[bytes], gathering: Gathering) -> Iterator[str]:
    unpacked = 0
    while line := file.readline(MOST_ROW):
        unpacked += len(line)
        if unpacked > MOST_UNPACKED:
            raise BodyTooLargeError(f"over the limit of {MOST_UNPACKED} bytes when unpacked")
        if line.endswith(b"\n") or len(line) < MOST_ROW:
            yield line.decode("utf-8", errors="replace").rstrip("\r\n")
            continue
        gathering.leave_out("rows too long")
        while line and not line.endswith(b"\n"):
            line = file.readline(MOST_ROW)
            unpacked += len(line)
            if unpacked > MOST_UNPACKED:
                raise BodyTooLargeError(f"over the limit of {MOST_UNPACKED} bytes when unpacked")


def _add_event(row: list[str], gathering: Gathering, settings: Gdelt) -> None:
    if len(row) != _EXPORT_COLUMNS:
        gathering.leave_out(f"rows without {_EXPORT_COLUMNS} columns")
        return
    countries = {row[code] for _, code in _EVENT_PLACES} | {_CAMEO.get(row[code], "") for code in _ACTOR_COUNTRIES}
    if not countries.issuperset(settings.countries):
        return
    names = [row[name] for name in _ACTOR_NAMES] + [row[name] for name, _ in _EVENT_PLACES] + [row[_SOURCEURL]]
    if settings.words and not _has_word(" ".join(names), settings):
        return
    address = gathering.address(row[_SOURCEURL])
    if address is not None:  # one page has many events: no news that it comes again
        gathering.add(FeedEntry(address, ""))


def _add_document(row: list[str], gathering: Gathering, settings: Gdelt) -> None:
    if len(row) < _GKG_COLUMNS:
        gathering.leave_out(f"rows without {_GKG_COLUMNS} columns")
        return
    if row[_COLLECTION] != _WEB:
        return
    places = [place.split("#") for place in row[_LOCATIONS].split(";")]
    if not {place[2] for place in places if len(place) > 2}.issuperset(settings.countries):
        return
    match = _PAGE_TITLE.search(row[_EXTRAS])
    title = plain_line(unescape(match[1]), 1000) if match else ""
    if settings.themes or settings.words:
        themed = any(theme.startswith(settings.themes) for theme in row[_THEMES].split(";")) if settings.themes else False
        if not themed and not _has_word(" ".join((row[_LOCATIONS], row[_ALL_NAMES], title, row[_DOCUMENT])), settings):
            return
    address = gathering.address(row[_DOCUMENT])
    if address is not None:
        language = _SOURCE_LANGUAGE.search(row[_TRANSLATION])
        code = _LANGUAGES.get(language[1]) if language else "en"  # untranslated files hold English pages
        gathering.add(FeedEntry(address, title, language=code, publisher=row[_COMMON_NAME][:200] or None))


def _has_word(text: str, settings: Gdelt) -> bool:
    folded = text.casefold()
    return any(word.casefold() in folded for word in settings.words)


def _documents(text: str, answer: Answer) -> Reading:
    """An answer of the DOC API in mode artlist."""
    try:
        articles = json.loads(text, strict=False).get("articles", [])  # titles hold raw control characters at times
    except (ValueError, RecursionError) as error:
        raise NotAFeedError("JSON that does not read as such") from error
    if not isinstance(articles, list):
        raise NotAFeedError("JSON, but not of the DOC API")
    gathering = Gathering(answer.url)
    for article in articles:
        values = {key: value for key, value in article.items() if isinstance(value, str)} if isinstance(article, dict) else {}
        address = gathering.address(values.get("url", ""))
        if address is not None:
            title = _SPACED.sub("", plain_line(values.get("title", ""), 1000))
            language = _LANGUAGES.get(values.get("language", ""))
            gathering.add(FeedEntry(address, title, language=language, publisher=values.get("domain", "")[:200] or None))
    return Reading(gathering.feed("gdelt doc"))
