"""The menu: every command with one line in both languages. A command is the module of its name in this room."""

from schemas.words import Words

COMMANDS: dict[str, Words] = {
    "demo": Words(vi="diễn tập trọn một đại hội trong examples/", en="rehearse a whole congress of examples/"),
    "up": Words(
        vi="chạy kho, máy chủ Prefect và worker; Ctrl-C để dừng",
        en="run store, Prefect server and worker; Ctrl-C stops",
    ),
    "person": Words(vi="ai giữ vai trò gì, ở đâu", en="who holds which role, where"),
    "new": Words(vi="mở một đại hội từ tệp YAML", en="open a congress from a YAML file"),
    "pending": Words(vi="việc đang chờ: ai, hạn nào", en="what waits, for whom, until when"),
    "season": Words(vi="cả mùa đại hội của một cấp trên", en="all congresses of a superior at a glance"),
    "show": Words(vi="đại hội đang ở đâu", en="where a congress stands"),
    "why": Words(vi="điều gì đang giữ đại hội, ai gỡ được", en="what holds a congress, and who can move it"),
    "plan": Words(
        vi="tính ngược, tính xuôi từ ngày khai mạc; ngày nào kịp",
        en="count back and forward from an opening day; which days work",
    ),
    "form": Words(vi="lấy mẫu của một yêu cầu", en="a request's form, filled in as far as known"),
    "answer": Words(vi="nộp cho một yêu cầu", en="hand in an answer to a request"),
    "correct": Words(
        vi="thay một bản nộp đã nhận, làm lại những gì dựa trên nó",
        en="replace an accepted answer; what stood on it is done again",
    ),
    "comments": Words(
        vi="gửi dự thảo lấy ý kiến, nhận, gộp, tiếp thu, giải trình, so bản",
        en="send the draft out, take comments in, group, decide, compare versions",
    ),
    "trace": Words(
        vi="một ý kiến, chỉ tiêu, đoạn hay câu nghị quyết: từ đâu ra, đi tới đâu",
        en="an opinion, target, paragraph or sentence: where it came from, where it went",
    ),
    "papers": Words(vi="các văn bản của hồ sơ", en="the papers of a dossier"),
    "proofread": Words(
        vi="soát một bài hoặc mọi văn bản với hồ sơ", en="hold a text, or every paper, against the dossier"
    ),
    "templates": Words(
        vi="mẫu Word riêng của cơ quan: chép ra, kiểm tra", en="the office's own Word template: eject, check"
    ),
    "site": Words(vi="trang web tĩnh của các đại hội đã đăng tin", en="a static site of the published congresses"),
    "attach": Words(
        vi="lưu bản đã ký, bản quét hoặc văn bản cấp trên gửi về", en="put a signed copy or a superior's paper on file"
    ),
    "number": Words(vi="số, ký hiệu đã cấp cho văn bản", en="the numbers given to papers"),
    "journal": Words(vi="nhật ký của hồ sơ", en="the log of a dossier"),
    "assign": Words(vi="giao hẳn một yêu cầu cho người khác", en="give a request to someone else"),
    "delegate": Words(
        vi="ủy quyền một yêu cầu, hoặc mọi việc của một người khi vắng mặt",
        en="let someone act for a time: one request, or all that a person is asked",
    ),
    "extend": Words(vi="gia hạn một yêu cầu, có lý do", en="let a request be due later, with a reason"),
    "tally": Words(vi="xét một cuộc bầu từ một tệp, không cần máy chủ", en="judge one election from a file, offline"),
    "check": Words(vi="bảng đối chiếu quy định của hồ sơ", en="the conformance sheet of a dossier"),
    "waive": Words(vi="cho bỏ qua một phép kiểm chưa có căn cứ chắc chắn", en="pass over a check of uncertain basis"),
    "rules": Words(vi="bộ quy định của một ngày khai mạc, có căn cứ", en="the rules of an opening day, with sources"),
    "postpone": Words(vi="đổi ngày khai mạc", en="move the opening day"),
    "cancel": Words(vi="hủy việc chuẩn bị đại hội", en="call the congress off"),
    "seal": Words(
        vi="niêm phong hồ sơ vào một tệp có chữ ký để lưu giữ", en="seal a dossier into one signed file for keeping"
    ),
    "verify": Words(
        vi="kiểm tra tệp niêm phong, hoặc nhật ký của kho này, còn nguyên vẹn không",
        en="whether a sealed file, or the journals of this store, are whole",
    ),
    "doctor": Words(
        vi="khám toàn bộ: kho, nhật ký, văn bản, giờ, worker, phông, đĩa",
        en="examine store, journals, papers, clock, worker, fonts, disk",
    ),
    "backup": Words(
        vi="sao lưu tất cả trong khi đang chạy, và phục hồi thử", en="copy everything while in use, and try the copy"
    ),
    "restore": Words(vi="phục hồi bản sao lưu vào kho trống", en="fill an empty store from a backup"),
    "erase": Words(
        vi="xóa nội dung riêng đã hết thời hạn giữ; nhật ký vẫn kiểm tra được",
        en="erase private values kept long enough; the journal still verifies",
    ),
    "watch": Words(vi="canh một lượt: nhắc việc, gửi thư", en="one round of the watch: remind, send"),
    "mail": Words(vi="thư đã gửi, thư không đến nơi", en="what was said to whom, what did not arrive"),
    "repair": Words(vi="nối lại hồ sơ với lượt chạy trên Prefect", en="bring runs and store together again"),
}

BEGIN_A_STORE = frozenset({"demo", "up", "new", "person", "restore", "doctor"})
"""May be the first command of an installation: they make the store where there is none."""
NEED_NO_STORE = frozenset({"tally", "plan", "rules", "templates", "verify"})
"""Answer from what is typed; where they look at a dossier, they say themselves that there is none."""


def menu(lang: str) -> str:
    """The menu as text."""
    width = max(len(name) for name in COMMANDS)
    lines = [f"  daihoi {name:<{width}}  {words.to(lang)}" for name, words in COMMANDS.items()]
    head = "daihoi: prepares congresses, step by step" if lang == "en" else "daihoi: chuẩn bị đại hội, từng bước một"
    foot = (
        "`daihoi COMMAND --help` tells more. DAIHOI_LANG=vi for Vietnamese."
        if lang == "en"
        else "Gõ `daihoi LỆNH --help` để biết thêm. DAIHOI_LANG=en cho tiếng Anh."
    )
    return "\n".join([head, "", *lines, "", foot])
