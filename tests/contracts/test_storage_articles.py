"""Keeping: what is an article, a revision, a copy; and that trying twice changes nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from storage import articles, fetches, schema
from storage.articles import Kept, keep
from storage.database import Connection, Database
from tumen.journey import Precision, StatedDate
from tumen.outcomes import Reason

A, B = "https://a.example/1", "https://b.example/2"


def count(connection: Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def counts(connection: Connection) -> dict[str, int]:
    return {table.name: count(connection, table) for table in schema.metadata.sorted_tables}


def test_a_new_article_is_stored_with_all_that_hangs_on_it(database: Database, make) -> None:
    date = StatedDate(make.now, Precision.DAY, "Asia/Vladivostok", "1 мая")
    with database.writing() as connection:
        placed = make.placed(A, "Текст.", title="Мост", language="ru", author="И. И.", site="ТАСС", published=date)
        kept = keep(connection, placed)
        row = connection.execute(sa.select(schema.revisions)).one()
        evidence = connection.execute(sa.select(schema.evidence).order_by(schema.evidence.c.position)).all()
        tags = connection.execute(sa.select(schema.transport_link_tags.c.transport_link, schema.transport_link_tags.c.role)).all()
        assert counts(connection) | {"bands": 32} == counts(connection)
    assert kept == Kept(article=1, revision=1, fetch=1, reason=Reason.NEW)
    assert (row.number, row.title, row.text, row.language, row.author, row.site) == (1, "Мост", "Текст.", "ru", "И. И.", "ТАСС")
    assert (row.published_at, row.published_precision, row.published_zone) == (make.now, "day", "Asia/Vladivostok")
    assert row.published_raw == "1 мая"
    assert (row.relevance, row.threshold, row.relevant) == (0.9, 0.5, True)
    assert [(one.concept, one.contribution) for one in evidence] == [("bridge", 2.5), ("china", -1.0)]
    assert set(tags) == {("tumen-road-bridge", "reported"), ("khasan-rail", "background")}


def test_keeping_the_same_placed_document_again_changes_nothing(database: Database, make) -> None:
    placed = make.placed(A)
    with database.writing() as connection:
        first = keep(connection, placed)
        before = counts(connection)
    with database.writing() as connection:
        assert keep(connection, placed) == first
        assert counts(connection) == before


def test_a_rolled_back_keep_leaves_nothing(database: Database, make) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        keep(connection, make.placed(A))
        raise ZeroDivisionError
    with database.reading() as connection:
        assert set(counts(connection).values()) == {0}


def test_other_words_at_the_same_address_are_a_revision(database: Database, make) -> None:
    with database.writing() as connection:
        first = make.keep(connection, A, "850 m", title="Old")
        second = make.keep(connection, A, "1 km", Reason.REVISED, article=first.article, title="New")
        third = make.keep(connection, A, "850 m", Reason.REVISED, article=first.article)
        numbers = connection.execute(sa.select(schema.revisions.c.number, schema.revisions.c.title)).all()
        same, _ = articles.candidates(connection, A, make.signature("other"))
    assert second.article == third.article == first.article
    assert (second.reason, third.reason) == (Reason.REVISED, Reason.REVISED), "going back to old words is a change too"
    assert numbers == [(1, "Old"), (2, "New"), (3, "A title")]
    assert same is not None
    assert same.text == "850 m"


def test_the_same_words_at_the_same_address_are_one_more_sighting(database: Database, make) -> None:
    with database.writing() as connection:
        first = make.keep(connection, A)
        again = make.keep(connection, A, reason=Reason.UNCHANGED, article=first.article)
        assert (again.article, again.revision, again.reason) == (first.article, None, Reason.UNCHANGED)
        assert (count(connection, schema.revisions), count(connection, schema.fetches)) == (1, 2)
        seen = connection.execute(sa.select(schema.articles.c.first_kept_at, schema.articles.c.last_seen_at)).one()
    assert seen.first_kept_at < seen.last_seen_at


@pytest.mark.parametrize(("text", "reason"), [("Some text.", Reason.UNCHANGED), ("Other text.", Reason.REVISED)])
def test_an_address_someone_else_kept_meanwhile_is_not_kept_twice(database: Database, make, text: str, reason: Reason) -> None:
    """Both were placed as new before either was stored."""
    with database.writing() as connection:
        first = make.keep(connection, A)
        second = make.keep(connection, A, text)
        assert (second.article, second.reason) == (first.article, reason)
        assert count(connection, schema.articles) == 1


def test_processes_that_keep_one_new_address_at_once_make_one_article(database: Database, make) -> None:
    items = [make.placed(A, f"Wording {n % 3}.") for n in range(24)]

    def store(item):
        with database.writing() as connection:
            return keep(connection, item)

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(store, items))
    with database.reading() as connection:
        revisions = connection.scalars(sa.select(schema.revisions.c.number).order_by(schema.revisions.c.number)).all()
        current = connection.execute(sa.select(schema.articles.c.revisions)).scalar_one()
        stored = count(connection, schema.fetches)
    # Not which number: on PostgreSQL an insert that comes too late has used one up.
    assert len({one.article for one in kept}) == 1
    assert revisions == list(range(1, current + 1))
    assert sorted(one.revision for one in kept if one.revision) == list(range(1, current + 1))
    assert [one.reason for one in kept].count(Reason.NEW) == 1
    assert stored == 24


def test_a_copy_of_a_copy_is_a_copy_of_the_first_seen(database: Database, make) -> None:
    with database.writing() as connection:
        first = make.keep(connection, A)
        second = make.keep(connection, B, reason=Reason.COPY, copy_of=first.article, similarity=1.0)
        make.keep(connection, "https://c.example/3", reason=Reason.COPY, copy_of=second.article, similarity=0.9)
        rows = connection.execute(
            sa.select(schema.articles.c.copy_of, schema.articles.c.similarity).order_by(schema.articles.c.id)
        ).all()
    assert second.reason is Reason.COPY
    assert rows == [(None, None), (first.article, 1.0), (first.article, 0.9)]


def test_candidates_share_words_or_a_band_and_come_oldest_first(database: Database, make) -> None:
    original = make.signature("Original.")
    with database.writing() as connection:
        make.keep(connection, A, "Original.")
        make.keep(connection, B, "Original, nearly.", like=original)
        make.keep(connection, "https://c.example/3", "Something else.")
        for n in range(30):
            make.keep(connection, f"https://d.example/{n}", f"Reprint {n}.", like=original)
        same, near = articles.candidates(connection, "https://new.example/", original)
        there, others = articles.candidates(connection, A, original)
    assert same is None
    assert [one.url for one in near][:2] == [A, B]
    assert len(near) == 20
    assert near[0].minhash == original.minhash
    assert near[0].text == "Original."
    assert "https://c.example/3" not in [one.url for one in near]
    assert there is not None
    assert there.url == A
    assert A not in [one.url for one in others]


def test_an_earlier_wording_still_finds_its_copies(database: Database, make) -> None:
    with database.writing() as connection:
        first = make.keep(connection, A, "As the agency sent it.")
        make.keep(connection, A, "As corrected later.", Reason.REVISED, article=first.article)
        _, near = articles.candidates(connection, B, make.signature("As the agency sent it."))
    assert [(one.article, one.text) for one in near] == [(first.article, "As the agency sent it.")]


def test_an_article_is_known_by_every_address_it_was_seen_under(database: Database, make) -> None:
    announced, landed, canonical = "https://s.example/x", "https://m.example/1?utm=1", "https://example/1"
    with database.writing() as connection:
        kept = make.keep(connection, canonical, address=announced, final_url=landed)
        known = [fetches.known_article(connection, url) for url in (announced, landed, canonical, "https://example/2")]
    assert known == [kept.article, kept.article, kept.article, None]


def test_an_address_goes_over_to_the_article_it_becomes_canonical_for(database: Database, make) -> None:
    """A "latest news" address shows one article today and another tomorrow; only a canonical address is identity."""
    latest = "https://example/latest"
    with database.writing() as connection:
        first = make.keep(connection, A, address=latest)
        make.keep(connection, B, "Other words.", address=latest)
        assert fetches.known_article(connection, latest) == first.article
        third = make.keep(connection, latest, "Third words.")
        assert fetches.known_article(connection, latest) == third.article


def test_addresses_have_no_length_limit(database: Database, make) -> None:
    long = "https://example/" + "".join(f"{n:x}" for n in range(20_000))  # does not compress into an index row
    with database.writing() as connection:
        kept = make.keep(connection, long)
        assert fetches.known_article(connection, long) == kept.article
        assert fetches.settled(connection, [long, long + "x"], now=make.now) == {long}


def test_text_no_database_can_store_is_replaced(database: Database, make) -> None:
    with database.writing() as connection:
        make.keep(connection, A + "\x00", "NUL \x00 lone \ud83d pair \ud83d\ude80.", title="\udfff", author="\x00")
        row = connection.execute(sa.select(schema.revisions)).one()
        assert fetches.known_article(connection, A + "\x00") == row.article
    assert row.text == "NUL \ufffd lone \ufffd pair \U0001f680."
    assert (row.title, row.author) == ("\ufffd", "\ufffd")


def test_a_text_of_five_megabytes_is_kept_whole(database: Database, make) -> None:
    text = " ".join(f"слово{n}" for n in range(400_000))
    with database.writing() as connection:
        make.keep(connection, A, text)
        assert connection.execute(sa.select(sa.func.length(schema.revisions.c.text))).scalar_one() == len(text)


@pytest.mark.parametrize("year", [1, 1748, 9999])
def test_any_year_comes_back_as_it_went_in(database: Database, make, year: int) -> None:
    at = make.now.replace(year=year)
    with database.writing() as connection:
        make.keep(connection, A, published=StatedDate(at, Precision.MINUTE, None, "?"))
        assert connection.execute(sa.select(schema.revisions.c.published_at)).scalar_one() == at


def test_a_naive_datetime_is_refused(database: Database, make) -> None:
    placed = make.placed(A, fetched_at=make.now.replace(tzinfo=None))
    with pytest.raises(sa.exc.StatementError, match="has no zone"), database.writing() as connection:
        keep(connection, placed)


def test_a_clock_set_back_does_not_move_the_last_sighting_back(database: Database, make) -> None:
    with database.writing() as connection:
        first = make.keep(connection, A)
        earlier = make.now.replace(year=2020)
        again = make.placed(A, reason=Reason.UNCHANGED, article=first.article, fetched_at=earlier)
        keep(connection, again)
        assert connection.execute(sa.select(schema.articles.c.last_seen_at)).scalar_one() > earlier


def test_a_signature_is_held_bit_by_bit(database: Database, make) -> None:
    edges = (0, 1, 2**31, 2**32 - 1) * 32
    bands = (-(2**63), 2**63 - 1, 0, -1) * 8
    placed = make.placed(A)
    signature = replace(placed.signature, minhash=edges, bands=bands)
    with database.writing() as connection:
        keep(connection, replace(placed, signature=signature))
        _, near = articles.candidates(connection, B, replace(signature, text_hash="other"))
    assert [one.minhash for one in near] == [edges]
