"""The daemon's record as Prometheus text (exposition format 0.0.4), for a textfile collector or a port on this machine."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def prometheus(state: dict[str, Any]) -> str:
    """What `Record.state` says, as gauges and counters; moments in seconds since 1970."""
    lines: list[str] = []
    for name, kind, said, samples in _metrics(state):
        lines += [f"# HELP {name} {said}", f"# TYPE {name} {kind}"]
        lines += [
            f"{name}{_labels(labels)} {value:g}" if value % 1 else f"{name}{_labels(labels)} {int(value)}"
            for labels, value in samples
        ]
    return "\n".join(lines) + "\n"


Samples = list[tuple[dict[str, str], float]]


def _metrics(state: dict[str, Any]) -> Iterator[tuple[str, str, str, Samples]]:
    jobs: dict[str, Any] = state["jobs"]
    yield "tumen_heartbeat_seconds", "gauge", "When the daemon last beat.", [({}, _epoch(state["beat_at"]))]
    yield "tumen_started_seconds", "gauge", "When the daemon started.", [({}, _epoch(state["started_at"]))]
    refused = 1 if state["schedules"]["refused"] else 0
    yield "tumen_schedules_refused", "gauge", "1 while schedules.yaml holds a version that cannot be used.", [({}, refused)]
    running: Samples = [({"job": name}, len(job["running"])) for name, job in jobs.items()]
    yield "tumen_job_running", "gauge", "Runs of the job at work.", running
    ended: Samples = [
        ({"job": name, "outcome": outcome}, count) for name, job in jobs.items() for outcome, count in sorted(job["runs"].items())
    ]
    yield "tumen_job_runs_total", "counter", "Runs of the job that ended, by outcome.", ended
    idle: Samples = [({"job": name}, job.get("idle", 0)) for name, job in jobs.items()]
    yield "tumen_job_idle_total", "counter", "Starts of the job that found nothing due.", idle
    for key, metric, said in (
        ("last_ok_at", "tumen_job_last_ok_seconds", "When the job last ended well."),
        ("next_at", "tumen_job_next_seconds", "When the job starts next."),
    ):
        yield metric, "gauge", said, [({"job": name}, _epoch(job[key])) for name, job in jobs.items() if job[key]]
    lasted: Samples = [
        ({"job": name}, _epoch(last["until"]) - _epoch(last["since"])) for name, job in jobs.items() if (last := job["last"])
    ]
    yield "tumen_job_last_duration_seconds", "gauge", "How long the last run took.", lasted


def _labels(labels: dict[str, str]) -> str:
    said = ",".join(
        f'{name}="{value}"' for name, value in labels.items()
    )  # job names need no escapes: schedules.yaml allows none
    return f"{{{said}}}" if said else ""


def _epoch(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


class Port:
    """An HTTP server on the loopback interface that answers /metrics and nothing else."""

    def __init__(self, port: int, text: Callable[[], str]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(text))
        self._server.daemon_threads = True
        self.number: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(text: Callable[[], str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10.0  # seconds a client may take over its request

        def do_GET(self) -> None:
            if self.path != "/metrics":
                self.send_error(404)
                return
            body = text().encode()
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Scrapes are nobody's news."""

    return Handler
