"""The log: one record is one line on stderr, and no line holds a password."""

import logging
import re
import sys
import time
from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlsplit

_CONTROL = {number: f"\\x{number:02x}" for number in (*range(32), 127, 0x85, 0x2028, 0x2029)} | {9: " ", 10: "\\n", 13: "\\r"}
_PASSWORD = re.compile(r"(?P<start>\w+://[^\s:/@]*:)[^\s/@]+(?=@)")  # of whoever's address it is
_SECRET_VARIABLES = ("TUMEN_DATABASE_URL", "TUMEN_SMTP_URL")


class OneLine(logging.Formatter):
    """`time=… level=… logger=… event=… key=value`; a traceback follows on the same line, its line ends written as \\n."""

    converter = staticmethod(time.gmtime)

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("time=%(asctime)s level=%(levelname)s logger=%(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self._secrets = sorted((secret for secret in secrets if secret), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record).translate(_CONTROL)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return _PASSWORD.sub(r"\g<start>***", line)


def set_up_log(level: int, environment: Mapping[str, str]) -> None:
    """Send records of this level and above to stderr. A log that is set up already (by a test, say) stays as it is."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(secrets_of(environment)))
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells every plugin it loads


def secrets_of(environment: Mapping[str, str]) -> set[str]:
    """The passwords in the environment, as written and as they read."""
    found: set[str] = set()
    for name in _SECRET_VARIABLES:
        try:
            password = urlsplit(environment.get(name, "")).password
        except ValueError:
            continue
        if password:
            found |= {password, unquote(password)}
    return found
