"""One function a command: ask the desk or the store, hand the answer to the views."""

import argparse
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from daihoi import desk, runs
from daihoi.cli import views
from daihoi.errors import BadInput
from daihoi.intake.yaml_file import read_yaml
from daihoi.prefect_api import PrefectApi, PrefectDown
from daihoi.settings import Settings, today
from daihoi.store import Store, files, open_store
from schemas.plan import Opening


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Run the command that ``options`` name."""
    if options.command == "demo":
        from daihoi.cli.demo import rehearse

        return rehearse(options.example, keep_open=options.open)
    if options.command == "up":
        from daihoi.cli.up import up

        return up(settings)
    store = open_store(settings.database_url)
    return _COMMANDS[options.command](options, settings, store)


def _who(options: argparse.Namespace, settings: Settings) -> str:
    who = options.who or settings.person
    if not who:
        raise BadInput(
            'Ai đang thực hiện? Hãy thêm --as "Họ tên" hoặc đặt biến DAIHOI_PERSON.',
            'Who is acting? Add --as "Name" or set DAIHOI_PERSON.',
        )
    return who


def _follow(settings: Settings, store: Store, code: str, *, wakes: bool = True) -> None:
    # One try: a person should not wait for a server that is down; what was handed in is kept.
    api = PrefectApi(settings.prefect_api, timeout=5, tries=4)
    if not runs.follow(store, api, code, wakes=wakes):
        views.say(
            "Máy chủ Prefect chưa chạy hoặc đang bận: bản nộp đã được giữ và sẽ được xử lý khi máy chủ chạy lại (`daihoi up`).",
            "Prefect is down or busy: what you handed in is kept and taken up when it is back (`daihoi up`).",
            settings.lang,
        )


def _new(options: argparse.Namespace, settings: Settings, store: Store) -> int:
    try:
        opening = Opening.model_validate(read_yaml(options.file))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(p) for p in first["loc"])
        raise BadInput(
            f"Tệp {options.file}, ô «{field}»: {first['msg']}. Hãy sửa rồi gõ lại.",
            f"{options.file}, field “{field}”: {first['msg']}. Mend it and try again.",
        ) from error
    dossier = desk.open_congress(store, opening, _who(options, settings), today())
    _follow(settings, store, dossier.code)
    views.opened(dossier, settings.lang)
    return 0


def _pending(options: argparse.Namespace, settings: Settings, store: Store) -> int:
    waiting = store.list_pending(options.code)
    if options.json:
        print(
            json.dumps(
                [{**vars(p), "due_on": p.due_on.isoformat() if p.due_on else None} for p in waiting], ensure_ascii=False
            )
        )
    else:
        views.pending(waiting, today(), settings.lang)
    return 0


def _show(options: argparse.Namespace, settings: Settings, store: Store) -> int:
    dossier = store.get_dossier(options.code)
    if options.json:
        print(dossier.model_dump_json(by_alias=True))
    else:
        views.show(dossier, settings.lang)
    return 0


def _form(options: argparse.Namespace, settings: Settings, store: Store) -> int:
    from daihoi.cli.form import yaml_form

    dossier = store.get_dossier(store.get_code_of(options.number))
    request = dossier.request(options.number)
    assert request is not None
    print(yaml_form(dossier, request))
    return 0


def _receipt(receipt: desk.Receipt, options: argparse.Namespace, settings: Settings) -> int:
    if options.json:
        print(
            json.dumps(
                {
                    "code": receipt.code,
                    "number": receipt.number,
                    "accepted": receipt.accepted,
                    "findings": [f.model_dump(mode="json") for f in receipt.findings],
                    "waiting": [r.number for r in receipt.waiting],
                },
                ensure_ascii=False,
            )
        )
    else:
        views.receipt(receipt, settings.lang)
    return 0 if receipt.accepted else 1


def _answer(options: argparse.Namespace, settings: Settings, store: Store) -> int:
    raw = read_yaml(options.file)
    receipt = desk.hand_in(
        store, options.number, raw, _who(options, settings), today(), code=options.code, dry_run=options.dry_run
    )
    if not options.dry_run:
        _follow(settings, store, receipt.code, wakes=receipt.wakes)
    return _receipt(receipt, options, settings)


def _correct(options: argparse.Namespace, settings: Settings, store: Store) -> int:
    receipt = desk.correct(store, options.number, read_yaml(options.file), _who(options, settings), today())
    _follow(settings, store, receipt.code)
    return _receipt(receipt, options, settings)


def _papers(options: argparse.Namespace, settings: Settings, store: Store) -> int:
    dossier = store.get_dossier(options.code)
    if options.zip:
        with zipfile.ZipFile(options.zip, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, digest in _paper_files(dossier.papers):
                archive.writestr(name, files.read(settings.files, digest))
    if options.to:
        folder = Path(options.to)
        folder.mkdir(parents=True, exist_ok=True)
        for name, digest in _paper_files(dossier.papers):
            (folder / name).write_bytes(files.read(settings.files, digest))
    if options.json:
        print(json.dumps([p.model_dump(mode="json") for p in dossier.papers], ensure_ascii=False))
    else:
        views.papers(dossier, settings.lang)
    return 0


def _paper_files(papers: Any) -> list[tuple[str, str]]:
    return [(f"{p.code}-v{p.version}.{ending}", digest) for p in papers for ending, digest in p.files.items()]


def _journal(options: argparse.Namespace, settings: Settings, store: Store) -> int:
    records = store.list_journal(options.code)
    if options.json:
        print(json.dumps([r.model_dump(mode="json", exclude={"payload"}) for r in records], ensure_ascii=False))
    else:
        views.journal(records, settings.lang)
    return 0


def _postpone(options: argparse.Namespace, settings: Settings, store: Store) -> int:
    try:
        day = date.fromisoformat(options.day)
    except ValueError as error:
        raise BadInput(
            f"«{options.day}» không phải ngày dạng 2026-12-31.", f"“{options.day}” is not a date like 2026-12-31."
        ) from error
    desk.postpone(store, options.code, day, _who(options, settings), today(), options.reason)
    _follow(settings, store, options.code)
    return _show(options, settings, store)


def _cancel(options: argparse.Namespace, settings: Settings, store: Store) -> int:
    desk.cancel(store, options.code, _who(options, settings), today(), options.reason)
    _follow(settings, store, options.code)
    return _show(options, settings, store)


def _repair(options: argparse.Namespace, settings: Settings, store: Store) -> int:
    try:
        mended = runs.reconcile(store, PrefectApi(settings.prefect_api))
    except PrefectDown as error:
        raise BadInput(
            "Máy chủ Prefect chưa chạy; hãy gõ `daihoi up`.", "Prefect is not running; type `daihoi up`."
        ) from error
    views.say(
        f"Đã đánh thức hoặc tạo lại lượt chạy cho {len(mended)} đại hội.",
        f"{len(mended)} runs woken or made again.",
        settings.lang,
    )
    return 0


_COMMANDS = {
    "new": _new,
    "pending": _pending,
    "show": _show,
    "form": _form,
    "answer": _answer,
    "papers": _papers,
    "journal": _journal,
    "correct": _correct,
    "postpone": _postpone,
    "cancel": _cancel,
    "repair": _repair,
}
