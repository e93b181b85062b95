"""How a reader would name a place of the draft."""

from daihoi.rules.paragraphs import slot_of
from schemas.draft import Draft

HEADINGS = {
    "context": "Đặc điểm, tình hình",
    "results": "Kết quả thực hiện các chỉ tiêu",
    "areas": "Kết quả trên các lĩnh vực",
    "weaknesses": "Hạn chế, khuyết điểm",
    "causes": "Nguyên nhân",
    "lessons": "Bài học kinh nghiệm",
    "direction": "Phương hướng",
    "targets": "Chỉ tiêu",
    "task_areas": "Nhiệm vụ và giải pháp",
    "charge": "Tổ chức thực hiện",
    "self_review": "BÁO CÁO KIỂM ĐIỂM",
}


def heading_name(draft: Draft, place: str) -> str:
    """The heading of the draft that a place stands under; an area has one of its own."""
    head = slot_of(place).partition(".")[0]
    return section_name(draft, place) if head in ("areas", "task_areas") else HEADINGS.get(head, place)


def section_name(draft: Draft, place: str) -> str:
    """How a reader would name a place of the draft."""
    slot = slot_of(place)
    head, _, key = slot.removesuffix(".title").partition(".")
    heading = HEADINGS.get(head, place)
    if head in ("areas", "task_areas"):
        title = next((p.text for p in draft.paragraphs if p.place == f"{head}.{key}.title"), key)
        return f"{heading}: {title}"
    if head in ("results", "targets"):
        return f"{heading} {key}"
    return f"{heading}, ý {key}" if key else heading
