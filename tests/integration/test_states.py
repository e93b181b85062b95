"""What is kept and remembered of a state is, to the letter, what the dossier says of itself."""

from pathlib import Path

import pytest
from sqlalchemy import text

from daihoi import desk
from daihoi.rules import attendance, election, procedure
from daihoi.store import open_store
from schemas.dossier import Dossier
from tests.integration.walking import DAY, EXAMPLES, Walk

REMEMBERED = (attendance.ledger_of, election.contests, procedure.papers_due, procedure.next_rows)


@pytest.mark.parametrize("example", sorted(opening.parent.name for opening in EXAMPLES.glob("*/opening.yaml")))
def test_a_state_put_together_from_its_parts_is_the_whole(tmp_path: Path, example: str) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'daihoi.db'}")
    seen: set[int] = set()

    def look(dossier: Dossier) -> None:
        with store.reading() as connection:
            kept = connection.execute(text("SELECT state FROM dossiers")).scalar_one()
        assert kept == dossier.model_dump_json(by_alias=True)
        for function in REMEMBERED:
            anew = function.__wrapped__(dossier)  # pyright: ignore[reportFunctionMemberAccess]
            assert function(dossier) == anew, function
        seen.add(dossier.seq)

    walk = Walk(store, example, tmp_path)
    walk.open()
    dossier = walk.to_end(look)
    assert len(seen) > 20
    assert dossier.answers.sitting is not None
    for duty in dossier.open_requests:  # what is done about a duty is kept under its number
        raw = {"done_on": dossier.answers.sitting.held_on.isoformat(), "result": "Đã làm xong"}
        assert desk.hand_in(store, duty.number, raw, "Bí thư", DAY).accepted
        look(store.get_dossier(walk.code))
