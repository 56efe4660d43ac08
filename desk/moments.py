"""Moments on the command line."""

from datetime import datetime
from typing import Any

import click


class Moment(click.ParamType[datetime]):
    """ISO 8601 with an offset: a time of day without one is not a moment."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            found = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a moment; write 2026-11-21T07:00+09:00", param, ctx)
        if found.tzinfo is None:
            self.fail(f"{value!r} has no offset; write {found.isoformat(timespec='minutes')}+09:00 or …Z", param, ctx)
        return found


AWARE = Moment()
