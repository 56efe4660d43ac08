"""Reading kept wordings again: what a better reader, or the first one after an upgrade, finds in what is held."""

from collections.abc import Iterator

from pipelines.joining import houses, origin_of, read
from pipelines.workbench import Workbench
from storage import revisions, statements
from tumen.statements import Reading

_AT_ONCE = 50  # wordings in one transaction: about half a second, which a crawl waits on SQLite without noticing


def reread(bench: Workbench) -> Iterator[int]:
    """Bring the statements of every wording up to date with the reader; after each transaction how many were read so far.

    Stories stay as they are. Raises DatabaseError; what was done until then stays done.
    """
    done, last = 0, 0
    while True:
        with bench.database.writing() as connection:
            held = revisions.after(connection, last, most=_AT_ONCE)
            for one in held:
                reading, credited = Reading(), dict[str, str]()  # what is not relevant states nothing
                if one.relevant:
                    reading = read(bench, one.document, one.transport_links)
                    credited = houses(bench, one.document, reading, origin_of(connection, bench, one.document))
                statements.record(connection, one.article, one.revision, reading, credited, now=bench.now())
        if not held:
            return
        done, last = done + len(held), held[-1].revision
        yield done
