"""Misuse is an exception; a breach of the rules is a finding. One base, a handful of named refusals."""

from datetime import date, datetime

from daihoi.settings import ZONE
from schemas.finding import Finding
from schemas.request import Request
from schemas.words import Words


class DaihoiError(Exception):
    """Something was asked that cannot be done; ``words`` says it to a person."""

    exit_code = 2

    def __init__(self, *args: object) -> None:
        super().__init__(*args)

    @property
    def words(self) -> Words:
        """The sentence, in both languages."""
        return Words(vi=str(self), en=str(self))


class NoRuleSet(DaihoiError):
    """No rule-set covers the opening day."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day

    @property
    def words(self) -> Words:
        return Words(
            vi=f"Chưa có bộ quy định cho ngày khai mạc {self.day:%d/%m/%Y}; hãy kiểm tra lại ô opening_on.",
            en=f"No rule-set covers the opening day {self.day}; check the field opening_on.",
        )


class BadInput(DaihoiError):
    """A file or value that cannot be read: file, field, remedy."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi, en)
        self.vi, self.en = vi, en

    @property
    def words(self) -> Words:
        return Words(vi=self.vi, en=self.en)


class DossierNotFound(DaihoiError):
    """No dossier bears this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def words(self) -> Words:
        return Words(
            vi=f"Không có hồ sơ đại hội mang mã «{self.code}». Gõ `daihoi pending` để xem các hồ sơ đang có.",
            en=f"No dossier has the code “{self.code}”. Type `daihoi pending` to see what there is.",
        )


class DossierExists(DaihoiError):
    """The code is taken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def words(self) -> Words:
        return Words(
            vi=f"Mã hồ sơ «{self.code}» đã có. Hãy đổi ô code, hoặc gõ `daihoi show {self.code}`.",
            en=f"The code “{self.code}” is taken. Change the field code, or type `daihoi show {self.code}`.",
        )


class RequestNotFound(DaihoiError):
    """No request bears this number (in this congress)."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def words(self) -> Words:
        return Words(
            vi=f"Không có yêu cầu số {self.number} ở hồ sơ này. Gõ `daihoi pending` để xem các yêu cầu đang chờ.",
            en=f"There is no request {self.number} here. Type `daihoi pending` to see what waits.",
        )


class AlreadySettled(DaihoiError):
    """The request was answered before: by whom and when."""

    exit_code = 1

    def __init__(self, number: int, who: str, at: datetime | None) -> None:
        super().__init__(number, who, at)
        self.number, self.who, self.at = number, who, at

    @classmethod
    def of(cls, request: Request) -> "AlreadySettled":
        """What there is to say of ``request``, settled or withdrawn."""
        return cls(request.number, request.settled_by or "daihoi", request.settled_at)

    @property
    def words(self) -> Words:
        at = f"{self.at.astimezone(ZONE):%H:%M %d/%m/%Y}" if self.at else "–"
        return Words(
            vi=f"Yêu cầu số {self.number} không còn chờ: {self.who} đã giải quyết lúc {at}. Bản nộp này không thay đổi gì. "
            f"Gõ `daihoi pending` để xem việc đang chờ; muốn thay bản đã nhận thì gõ `daihoi correct {self.number} TỆP`.",
            en=f"Request {self.number} no longer waits: settled by {self.who} at {at}. Nothing was changed. "
            f"Type `daihoi pending` to see what waits; `daihoi correct {self.number} FILE` replaces what was accepted.",
        )


class Refused(DaihoiError):
    """An answer the rules refuse; the request stays open and keeps it."""

    exit_code = 1

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = findings

    @property
    def words(self) -> Words:
        n = sum(f.blocks for f in self.findings)
        return Words(vi=f"Chưa nhận: {n} điểm phải sửa.", en=f"Refused: {n} to mend.")


class NotAllowed(DaihoiError):
    """Somebody else may do this, and the message names them."""

    exit_code = 1

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi, en)
        self.vi, self.en = vi, en

    @property
    def words(self) -> Words:
        return Words(vi=self.vi, en=self.en)


class CodeRefused(NotAllowed):
    """The one-time code is missing, wrong, too old or spent."""


class StaleDossier(DaihoiError):
    """Someone else acted first."""

    exit_code = 1

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def words(self) -> Words:
        return Words(
            vi=f"Hồ sơ «{self.code}» vừa được người khác thay đổi; hãy gõ lại lệnh.",
            en=f"Dossier “{self.code}” was changed by someone else just now; type the command again.",
        )


class StoreUnavailable(DaihoiError):
    """The store cannot be opened, is locked, or is newer than the program."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi, en)
        self.vi, self.en = vi, en

    @property
    def words(self) -> Words:
        return Words(vi=self.vi, en=self.en)


class Erased(DaihoiError):
    """A state that was made of private values which have been erased since."""

    exit_code = 1

    def __init__(self, code: str, seq: int, erased_on: date | None) -> None:
        super().__init__(code, seq, erased_on)
        self.code, self.seq, self.erased_on = code, seq, erased_on

    @property
    def words(self) -> Words:
        return Words(
            vi=f"Không dựng lại được hồ sơ «{self.code}» như ở dòng {self.seq}: nội dung riêng đã xóa ngày "
            f"{self.erased_on:%d/%m/%Y}. Nhật ký và mã của nội dung ấy vẫn còn; trạng thái từ khi xóa vẫn dựng lại được.",
            en=f"“{self.code}” cannot be shown as of line {self.seq}: its private values were erased on "
            f"{self.erased_on}. Its journal and their digests are still there, and the state since then can be rebuilt.",
        )


class UnfaithfulPaper(DaihoiError):
    """A written file does not say what the paper says; nothing of it is kept."""

    exit_code = 1

    def __init__(self, code: str, form: str, text: str) -> None:
        super().__init__(code, form, text)
        self.code, self.form, self.text = code, form, text

    @property
    def words(self) -> Words:
        part = self.text if len(self.text) <= 60 else f"{self.text[:57]}…"
        return Words(
            vi=f"Văn bản {self.code} ghi ra {self.form} bị thiếu chữ «{part}»; tệp chưa được giữ. "
            "Nếu dùng mẫu riêng, gõ `daihoi templates check`.",
            en=f"Paper {self.code} written as {self.form} lacks “{part}”; the file was not kept. "
            "If you use a template of your own, type `daihoi templates check`.",
        )


class NumberTaken(DaihoiError):
    """A number that was asked for by name belongs to another paper."""

    exit_code = 1

    def __init__(self, n: int, series: str, code: str, paper: str) -> None:
        super().__init__(n, series, code, paper)
        self.n, self.series, self.code, self.paper = n, series, code, paper

    @property
    def words(self) -> Words:
        return Words(
            vi=f"Số {self.n:02} của dãy {self.series} đã cấp cho văn bản {self.paper} của hồ sơ {self.code}; "
            "số đã cấp không dùng lại. Bỏ trống để lấy số tiếp theo.",
            en=f"{self.n:02} of series {self.series} was given to paper {self.paper} of {self.code} and is not given "
            "twice. Leave the number out to take the next one.",
        )


class NewerProcedure(DaihoiError):
    """The congress was started by a newer program, under a procedure that this one does not know."""

    exit_code = 1

    def __init__(self, code: str, version: int) -> None:
        super().__init__(code, version)
        self.code, self.version = code, version

    def __str__(self) -> str:
        # Stands on Prefect's page, as what became of a run that this program could not carry.
        return self.words.vi

    @property
    def words(self) -> Words:
        return Words(
            vi=f"Hồ sơ {self.code} theo quy trình bản {self.version}, mới hơn chương trình này;"
            " hãy nâng cấp daihoi trên máy này.",
            en=f"{self.code} follows version {self.version} of the procedure, newer than this program;"
            " upgrade daihoi on this machine.",
        )
