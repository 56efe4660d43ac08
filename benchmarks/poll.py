"""What polling costs: 150 feeds on this machine, each a host of its own, none of them changed. `make bench-poll`.

Prints CPU seconds and peak memory of the crawl's process and its workers, and the time it took; the feeds are served here.
"""

import resource
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.contenders import own_environment

FEEDS = 150
_ETAG = '"unchanged"'
_FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title></channel></rss>'


class _Publisher(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        held = self.headers.get("If-None-Match") == _ETAG
        found = self.path == "/feed.xml"
        body = _FEED if found and not held else b""
        self.send_response(404 if not found else 304 if held else 200)
        for name, value in (("Content-Type", "application/rss+xml"), ("Content-Length", str(len(body))), ("ETag", _ETAG)):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512  # all feeds are asked at once


def main() -> int:
    """First crawl (everything is new), then two that find nothing changed; the exit code."""
    server = _Server(("0.0.0.0", 0), _Publisher)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        _home(Path(folder), server.server_address[1])
        environment = own_environment() | {"TUMEN_HOME": folder, "TUMEN_ALLOW_ADDRESSES": "127.0.1.0/24"}
        for what in ("first poll", "unchanged", "unchanged"):
            before, begun = _cpu(), time.perf_counter()
            command = [sys.executable, "-m", "desk", "crawl", *(f"s{n}" for n in range(FEEDS))]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                print(done.stderr, file=sys.stderr)
                return 1
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024  # of the largest process so far
            seconds = time.perf_counter() - begun
            print(f"{what:<10} {FEEDS} feeds: {_cpu() - before:.2f} s of CPU, {seconds:.1f} s, peak {peak:.0f} MB")
    server.shutdown()
    return 0


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _home(folder: Path, port: int) -> None:
    (folder / "seeds").mkdir()
    entries = (
        f'  - {{id: s{n}, publisher: s{n}, kind: feed, url: "http://127.0.1.{n + 1}:{port}/feed.xml", languages: [en], '
        "affiliation: wire, timezone: UTC, every: 1h, enabled: true}"
        for n in range(FEEDS)
    )
    (folder / "seeds" / "sources.yaml").write_text("sources:\n" + "\n".join(entries) + "\n", encoding="utf-8")
    (folder / "schedules.yaml").write_text("crawl: {all: {affiliations: [wire], every: 15m}}\ndigest: {}\nupkeep: {}\n")


if __name__ == "__main__":
    sys.exit(main())
