import pytest

from tumen.cron import cron_fault, read_cron


@pytest.mark.parametrize(
    "expression",
    ["0 7 * * *", "*/15 5-23 * * mon-fri", "30 4 1,15 jan-jun sun", "0 0 31 12 *", "5-59/10 * * * tue,thu"],
)
def test_an_expression_apscheduler_reads_the_same_way_is_accepted(expression: str) -> None:
    assert cron_fault(expression) is None


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("0 7 * *", "has 4 fields"),
        ("0 7 * * 1", "weekday by number"),
        ("0 7 * * 0-4", "weekday by number"),
        ("60 7 * * *", '"60" is not a minute; write 0 to 59'),
        ("0 24 * * *", '"24" is not a hour; write 0 to 23'),
        ("0 7 0 * *", '"0" is not a day of month'),
        ("0 7 * 13 *", "write jan … dec"),
        ("0 7 * * monday", '"monday" is not a day of week'),
        ("*/0 7 * * *", "is not a step"),
        ("5/10 7 * * *", "is not a step"),
        ("0 22-3 * * *", 'write it as two, "22-23,0-3"'),
        ("0 7 * * sat-mon", 'write it as two, "sat-sun,mon-mon"'),
        ("@daily", "has 1 fields"),
        ("0 7 30 2 *", "names a day that never comes"),
        ("0 7 31 feb,apr,jun *", "names a day that never comes"),
        ("0 7 * * mon;rm", "is not a day of week"),
    ],
)
def test_a_slip_is_refused_with_what_would_be_right(expression: str, said: str) -> None:
    assert said in (cron_fault(expression) or "accepted")


@pytest.mark.parametrize(
    ("expression", "field", "numbers"),
    [
        ("*/20 7 * * *", "minutes", (0, 20, 40)),
        ("5-59/27 7 * * *", "minutes", (5, 32, 59)),
        ("0 22-23,0-1 * * *", "hours", (0, 1, 22, 23)),
        ("0 7 * feb-apr *", "months", (2, 3, 4)),
        ("0 7 * * sun,mon", "weekdays", (0, 6)),
        ("0 7 29 feb *", "days", (29,)),
    ],
)
def test_what_an_expression_names(expression: str, field: str, numbers: tuple[int, ...]) -> None:
    assert tuple(sorted(getattr(read_cron(expression), field))) == numbers


def test_reading_a_slip_says_what_checking_it_says() -> None:
    with pytest.raises(ValueError, match="weekday by number"):
        read_cron("0 7 * * 1")
