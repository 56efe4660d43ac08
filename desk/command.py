"""The `tumen` command: its subcommands are imported only when they are asked for, and every ending has its exit code.

0 done · 1 finished with failures worth a look · 2 usage or configuration · 3 database · 4 interrupted
"""

import gc
import importlib
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Never

import click

import tumen
from desk.moments import AWARE
from tumen.yamlfile import ConfigurationError

if TYPE_CHECKING:
    from desk.turn import Turn

DONE, FAILURES, USAGE, DATABASE, INTERRUPTED = range(5)

# name → (module that holds it as `command`, the line `tumen --help` shows), in the order of a day's work
_COMMANDS = {
    "run": ("desk.run", "Load the baseline, crawl what is due, compose the daily digest: the main job, once."),
    "check": ("desk.check", "Check the configuration and print the resolved plan."),
    "sources": ("desk.sources", "List the catalogue."),
    "crawl": ("desk.crawl", "Fetch new articles from sources."),
    "import": ("desk.import_files", "Take files (.txt .html .jsonl) down the same line as fetched pages."),
    "explain": ("desk.explain", "Show what the line makes of one file or address, and why."),
    "why": ("desk.why", "Say why an address is, or is not, in a digest."),
    "label": ("desk.label", "Judge an article; `tumen fit` learns from it."),
    "fit": ("desk.fit", "Fit the weights to seeds and labels; refuse what is worse."),
    "evaluate": ("desk.evaluate", "Measure relevance and transport links against labelled documents."),
    "search": ("desk.search", "Search the kept articles."),
    "links": ("desk.links", "Show what is stated of each transport link, and where sources disagree; draw it."),
    "evidence": ("desk.evidence", "Show the page an article was read from, as it came back."),
    "export": ("desk.export", "Write articles, revisions, evidence … as CSV, JSON lines or Parquet."),
    "digest": ("desk.digest", "Compose a digest, and send or preview it."),
    "alert": ("desk.alert", "Mail what is wrong and was not told yet."),
    "status": ("desk.status", "Show sources, outcomes, articles and recent runs."),
    "schedule": ("desk.schedule", "List what will run when."),
    "database": ("desk.database", "Upgrade, back up or check the database; open it to analysts."),
    "upkeep": ("desk.upkeep", "Run a housekeeping task of schedules.yaml."),
    "daemon": ("desk.daemon", "Run what schedules.yaml says, until told to stop."),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(_COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """From the table: the list needs no module of any subcommand."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(tumen.__version__, prog_name="tumen")
@click.option(
    "--with-parent", type=int, hidden=True, help="End when this process ends: what the daemon starts its children with."
)
@click.option("--accepted", type=click.Path(path_type=Path), hidden=True, help="The folder of the daemon's plans.")
@click.option("--turn", nargs=2, type=(str, AWARE), hidden=True, help="The job this is a run of, and the time it was due.")
@click.pass_context
def group(context: click.Context, with_parent: int | None, accepted: Path | None, turn: tuple[str, datetime] | None) -> None:
    """Tumen watches the transport links between Russia and the DPRK.

    It reads schedules.yaml and seeds/ in its home (TUMEN_HOME, else this folder, else the shipped defaults) and keeps
    everything it finds in an SQL database (TUMEN_DATABASE_URL, else var/tumen.db in the home).

    \b
    First steps:
      tumen check          what would be crawled, and when
      tumen run            everything once
      tumen search khasan  what was found
      tumen COMMAND --help
    """
    del accepted  # desk.place asks the context for it
    if with_parent is not None:
        from desk.parent import end_with

        end_with(with_parent)
    if turn is not None:
        from desk.turn import begin

        begin(*turn, context)


@group.result_callback()
@click.pass_obj
def _ended(turn: "Turn | None", /, result: Any, **_: object) -> Any:
    if turn is not None:
        click.get_current_context().obj = None
        turn.end(done=not result)
    return result


def main() -> int:
    """Run the command line; the exit code."""
    gc.set_threshold(50_000)  # imports make a hundred thousand things that stay; looking through them was 5 % of a start
    signal.signal(signal.SIGTERM, _terminated)
    try:
        result: Any = group.main(standalone_mode=False, prog_name="tumen")
        sys.stdout.flush()
        return int(result or DONE)
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except click.ClickException as error:
        error.show()
        return USAGE
    except ConfigurationError as error:
        return _say(str(error), USAGE)
    except (KeyboardInterrupt, click.exceptions.Abort):
        return _say("interrupted", INTERRUPTED)
    except Exception as error:  # boundary 2 of 2: a job ends with one line and a code
        if type(error).__name__ != "DatabaseError":  # by name: importing storage would slow every command that needs none
            raise
        return _say(str(error), DATABASE)


def _terminated(number: int, frame: FrameType | None) -> Never:
    """SIGTERM unwinds like Ctrl-C: leases are released and the run is marked interrupted."""
    del number, frame
    raise KeyboardInterrupt


def _say(message: str, code: int) -> int:
    click.echo(f"tumen: {message}", err=True)
    return code
