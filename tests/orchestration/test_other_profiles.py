"""A base committee with delegates, a trade union and a youth union run the whole main job on a real Prefect server."""

import subprocess
import sys

import pytest


@pytest.mark.soak
@pytest.mark.parametrize("example", ["dang-bo-benh-vien-2025", "cong-doan-may-2025", "chi-doan-ky-thuat-2024"])
def test_an_example_of_another_profile_is_rehearsed_to_its_archive(example: str) -> None:
    command = [sys.executable, "-m", "daihoi.cli.main", "demo", "--example", example]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "nộp lưu hồ sơ" in done.stdout
    assert "dựng lại từ nhật ký đều đúng" in done.stdout
