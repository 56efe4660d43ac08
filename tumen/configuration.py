"""The one reader: environment, schedules.yaml and seeds/sources.yaml → a frozen, checked Installation.

Three questions, one home each: when → schedules.yaml, what and where from → seeds/, machine and secrets → TUMEN_* variables.
Nothing below the command line reads files of configuration or the environment.
"""

import difflib
import ipaddress
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tumen.catalogue import Installation, Machine, Smtp
from tumen.registry import load_registry
from tumen.schedules import read_schedules
from tumen.sources import read_sources
from tumen.yamlfile import ConfigurationError, read_yaml

VARIABLES = {
    "TUMEN_HOME": "folder with schedules.yaml, seeds/ and var/; default: this folder if it holds schedules.yaml",
    "TUMEN_DATABASE_URL": "sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME; default: var/tumen.db in the home",
    "TUMEN_SMTP_URL": "smtp://USER:PASSWORD@HOST:587 (STARTTLS), smtps://HOST:465 (TLS) or smtp+plain://HOST:25 (no encryption)",
    "TUMEN_ALLOW_ADDRESSES": "networks the crawler may reach although they are not public, as 127.0.0.0/8,::1/128",
    "TUMEN_CONTACT": "mail address or web page in the crawler's user agent, for publishers with questions",
}
_SHIPPED = Path(__file__).parent / "shipped"  # in a wheel; a checkout carries the files at its top


def shipped() -> Path:
    """Where the defaults that come with the program stand."""
    return _SHIPPED if _SHIPPED.is_dir() else Path(__file__).parent.parent


def find_home(environment: Mapping[str, str], directory: Path) -> Path:
    """TUMEN_HOME, else `directory` when it holds schedules.yaml, else the user's data folder (XDG base directory)."""
    if "TUMEN_HOME" in environment:
        home = Path(environment["TUMEN_HOME"]).expanduser()
        if not home.is_dir():
            raise ConfigurationError(f"TUMEN_HOME: {home} is not a folder; create it or name another")
        return home.resolve()
    if (directory / "schedules.yaml").is_file():
        return directory.resolve()
    data = environment.get("XDG_DATA_HOME") or str(Path(environment.get("HOME", "~")).expanduser() / ".local" / "share")
    return Path(data) / "tumen"


def configured_file(home: Path, name: str) -> Path:
    """The home's own file `name`, else the shipped one."""
    own = home / name
    return own if own.is_file() else shipped() / name


def load(environment: Mapping[str, str], directory: Path, accepted: Path | None = None) -> Installation:
    """How this installation is set up. `accepted` is a folder whose plans go before those of the home: the daemon's children's.

    Raises ConfigurationError at the first thing that cannot be used, before anything has run.
    """
    machine = load_machine(environment, directory)

    def file(name: str) -> Path:
        return accepted / name if accepted and (accepted / name).is_file() else configured_file(machine.home, name)

    registry = cache(lambda: load_registry(file("seeds/transport.yaml")))
    sources = read_sources(read_yaml(file("seeds/sources.yaml"), "seeds/sources.yaml"), registry)
    schedules = read_schedules(read_yaml(file("schedules.yaml")), sources)
    return Installation(
        **{name: getattr(machine, name) for name in Machine.__dataclass_fields__}, sources=sources, schedules=schedules
    )


def load_machine(environment: Mapping[str, str], directory: Path) -> Machine:
    """The part that the environment says. Raises ConfigurationError."""
    for name in environment:
        if name.startswith("TUMEN_") and name not in VARIABLES and not name.startswith("TUMEN_TEST_"):
            near = difflib.get_close_matches(name, VARIABLES, n=1)
            hint = f"did you mean {near[0]}?" if near else "known: " + ", ".join(VARIABLES)
            raise ConfigurationError(f"{name}: unknown environment variable; {hint}")
    home = find_home(environment, directory)
    return Machine(
        home=home,
        database_url=environment.get("TUMEN_DATABASE_URL") or f"sqlite:///{home / 'var' / 'tumen.db'}",
        smtp=_smtp(environment.get("TUMEN_SMTP_URL")),
        open_addresses=_networks(environment.get("TUMEN_ALLOW_ADDRESSES", "")),
        contact=environment.get("TUMEN_CONTACT") or "no contact given",
    )


def _networks(written: str) -> tuple[str, ...]:
    found = []
    for part in filter(None, (part.strip() for part in written.split(","))):
        try:
            found.append(str(ipaddress.ip_network(part)))
        except ValueError as error:
            raise ConfigurationError(
                f'TUMEN_ALLOW_ADDRESSES: "{part}" is not a network ({error}); write 127.0.0.0/8 or ::1/128'
            ) from error
    return tuple(found)


_SMTP_SCHEMES = {"smtp": ("starttls", 587), "smtps": ("tls", 465), "smtp+plain": ("none", 25)}


def _smtp(written: str | None) -> Smtp | None:
    if not written:
        return None
    forms = "smtp://USER:PASSWORD@HOST:587, smtps://HOST:465 or smtp+plain://HOST:25"
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError as error:  # the message must not repeat the URL: it may hold a password
        raise ConfigurationError(f"TUMEN_SMTP_URL: not an address; write {forms}") from error
    if parts.scheme not in _SMTP_SCHEMES or not parts.hostname or parts.path.strip("/"):
        raise ConfigurationError(f"TUMEN_SMTP_URL: not a mail server's address; write {forms}")
    security, usual_port = _SMTP_SCHEMES[parts.scheme]
    if parts.password and security == "none":
        raise ConfigurationError("TUMEN_SMTP_URL: a password over smtp+plain would travel unencrypted; use smtp:// or smtps://")
    return Smtp(
        host=parts.hostname,
        port=port or usual_port,
        security=security,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )
