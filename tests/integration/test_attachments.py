"""Signed copies, photos and the superior's papers: taken in clean, or refused with a sentence."""

import io
from pathlib import Path

import pytest
from PIL import Image

from daihoi import registry
from daihoi.documents.catalogue import PAPERS, State, state_of
from daihoi.documents.delivery import deliver
from daihoi.errors import BadInput
from daihoi.intake.scan import read_scan
from daihoi.rules.replay import replay
from daihoi.store import Store
from schemas.dossier import Attachment
from tests.integration.walking import DAY, Walk


def photo(place: Path, size: tuple[int, int] = (40, 20)) -> Path:
    """A photo taken on its side, with the place and the camera in it."""
    picture = Image.new("RGB", size, "red")
    notes = Image.Exif()
    notes[0x0112] = 6
    notes[0x010F] = "Máy ảnh"
    notes.get_ifd(0x8825)[2] = (21.0, 1.0, 1.0)
    picture.save(place, exif=notes)
    return place


def test_a_photo_is_turned_upright_and_loses_place_and_camera(tmp_path: Path) -> None:
    with Image.open(io.BytesIO(read_scan(photo(tmp_path / "anh.jpg")))) as found:
        assert found.size == (20, 40)
        assert not found.getexif()
        assert b"M\xc3\xa1y" not in read_scan(tmp_path / "anh.jpg")


def test_a_picture_without_notes_is_kept_byte_for_byte(tmp_path: Path) -> None:
    place = tmp_path / "anh.png"
    Image.new("RGB", (3, 3)).save(place)
    assert read_scan(place) == place.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("anh.jpg", b"khong phai anh", "không phải là jpg"),
        ("anh.png", b"\xff\xd8\xff\xe0 jpeg", "không phải là png"),
        ("anh.jpg", b"\xff\xd8\xff\xe0 hong giua chung", "không phải ảnh đọc được"),
        ("van-ban.exe", b"MZ", "phải là PDF"),
        ("ban-ky.pdf", b"<html>", "không phải là pdf"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=words):
        read_scan(tmp_path / name)


def test_a_file_of_eighty_megabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    place = tmp_path / "lon.pdf"
    with place.open("wb") as file:
        file.write(b"%PDF")
        file.truncate(80 * 2**20)
    with pytest.raises(BadInput, match="lớn quá 50 MB"):
        read_scan(place)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Không thấy tệp"):
        read_scan(tmp_path / "khong-co.pdf")


def test_the_notice_of_the_superior_is_on_file_after_it_is_attached(store: Store, tmp_path: Path) -> None:
    walk = Walk(store, "vistip-2020", tmp_path)
    code = walk.open().code
    one = Attachment(paper="P10", file="thong-bao.pdf", digest="a" * 64, size=9, number="12-TB/ĐU")
    registry.attach(store, code, one, "Bí thư", DAY)
    dossier = registry.attach(store, code, one, "Bí thư", DAY)
    assert dossier.attachments == (one,)
    assert state_of(PAPERS["P10"], dossier) is State.THERE
    assert state_of(PAPERS["P01"], dossier) is State.LATER
    assert replay(store.list_journal(code)) == dossier


def test_a_folder_without_permission_and_a_full_disk_are_told_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "C10.docx"
    assert deliver(place, b"old")
    assert not deliver(place, b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("daihoi.documents.delivery.os.fsync", full)
    with pytest.raises(BadInput, match="đầy"):
        deliver(place, b"new and longer")
    assert place.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [place]

    def denied(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("daihoi.documents.delivery.tempfile.mkstemp", denied)
    with pytest.raises(BadInput, match="quyền"):
        deliver(place, b"newer")
    assert place.read_bytes() == b"old"
