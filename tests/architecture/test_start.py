"""What a command loads before it answers: a person should not wait for libraries that the command never uses."""

import subprocess
import sys

import pytest

HEAVY = {"prefect", "alembic", "fastapi", "typst", "docx", "openpyxl", "playwright"}
GLANCES = ("pending", "show", "journal", "form", "answer")


@pytest.mark.parametrize("command", ["tally", "rules"])
def test_what_needs_no_store_loads_none(command: str) -> None:
    code = f"import sys, daihoi.cli.main, daihoi.cli.{command}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {*HEAVY, "sqlalchemy"} & set(loaded)


@pytest.mark.parametrize("command", GLANCES)
def test_a_command_loads_no_heavy_library_before_it_needs_it(command: str) -> None:
    code = f"import sys, daihoi.cli.main, daihoi.cli.{command}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not HEAVY & set(loaded)
