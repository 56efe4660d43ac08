"""The daemon's plans: read from this home, checked, and kept as they were when they last could be used.

A file that cannot be used must change nothing, for the daemon's children neither: they read the copy that was accepted.
"""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from clock.daemon import Refused
from clock.jobs import Job, jobs_of
from tumen.configuration import configured_file, load
from tumen.yamlfile import ConfigurationError

FILES = ("schedules.yaml", "seeds/sources.yaml", "seeds/transport.yaml")  # the last: searches name places of the registry

_Seen = tuple[tuple[str, int, int, int], ...]


class HomePlans:
    """schedules.yaml and the catalogue of a home, and the copy of both that was last accepted."""

    def __init__(self, home: Path, state: Path, environment: Mapping[str, str], directory: Path) -> None:
        self._home = home
        self._environment = environment
        self._directory = directory
        self.accepted = state / "accepted"
        self._fresh = state / "accepted.fresh"
        self._read = self._looked = self._look()

    def changed(self) -> bool:
        """Whether a file is another than when it was last read, and has rested since the last look: editors write in steps."""
        before, self._looked = self._looked, self._look()
        return self._looked != self._read and self._looked == before

    def read(self) -> Sequence[Job]:
        """The jobs as the files say now; they become what the children read. Raises Refused."""
        self._read = self._look()
        try:
            self._copy()
            place = load(self._environment, self._directory, accepted=self._fresh)
            shutil.rmtree(self.accepted, ignore_errors=True)
            self._fresh.rename(self.accepted)
        except ConfigurationError as error:
            raise Refused(str(error)) from error
        except OSError as error:
            raise Refused(f"{error.filename or self._fresh}: {error.strerror}") from error
        return jobs_of(place.schedules, place.sources)

    def _copy(self) -> None:
        shutil.rmtree(self._fresh, ignore_errors=True)
        (self._fresh / "seeds").mkdir(parents=True)
        for name in FILES:
            shutil.copyfile(configured_file(self._home, name), self._fresh / name)

    def _look(self) -> _Seen:
        return tuple(self._state(configured_file(self._home, name)) for name in FILES)

    @staticmethod
    def _state(path: Path) -> tuple[str, int, int, int]:
        try:
            found = path.stat()
        except OSError:
            return str(path), 0, 0, 0
        return str(path), found.st_mtime_ns, found.st_size, found.st_ino
