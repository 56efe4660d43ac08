"""The short form of `make reliability`: some crawls and digests killed with signal 9, and then the books."""

from tests.reliability.kills import run


def test_kill_nine_loses_nothing_and_doubles_nothing() -> None:
    done, found = run(4, 12, seed=7, postgresql=False)
    assert done.kills >= 4
    assert found.pop("articles published") == 4 * done.days
    assert not any(found.values()), found
