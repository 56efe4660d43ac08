"""`seeds/statements.yaml`: read whole, refused with file, line and key."""

from pathlib import Path

import pytest

from tests import shipped
from tumen.statements import LANGUAGES, load_statement_words
from tumen.transport import EventType
from tumen.yamlfile import ConfigurationError

_EMPTY = "topics: {}\nevents: {}\ncues: {}\nunits: {}\nnumbers: {}\nscales: {}\nmonths: {}\nweekdays: {}\nplaces: {}\n"


def test_every_event_type_has_words_in_every_language() -> None:
    """A language without words for a type would miss it silently."""
    events = shipped.words().events
    thin = {(kind.value, language) for kind in EventType for language in LANGUAGES[1:] if not events[kind].get(language)}
    assert thin == set()


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_words_of_every_language_compile(language: str) -> None:
    """A slip in the notation of one phrase is found here, not in production."""
    vocabulary = shipped.vocabulary(language)
    assert all(phrase.pattern for _, beginning in vocabulary._automaton.values() for phrase in beginning.phrases)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("events: {}", "events: {openned: {en: opened}}"), '"openned" is not an event type'),
        (("cues: {}", "cues: {wide: {en: wide | | broad}}"), "empty alternative"),
        (("cues: {}", "cues: {wide: {en: (wide | broad}}"), "parentheses do not match"),
        (("numbers: {}", "numbers: {en: one 1}"), "does not begin with its value"),
        (("months: {}", "months: {en: january | february}"), "2 entries; 12 are needed"),
        (("topics: {}", "topics: {bridge: {xx: pont}}"), "unknown key"),
    ],
)
def test_a_slip_is_refused_where_it_stands(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    """The message names the file and what would be right."""
    path = tmp_path / "statements.yaml"
    path.write_text(_EMPTY.replace(*change), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message) as refusal:
        load_statement_words(path)
    assert str(refusal.value).startswith("statements.yaml:")


@pytest.mark.parametrize(
    ("language", "sentence", "purpose"),
    [
        ("de", "die straßenbrücke wird gebaut", "topic:bridge"),
        ("en", "work on the long-awaited bridge has finally begun", "event:construction-started"),
        ("ko", "주3회 운행", "each-week"),
        ("ja", "7月に再開へ", "future"),
    ],
)
def test_the_notation_means_what_the_file_says(language: str, sentence: str, purpose: str) -> None:
    """`*` at the front, `~` between words, ` ?` before what may be missing, `¶` at the end."""
    assert purpose in shipped.vocabulary(language).find(sentence)


def test_no_phrase_is_written_in_the_notation_of_regular_expressions() -> None:
    """A full stop stands for itself here, so `.{0,4}` and `.*` would find nothing."""
    words = shipped.words()
    families = (*words.topics.values(), *words.events.values(), *words.cues.values())
    written = [phrase for family in families for phrases in family.values() for phrase in phrases]
    assert [phrase for phrase in written if ".{" in phrase or ".*" in phrase] == []
