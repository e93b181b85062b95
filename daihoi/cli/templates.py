"""`daihoi templates eject|check`: an office's own Word template, and what a changed one has lost."""

import argparse
from pathlib import Path

from daihoi.cli.views import say
from daihoi.documents.delivery import deliver
from daihoi.documents.frame import default_frame
from daihoi.documents.office_frame import examine_frame, place_of_frame
from daihoi.errors import BadInput
from daihoi.rules.layouts import list_layouts
from daihoi.settings import Settings
from schemas.layout import Layout


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and for which layout."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="eject|check")
    names = [layout.id for layout in list_layouts()]
    eject = acts.add_parser("eject", help="chép mẫu Word ra để sửa; từ đó văn bản mới theo mẫu của cơ quan")
    eject.add_argument("--layout", choices=names, help="chỉ thể thức này (mặc định: tất cả)")
    eject.add_argument("--again", action="store_true", help="ghi đè mẫu đã sửa")
    check = acts.add_parser("check", help="xem mẫu đã sửa còn đủ thẻ, kiểu và lề không")
    check.add_argument("--layout", choices=names)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Do it for each layout."""
    layouts = [one for one in list_layouts() if options.layout in (None, one.id)]
    if options.act == "eject":
        return _eject(layouts, settings, again=options.again)
    return _check(layouts, settings)


def _eject(layouts: list[Layout], settings: Settings, *, again: bool) -> int:
    for layout in layouts:
        place = place_of_frame(settings.templates, layout)
        if place.exists() and not again and place.read_bytes() != default_frame(layout):
            raise BadInput(
                f"{place} đã được sửa; thêm --again nếu muốn thay bằng mẫu có sẵn.",
                f"{place} was changed; add --again to replace it by the built-in one.",
            )
        deliver(place, default_frame(layout))
        say(f"Đã chép mẫu {layout.id} ra {place}.", f"The template {layout.id} is in {place}.", settings.lang)
    say(
        "Sửa bằng Word: giữ các thẻ {{ … }} và {% … %}. Sửa xong gõ `daihoi templates check`.",
        "Edit it in Word: keep the tags {{ … }} and {% … %}. Then type `daihoi templates check`.",
        settings.lang,
    )
    return 0


def _check(layouts: list[Layout], settings: Settings) -> int:
    broken = False
    for layout in layouts:
        place: Path = place_of_frame(settings.templates, layout)
        if not place.is_file():
            say(f"{layout.id}: dùng mẫu có sẵn.", f"{layout.id}: the built-in template is used.", settings.lang)
            continue
        faults = examine_frame(place.read_bytes(), layout)
        broken = broken or any(f.breaks for f in faults)
        say(f"{layout.id}: {place}", f"{layout.id}: {place}", settings.lang)
        for fault in faults:
            vi, en = ("phải sửa", "to mend") if fault.breaks else ("lưu ý", "note")
            say(f"  {vi}: {fault.words.vi}", f"  {en}: {fault.words.en}", settings.lang)
        if not faults:
            say("  đủ thẻ, kiểu và lề.", "  tags, styles and margins are all there.", settings.lang)
    return 1 if broken else 0
