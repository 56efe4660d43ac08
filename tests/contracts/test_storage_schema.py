"""The tables, views and page that describe them are one thing."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import schema
from storage.database import REVISIONS, Database
from storage.documentation import database_page
from storage.migrate import configuration
from storage.schema.views import VIEWS


def test_the_code_knows_every_revision_in_order() -> None:
    revisions = list(ScriptDirectory.from_config(configuration()).walk_revisions())
    assert tuple(revision.revision for revision in reversed(revisions)) == REVISIONS
    assert len([revision for revision in revisions if revision.is_base]) == 1


def test_the_migrations_make_the_tables_the_code_expects(database: Database) -> None:
    with database.reading() as connection:
        # SQLite hands the default '' back in a spelling Alembic takes for another
        options = {"compare_type": True, "compare_server_default": connection.dialect.name != "sqlite"}
        changes = compare_metadata(MigrationContext.configure(connection, opts=options), schema.metadata)
    # What search keeps is no Table: no type of it is common to both databases, and FTS5 has tables of its own beside it
    changes = [change for change in changes if "search_" not in str(change)]
    assert changes == []


def test_every_constraint_and_index_has_the_name_the_convention_gives(database: Database) -> None:
    """Unnamed ones cannot be changed by a later migration."""
    with database.reading() as connection:
        inspector = sa.inspect(connection)
        for table in schema.metadata.sorted_tables:
            found = {
                inspector.get_pk_constraint(table.name)["name"],
                *(key["name"] for key in inspector.get_foreign_keys(table.name)),
                *(key["name"] for key in inspector.get_unique_constraints(table.name)),
                *(key["name"] for key in inspector.get_check_constraints(table.name)),
            }
            assert found == {constraint.name for constraint in table.constraints}, table.name


def test_the_views_have_the_columns_their_description_lists_in_that_order(database: Database, make) -> None:
    with database.writing() as connection:
        make.keep(connection, "https://a.example/1")
        names = sa.inspect(connection).get_view_names()
        for view, (_, columns) in VIEWS.items():
            found = connection.exec_driver_sql(f"SELECT * FROM {view}")
            assert list(found.keys()) == list(columns), view
            connection.exec_driver_sql(f"SELECT {', '.join(columns)} FROM {view}")  # no name is a word of SQL
    assert sorted(names) == sorted(VIEWS)


def test_no_name_needs_quotes(database: Database) -> None:
    with database.reading() as connection:
        for table in schema.metadata.sorted_tables:
            names = ", ".join(f"{table.name}.{column.name}" for column in table.columns)
            connection.exec_driver_sql(f"SELECT {names} FROM {table.name}")


def test_every_column_says_what_it_is() -> None:
    for table in schema.metadata.sorted_tables:
        assert table.comment, table.name
        assert [column.name for column in table.columns if not column.comment] == [], table.name


def test_the_page_about_the_database_is_in_step(pytestconfig: pytest.Config) -> None:
    page = Path(pytestconfig.rootpath, "docs", "database.md").read_text(encoding="utf-8")
    assert page == database_page(), "run: python -m storage.documentation > docs/database.md"


def test_postgresql_shows_the_meaning_of_every_column(postgres_database: Database) -> None:
    statement = "SELECT col_description(cast('articles_relevant' AS regclass), 6)"
    with postgres_database.reading() as connection:
        assert connection.exec_driver_sql(statement).scalar_one() == VIEWS["articles_relevant"][1]["source"]
