"""`daihoi demo`: a whole congress rehearsed through the program's own doors."""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from daihoi.cli import views
from daihoi.cli.up import await_ready, embedded, stop
from daihoi.errors import BadInput
from daihoi.rules import procedure
from daihoi.settings import Settings
from schemas.step import Kind

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SPEAKERS = {
    "organiser": "Bí thư chi bộ",
    "superior": "Ban thường vụ cấp trên",
    "presidium": "Đoàn chủ tịch",
    "counting": "Trưởng ban kiểm phiếu",
    "editor": "Biên tập viên",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which example, and whether to leave the server running."""
    parser.add_argument("--example", default="vistip-2020")
    parser.add_argument("--open", action="store_true", help="để máy chủ chạy tiếp sau khi xong")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Rehearse it in a folder of its own."""
    return rehearse(options.example, keep_open=options.open)


def rehearse(example: str, *, keep_open: bool) -> int:
    """Rehearse ``examples/<example>`` on an embedded server in a folder of its own."""
    folder = EXAMPLES / example
    if not folder.is_dir():
        known = ", ".join(sorted(p.name for p in EXAMPLES.glob("*") if p.is_dir()))
        raise BadInput(
            f"Không có ví dụ «{example}»; các ví dụ là: {known}.",
            f"There is no example “{example}”; there are: {known}.",
        )
    home = Path(tempfile.mkdtemp(prefix="daihoi-demo-"))
    port = _free_port()
    settings = Settings(
        home,
        f"sqlite:///{home / 'daihoi.db'}",
        f"http://127.0.0.1:{port}/api",
        os.environ.get("DAIHOI_LANG", "vi")[:2],
        None,
    )
    views.console.print(f"[bold]Diễn tập[/bold] {example} · dữ liệu ở {home}")
    process = embedded(settings, port)
    try:
        if not await_ready(process, settings):
            return 1
        views.console.print(f"Trang Prefect: http://127.0.0.1:{port}")
        failed = _play(folder, settings, port)
        if failed:
            return failed
        _finish(folder, settings, port)
        if keep_open:
            views.console.print(f"Máy chủ vẫn chạy ở http://127.0.0.1:{port}; Ctrl-C để dừng.")
            process.wait()
        return 0
    except KeyboardInterrupt:
        return 0
    finally:
        stop(process)


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def _daihoi(settings: Settings, port: int, *arguments: str, day: str | None = None) -> subprocess.CompletedProcess[str]:
    env = {
        **os.environ,
        "DAIHOI_HOME": str(settings.home),
        "DAIHOI_DATABASE_URL": settings.database_url,
        "DAIHOI_PORT": str(port),
        "PREFECT_API_URL": settings.prefect_api,
    }
    return subprocess.run(
        [sys.executable, "-m", "daihoi.cli.main", *arguments], env=env, capture_output=True, text=True, check=False
    )


def _play(folder: Path, settings: Settings, port: int) -> int:
    opened = _daihoi(settings, port, "new", str(folder / "opening.yaml"), "--as", SPEAKERS["organiser"])
    views.console.print(opened.stdout.strip() or opened.stderr.strip())
    if opened.returncode:
        return opened.returncode
    code = folder.name
    asked: Counter[str] = Counter()
    until = time.monotonic() + 600
    while time.monotonic() < until:
        waiting = json.loads(_daihoi(settings, port, "pending", code, "--json").stdout or "[]")
        if not waiting:
            if json.loads(_daihoi(settings, port, "show", code, "--json").stdout)["life"] == "closed":
                return 0
            time.sleep(0.2)
            continue
        request = waiting[0]
        kind, number, speaker = request["kind"], str(request["number"]), SPEAKERS[request["role"]]
        asked[kind] += 1
        title = procedure.ROWS[Kind(kind)].title.vi
        views.console.rule(f"Yêu cầu {number} · {title} · lượt {request['round']}", align="left")
        refused = folder / "answers" / f"{kind}.refused.yaml"
        if refused.exists() and asked[kind] == 1:
            views.console.print(f"[bold]{speaker}[/bold] nộp một bản còn thiếu ({refused.name})…")
            said = _daihoi(settings, port, "answer", number, str(refused), "--as", speaker)
            views.console.print(said.stdout.strip() or said.stderr.strip(), markup=False)
            if said.returncode != 1:
                return 1
        file = folder / "answers" / f"{kind}.{asked[kind]}.yaml"
        file = file if file.exists() else folder / "answers" / f"{kind}.yaml"
        views.console.print(f"[bold]{speaker}[/bold] nộp {file.name}…")
        said = _daihoi(settings, port, "answer", number, str(file), "--as", speaker)
        views.console.print(said.stdout.strip() or said.stderr.strip(), markup=False)
        if said.returncode:
            return said.returncode
    views.console.print("Diễn tập quá 10 phút, dừng lại.")
    return 1


def _finish(folder: Path, settings: Settings, port: int) -> None:
    code = folder.name
    papers = settings.home / "papers"
    views.console.rule("Diễn biến", align="left")
    views.console.print(_daihoi(settings, port, "journal", code).stdout.strip(), markup=False)
    views.console.rule("Văn bản", align="left")
    views.console.print(_daihoi(settings, port, "papers", code, "--to", str(papers)).stdout.strip(), markup=False)
    views.console.print(f"Tất cả văn bản ở {papers}")
    news = sorted(papers.glob("S08-*.txt"))
    if news:
        views.console.rule("Tin đăng", align="left")
        views.console.print(news[-1].read_text(encoding="utf-8"), markup=False)
