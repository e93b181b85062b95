"""`daihoi comments …`: send the draft out, take comments in, group them, decide on them, show what became of them."""

import argparse
from importlib import import_module

from daihoi.cli.options import add_actor, add_json
from daihoi.settings import Settings

_SOURCES = ("member", "mass_organisation", "non_member", "superior")
_WHERE = {
    "draft": "comments_out",
    "sheet": "comments_out",
    "notices": "comments_out",
    "redline": "comments_out",
    "synthesis": "comments_out",
    "import": "comments_in",
    "add": "comments_in",
    "ask": "comments_in",
    "list": "comments_show",
    "who": "comments_show",
    "conflicts": "comments_show",
    "group": "comments_decide",
    "late": "comments_decide",
    "decide": "comments_decide",
    "close": "comments_decide",
}
"""The module of this room that does what is typed after `daihoi comments`."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """One subcommand each; `daihoi comments SUB --help` tells its own."""
    subs = parser.add_subparsers(dest="what", required=True, metavar="VIỆC")

    def add(name: str, help_: str, *, acts: bool = False, looks: bool = False) -> argparse.ArgumentParser:
        sub = subs.add_parser(name, help=help_, description=help_)
        sub.add_argument("code", help="mã hồ sơ")
        if acts:
            add_actor(sub)
        if acts or looks:
            add_json(sub)
        return sub

    sub = add("ask", "ghi các tổ chức được hỏi, hạn góp ý, có nhận ý kiến không ghi tên hay không", acts=True)
    sub.add_argument("--body", action="append", default=[], metavar="TÊN[=LOẠI]", help="một tổ chức được hỏi ý kiến")
    sub.add_argument("--deadline", metavar="NGÀY", help="hạn góp ý; sau hạn vẫn nhận nhưng ghi là muộn")
    sub.add_argument("--without", action="append", default=[], metavar="TÊN", help="thôi hỏi tổ chức này")
    named = sub.add_mutually_exclusive_group()
    named.add_argument("--anonymous", action="store_true", default=None, help="cho phép ý kiến không ghi tên")
    named.add_argument("--named", dest="anonymous", action="store_false", help="ý kiến nào cũng phải ghi tên")

    sub = add("draft", "ghi dự thảo ra tệp .docx, .md hoặc .yaml để gửi lấy ý kiến")
    sub.add_argument("--to", required=True, metavar="TỆP")
    sub.add_argument("--for", dest="recipient", metavar="TÊN", help="gửi cho ai; tệp trả về được ghi tên người ấy")
    sub.add_argument("--source", choices=_SOURCES, help="người nhận là ai")
    sub.add_argument("--version", type=int, metavar="N", help="bản nào; để trống là bản mới nhất")
    sub.add_argument("--official", action="store_true", help="theo thể thức của báo cáo chính trị (P02), chỉ .docx")

    sub = add("sheet", "ghi bảng mẫu để góp ý, hoặc cả sổ ý kiến để quyết định (.xlsx, .csv)")
    sub.add_argument("--to", required=True, metavar="TỆP")
    sub.add_argument("--register", action="store_true", help="cả sổ ý kiến, có cột quyết định để điền")

    sub = add("import", "nhập ý kiến từ tệp .docx, .md, .xlsx, .csv", acts=True)
    sub.add_argument("files", nargs="+", metavar="TỆP")
    sub.add_argument("--author", metavar="TÊN", help="ý kiến là của ai, nếu tệp không nói")
    sub.add_argument("--source", choices=_SOURCES)
    sub.add_argument("--received", metavar="NGÀY", help="ngày nhận; để trống là hôm nay")
    sub.add_argument("--map", action="append", default=[], metavar="CỘT=Ô", help="cột của tệp là ô nào của ý kiến")
    sub.add_argument("--sitting", action="store_true", help="ý kiến phát biểu tại đại hội")
    sub.add_argument("--dry-run", action="store_true", help="chỉ xem sẽ nhập gì")

    sub = add("add", "ghi một ý kiến", acts=True)
    sub.add_argument("--author", metavar="TÊN", help="để trống là không ghi tên")
    sub.add_argument("--source", choices=_SOURCES)
    sub.add_argument("--text", required=True, metavar="NỘI_DUNG")
    sub.add_argument("--place", metavar="CHỖ", help="đoạn nào: doan12, areas.education, T5 …")
    sub.add_argument("--quote", metavar="CHỮ", help="câu chữ của dự thảo được nói đến")
    sub.add_argument("--instead", metavar="CHỮ", help="đề nghị thay câu chữ ấy bằng")
    sub.add_argument("--met", type=int, metavar="N", help="số người dự họp, khi là ý kiến của tổ chức")
    sub.add_argument("--agreed", type=int, metavar="N", help="số người tán thành")
    sub.add_argument("--received", metavar="NGÀY")
    sub.add_argument("--sitting", action="store_true", help="ý kiến phát biểu tại đại hội")
    sub.add_argument("--dry-run", action="store_true")

    sub = add("list", "các ý kiến, ở đâu trong dự thảo, đã quyết định ra sao", looks=True)
    sub.add_argument("--open", action="store_true", help="chỉ những ý kiến chưa quyết định")
    add("who", "ai đã trả lời, ai chưa", looks=True)
    add("conflicts", "các ý kiến được tiếp thu cùng sửa một chỗ, và những chỗ chưa sửa được", looks=True)

    sub = add("group", "đề xuất các ý kiến gần giống nhau; gộp hoặc tách nhóm", acts=True)
    sub.add_argument("--join", nargs="+", action="append", default=[], metavar="Ý_KIẾN", help="gộp các ý kiến này")
    sub.add_argument("--part", nargs="+", default=[], metavar="NHÓM", help="tách các nhóm này ra")
    sub.add_argument("--like", type=int, default=80, metavar="%", help="giống nhau từ bao nhiêu phần trăm")

    sub = add("late", "nhận hoặc để ngoài các ý kiến đến muộn", acts=True)
    sub.add_argument("ids", nargs="+", metavar="Ý_KIẾN")
    way = sub.add_mutually_exclusive_group(required=True)
    way.add_argument("--take", action="store_true", help="tính như ý kiến đúng hạn")
    way.add_argument("--leave", action="store_true", help="giữ lại nhưng không tính")

    sub = add("decide", "tiếp thu hoặc giải trình ý kiến (cả nhóm nếu ý kiến thuộc một nhóm)", acts=True)
    sub.add_argument("ids", nargs="*", metavar="Ý_KIẾN")
    sub.add_argument("--outcome", choices=("accepted", "partly", "explained"))
    sub.add_argument("--reason", metavar="LÝ_DO")
    sub.add_argument("--place", metavar="CHỖ", help="chỗ sửa; để trống là đoạn được góp ý")
    sub.add_argument("--wording", metavar="CÂU_CHỮ", help="câu chữ mới của cả chỗ ấy")
    sub.add_argument("--drop", action="store_true", help="bỏ hẳn đoạn ấy")
    sub.add_argument("--new", action="store_true", help="--wording là đoạn mới, đặt sau chỗ ấy")
    sub.add_argument("--target", metavar="MÃ", help="--wording là chỉ tiêu mới mang mã này, đặt sau chỗ ấy")
    sub.add_argument("--measure", metavar="SỐ", help="số đo của chỉ tiêu mới: '>= 3 người', '100%% đảng viên'")
    sub.add_argument("--span", choices=("term", "year"), default="term", help="chỉ tiêu của cả nhiệm kỳ hay mỗi năm")
    sub.add_argument("--from", dest="sheet", metavar="TỆP", help="sổ ý kiến đã điền cột quyết định")

    sub = add("close", "đóng sổ ý kiến, rồi đóng phần tiếp thu, giải trình", acts=True)
    sub.add_argument("--asked", type=int, metavar="N", help="số nơi được hỏi; để trống thì đếm theo danh sách")
    sub.add_argument("--dry-run", action="store_true")

    sub = add("notices", "thư trả lời từng người góp ý, một tệp một người")
    sub.add_argument("--to", required=True, metavar="THƯ_MỤC")

    sub = add("synthesis", "xem báo cáo tổng hợp (P04) theo sổ lúc này, cả khi chưa quyết định xong")
    sub.add_argument("--to", required=True, metavar="TỆP", help=".docx, .pdf, .html hoặc .md")

    sub = add("redline", "so hai bản dự thảo: tệp Word có theo dõi thay đổi, hoặc trang .html")
    sub.add_argument("--to", required=True, metavar="TỆP", help=".docx hoặc .html")
    sub.add_argument("--old", type=int, metavar="N", help="từ bản nào; để trống là bản liền trước")
    sub.add_argument("--new", type=int, metavar="N", help="đến bản nào; để trống là bản mới nhất")
    sub.add_argument("--since-review", action="store_true", help="chỉ những gì đổi từ lần cấp trên xem trước")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Hand over to the module that does it."""
    module = import_module(f"daihoi.cli.{_WHERE[options.what]}")
    return getattr(module, f"run_{options.what}")(options, settings)
