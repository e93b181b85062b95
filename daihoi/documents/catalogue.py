"""The catalogue of papers: code, title, the step that owns it, and whether it is private."""

from dataclasses import dataclass

from schemas.step import Step


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper; private ones show names, votes or who said what."""

    code: str
    title: str
    stem: Step
    private: bool = False


PAPERS: dict[str, PaperKind] = {
    kind.code: kind
    for kind in (
        PaperKind("P01", "Kế hoạch tổ chức đại hội", Step.PLAN),
        PaperKind("P02", "Dự thảo báo cáo chính trị", Step.REPORT),
        PaperKind("P03", "Báo cáo kiểm điểm", Step.REPORT),
        PaperKind("P07", "Dự thảo nghị quyết đại hội", Step.REPORT),
        PaperKind("P05", "Đề án nhân sự", Step.PERSONNEL, private=True),
        PaperKind("P06", "Danh sách trích ngang nhân sự", Step.PERSONNEL, private=True),
        PaperKind("P12", "Giấy triệu tập và danh sách khách mời", Step.PERSONNEL, private=True),
        PaperKind("P19", "Danh sách đảng viên", Step.PERSONNEL, private=True),
        PaperKind("P04", "Báo cáo tổng hợp ý kiến góp ý", Step.COMMENTS, private=True),
        PaperKind("P08", "Tờ trình xin duyệt đại hội", Step.REVIEW),
        PaperKind("P09", "Danh mục hồ sơ trình duyệt", Step.REVIEW),
        PaperKind("C02", "Báo cáo tình hình đảng viên dự đại hội", Step.SITTING, private=True),
        PaperKind("C08", "Biên bản kiểm phiếu", Step.SITTING, private=True),
        PaperKind("C09", "Biên bản đại hội", Step.SITTING, private=True),
        PaperKind("C12", "Danh sách trúng cử", Step.SITTING, private=True),
        PaperKind("C10", "Nghị quyết đại hội", Step.RESOLUTION),
        PaperKind("S08", "Tin bài về đại hội", Step.NEWS),
        PaperKind("S01", "Báo cáo kết quả đại hội", Step.OUTCOME),
        PaperKind("S02", "Tờ trình đề nghị chuẩn y kết quả bầu cử", Step.OUTCOME, private=True),
        PaperKind("S06", "Chương trình hành động", Step.OUTCOME),
        PaperKind("S09", "Mục lục hồ sơ đại hội", Step.OUTCOME),
    )
}
