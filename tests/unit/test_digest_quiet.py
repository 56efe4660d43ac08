"""The digest's foot names sources that answer and have fallen quiet."""

from datetime import UTC, datetime

from digests.compose import Coverage, Names, compose
from digests.period import period_of
from digests.view import Quiet
from storage.digests import Selection
from tumen.catalogue import Affiliation, DigestPlan

PLAN = DigestPlan("daily", "0 7 * * *", "Asia/Seoul", "day", ("desk@example.org",), "Tumen <tumen@example.org>", "Tumen", 60)
NOW = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


def test_quiet_sources_stand_at_the_foot_the_longest_first_on_the_readers_date() -> None:
    quiet = (
        Quiet("kcna", datetime(2026, 11, 12, 16, tzinfo=UTC), "announces only what is known; no news for 9 days"),
        Quiet("new", None, "announces nothing"),
        Quiet("rodong", datetime(2026, 11, 10, 1, tzinfo=UTC), "answers that nothing has changed"),
    )
    names = Names({}, {"kcna": ("KCNA <b>", Affiliation.DPRK_STATE), "rodong": ("Rodong Sinmun", Affiliation.DPRK_STATE)})
    shown = compose(
        Selection((), 0), plan=PLAN, period=period_of(PLAN, NOW), names=names, coverage=Coverage(12, quiet=quiet), now=NOW
    )
    text = " ".join(shown.text.split())
    lines = [
        "Always quiet: new (announces nothing)",
        "Quiet since 10 November 2026: Rodong Sinmun (answers that nothing has changed)",
        "Quiet since 13 November 2026: KCNA <b> (announces only what is known; no news for 9 days)",
    ]
    assert [line in text for line in lines] == [True] * 3
    assert text.index(lines[0]) < text.index(lines[1]) < text.index(lines[2])
    assert "KCNA &lt;b&gt;" in shown.html
    assert "KCNA <b>" not in shown.html
