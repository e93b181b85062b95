"""The command line: parse, call, exit code."""

import argparse
import os
import sys
from collections.abc import Sequence

from daihoi.errors import DaihoiError
from daihoi.settings import read_settings


def parser() -> argparse.ArgumentParser:
    """All commands."""
    top = argparse.ArgumentParser(
        prog="daihoi", description="Chuẩn bị đại hội chi bộ, từng bước, có kiểm tra và nhật ký."
    )
    commands = top.add_subparsers(dest="command", metavar="LỆNH")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.add_argument("--json", action="store_true", help="in ra JSON")
        return sub

    def actor(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--as", dest="who", metavar="TÊN", help="ai thực hiện (hoặc đặt DAIHOI_PERSON)")

    demo = add("demo", "diễn tập trọn một đại hội trong examples/")
    demo.add_argument("--example", default="vistip-2020")
    demo.add_argument("--open", action="store_true", help="để máy chủ chạy tiếp sau khi xong")
    add("up", "chạy kho, máy chủ Prefect và worker; Ctrl-C để dừng")
    new = add("new", "mở một đại hội từ tệp YAML")
    new.add_argument("file")
    actor(new)
    pending = add("pending", "việc đang chờ: ai, hạn nào")
    pending.add_argument("code", nargs="?")
    show = add("show", "đại hội đang ở đâu")
    show.add_argument("code")
    form = add("form", "lấy mẫu của một yêu cầu")
    form.add_argument("number", type=int)
    answer = add("answer", "nộp cho một yêu cầu")
    answer.add_argument("number", type=int)
    answer.add_argument("file")
    answer.add_argument("--code", help="chỉ nhận nếu yêu cầu thuộc hồ sơ này")
    answer.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không nộp")
    actor(answer)
    papers = add("papers", "các văn bản của hồ sơ")
    papers.add_argument("code")
    papers.add_argument("--to", metavar="THƯ_MỤC")
    papers.add_argument("--zip", metavar="TỆP")
    journal = add("journal", "nhật ký của hồ sơ")
    journal.add_argument("code")
    correct = add("correct", "thay một bản nộp đã nhận, làm lại những gì dựa trên nó")
    correct.add_argument("number", type=int)
    correct.add_argument("file")
    actor(correct)
    postpone = add("postpone", "đổi ngày khai mạc")
    postpone.add_argument("code")
    postpone.add_argument("day")
    postpone.add_argument("--reason", required=True)
    actor(postpone)
    cancel = add("cancel", "hủy việc chuẩn bị đại hội")
    cancel.add_argument("code")
    cancel.add_argument("--reason", required=True)
    actor(cancel)
    add("repair", "nối lại hồ sơ với lượt chạy trên Prefect")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 fine, 1 refused by the rules, 2 wrong use."""
    options = parser().parse_args(arguments)
    if options.command is None:
        parser().print_help()
        return 0
    from daihoi.cli import commands

    try:
        return commands.run(options, read_settings())
    except DaihoiError as error:
        print(error.words.to(read_settings().lang), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
