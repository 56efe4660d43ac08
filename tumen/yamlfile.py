"""Reading YAML so that every refusal names file, line, key and remedy.

`Entry` is a value with its place in the file. Its methods convert or refuse; nothing is guessed, nothing unknown is ignored.
"""

import difflib
import re
from collections.abc import Collection, Iterator
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Never, TypeVar

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads the catalogue ten times faster
_Choice = TypeVar("_Choice", bound=StrEnum)
_DURATION = re.compile(r"(\d+)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class ConfigurationError(Exception):
    """A file, option or environment variable that cannot be used; the message is one line and says what would be right."""


class Entry:
    """One value of a YAML file, with the file, line and dotted key it stands at."""

    def __init__(
        self, node: yaml.Node, file: str, name: str = "", parent: "Entry | None" = None, at: yaml.Node | None = None
    ) -> None:
        self._node = node
        self._file = file
        self._name = name
        self._parent = parent
        self.line = int((at or node).start_mark.line) + 1  # of the key, where there is one: a block value starts a line later
        self.alias = ""  # what a reader knows the entry by, once it has been read: its id

    @property
    def key(self) -> str:
        """The dotted way to this value: `crawl.wires.every`, `sources[4] (tass-en).url`."""
        above = self._parent.key if self._parent else ""
        dot = "." if above and not self._name.startswith("[") else ""
        return f"{above}{dot}{self._name}" + (f" ({self.alias})" if self.alias else "")

    def refuse(self, why: str) -> Never:
        """Raise ConfigurationError for this value."""
        place = f"{self.key}: " if self.key else ""
        raise ConfigurationError(f"{self._file}:{self.line}: {place}{why}")

    def named(self) -> dict[str, "Entry"]:
        """A mapping whose keys are names of the writer's choosing, in file order."""
        if not isinstance(self._node, yaml.MappingNode):
            self.refuse(f"{self._shown()} is not a mapping; write `key: value` lines")
        found: dict[str, Entry] = {}
        for key_node, value_node in self._node.value:
            name = str(key_node.value)
            entry = Entry(value_node, self._file, name, self, at=key_node)
            if name in found:
                entry.refuse(f"stands twice; the first is on line {found[name].line}")
            found[name] = entry
        return found

    def mapping(self, required: Collection[str] = (), optional: Collection[str] = ()) -> dict[str, "Entry"]:
        """A mapping with exactly these keys; unknown ones are refused with the nearest right key."""
        found = self.named()
        known = [*required, *optional]
        for name, entry in found.items():
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f'did you mean "{near[0]}"?' if near else "known keys: " + ", ".join(known)
                entry.refuse(f"unknown key; {hint}")
        missing = [name for name in required if name not in found]
        if missing:
            self.refuse(f"{', '.join(missing)} missing; every entry needs {', '.join(required)}")
        return found

    def sequence(self) -> list["Entry"]:
        if not isinstance(self._node, yaml.SequenceNode):
            self.refuse(f"{self._shown()} is not a list; write [a, b] or one `- item` a line")
        return [Entry(node, self._file, f"[{n}]", self) for n, node in enumerate(self._node.value)]

    def __iter__(self) -> Iterator["Entry"]:
        return iter(self.sequence())

    def is_null(self) -> bool:
        return bool(self._node.tag.endswith(":null"))

    def text(self) -> str:
        if not isinstance(self._node, yaml.ScalarNode) or self.is_null():
            self.refuse(f"{self._shown()} is not text")
        return str(self._node.value)

    def texts(self) -> tuple[str, ...]:
        return tuple(entry.text() for entry in self)

    def choice(self, options: type[_Choice]) -> _Choice:
        written = self.text()
        try:
            return options(written)
        except ValueError:
            names = [str(option.value) for option in options]
            near = difflib.get_close_matches(written, names, n=1)
            hint = f'did you mean "{near[0]}"? ' if near else ""
            self.refuse(f'"{written}" is not one of these; {hint}write {", ".join(names)}')

    def boolean(self) -> bool:
        if self._node.tag.endswith(":bool"):
            return str(self._node.value).lower() in ("true", "yes", "on")
        self.refuse(f"{self._shown()} is not a yes or no; write true or false")

    def number(self) -> float:
        if self._node.tag.endswith((":int", ":float")):
            try:
                return float(self._node.value)
            except ValueError:
                pass  # 0x10, 1_000, .inf: numbers to YAML, not to a reader of this file
        self.refuse(f"{self._shown()} is not a number")

    def integer(self, least: int, most: int) -> int:
        value = self.number()
        if value != int(value) or not least <= value <= most:
            self.refuse(f"{self._shown()} is not a whole number from {least} to {most}")
        return int(value)

    def duration(self, least: timedelta = timedelta(seconds=1), most: timedelta = timedelta(days=3650)) -> timedelta:
        written = self.text()
        match = _DURATION.fullmatch(written)
        if match is None:
            self.refuse(f'"{written}" is not a duration; write 15m, 2h or 1d')
        value = timedelta(seconds=int(match[1]) * _SECONDS[match[2]])
        if not least <= value <= most:
            self.refuse(f"{written} is outside {_said(least)} to {_said(most)}")
        return value

    def _shown(self) -> str:
        node = self._node
        if isinstance(node, yaml.ScalarNode):
            return "nothing" if self.is_null() else f'"{node.value}"'
        return "a mapping" if isinstance(node, yaml.MappingNode) else "a list"


def read_yaml(path: Path, name: str | None = None) -> Entry:
    """The root value of a YAML file; `name` is what messages call it (default: its file name).

    Raises ConfigurationError when the file is missing, unreadable, empty, not UTF-8 or not YAML.
    """
    name = name or path.name
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except OSError as error:
        raise ConfigurationError(f"{name}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{name}: byte {error.start} is not UTF-8; save the file as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ConfigurationError(f"{name}:{line}: not YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{name}: not YAML: {' '.join(str(error).split())}") from error
    if node is None:
        raise ConfigurationError(f"{name}: is empty")
    return Entry(node, name)


def _said(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for unit in "dhm":
        if seconds >= _SECONDS[unit] and seconds % _SECONDS[unit] == 0:
            return f"{seconds // _SECONDS[unit]}{unit}"
    return f"{seconds}s"
