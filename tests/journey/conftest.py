"""The command inside the test's process."""

import pytest

from tests.journey.desk import Within


@pytest.fixture
def within(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Within:
    return Within(monkeypatch, capsys)
