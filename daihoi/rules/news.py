"""Checks of the news post: R21, R23."""

from pathlib import PurePath

from daihoi.rules.agreement import check_privacy, check_text
from daihoi.rules.findings import block, practice, warn
from daihoi.rules.sheets import sheet_of_news
from schemas.dossier import Dossier
from schemas.finding import Finding
from schemas.news import News


def check_news(answer: News, dossier: Dossier) -> list[Finding]:
    """The post is dated after the congress, names the source, and gives each photo its caption and credit."""
    found: list[Finding] = []
    day = answer.published_at.date()
    if day < dossier.opening.opening_on:
        found.append(
            block(
                "NEWS-DAY",
                "published_at",
                "Tin không thể đăng trước ngày đại hội.",
                "The news cannot appear before the congress.",
                practice(),
            )
        )
    if not answer.source.casefold().startswith(("nguồn", "tin")):
        found.append(
            warn(
                "NEWS-SOURCE",
                "source",
                "Dòng nguồn tin nên bắt đầu bằng «Nguồn:» hoặc «Tin, ảnh:».",
                "The source line should begin with “Nguồn:” or “Tin, ảnh:”.",
                practice(),
            )
        )
    if not answer.photos:
        found.append(warn("NEWS-PHOTO", "photos", "Tin chưa có ảnh.", "The news has no photo.", practice()))
    on_file = {PurePath(a.file).stem.casefold() for a in dossier.attachments if a.paper == "S08"}
    for n, photo in enumerate(answer.photos):
        if PurePath(photo.file).stem.casefold() not in on_file:
            found.append(
                warn(
                    "NEWS-PHOTO",
                    f"photos.{n}.file",
                    f"Hồ sơ chưa có ảnh «{photo.file}», trang tin sẽ không có ảnh ấy; gõ "
                    f"`daihoi attach {dossier.code} S08 {photo.file}` trước khi nộp tin.",
                    f"The photo “{photo.file}” is not on file and will not stand on the page; type "
                    f"`daihoi attach {dossier.code} S08 {photo.file}` before you hand in the news.",
                    practice(),
                )
            )
    sheet = sheet_of_news(answer)
    # The post's votes stand in the part that is taken from the resolution, so their lack here says nothing.
    found += [f for f in check_text(sheet, dossier) if f.code != "PROOF-VOTES"]
    return [*found, *check_privacy(sheet, dossier)]
