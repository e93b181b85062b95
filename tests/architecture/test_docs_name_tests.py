"""Every test that a page of docs names is there and has tests in it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(?:tests/)?((?:[a-z]+/)?test_\w+\.py)`")


def named() -> list[tuple[str, str]]:
    """Each page with each test file it names."""
    return [(page.name, name) for page in sorted(ROOT.glob("docs/**/*.md")) for name in NAMED.findall(page.read_text())]


def test_every_row_of_the_table_of_faults_names_a_test() -> None:
    faults = (ROOT / "docs/reliability.md").read_text().partition("\nNot shown by a test")[0]
    rows = [r for r in faults.splitlines() if r.startswith("| ")][1:]
    assert len(rows) > 20
    assert [row for row in rows if not NAMED.search(row.rpartition(" | ")[2])] == []


@pytest.mark.parametrize(("page", "name"), sorted(set(named())))
def test_a_named_test_exists_and_tests(page: str, name: str) -> None:
    found = [p for p in ROOT.glob("tests/*/test_*.py") if f"/{p.parent.name}/{p.name}".endswith(f"/{name}")]
    assert len(found) == 1, f"{page} names {name}"
    assert re.search(r"^(def|    def) test_", found[0].read_text(), re.MULTILINE)
