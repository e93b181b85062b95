"""What an organisation says of the draft, through the form of the waiting run on Prefect's page."""

from daihoi import gathering, runs
from daihoi.forms.page import NUMBER_FIELD, WHO_FIELD
from daihoi.rules.register import all_comments
from schemas.comments import Body, Channel
from schemas.step import Kind
from tests.house import House
from tests.integration.walking import DAY, Walk
from tests.waiting import until, waiting_run

CODE = "to-chuc-gop-y"
UNION = "Công đoàn Xưởng"


def test_a_body_answers_on_the_page_and_names_nobody(house: House) -> None:
    walk = Walk(house.store, "to-ky-thuat-2025", house.home, CODE)
    walk.open()
    walk.to(Kind.COMMENTS)
    words = "hoàn thành"
    gathering.ask(house.store, CODE, [Body(name=UNION)], False, None, "Bí thư", DAY)
    runs.follow(house.store, house.api, CODE, wakes=True)
    run = until(lambda: (r := waiting_run(house, CODE)) and UNION in r["state_name"] and r)
    request = next(r for r in house.store.get_dossier(CODE).open_requests if r.kind is Kind.BODY)

    keys = run["state"]["state_details"]["run_input_keyset"]
    schema = house.api.read_input(run["id"], keys["schema"])
    assert schema["properties"][NUMBER_FIELD]["enum"] == [request.number]
    assert set(schema["properties"]) >= {"text", "quote", "met", "supporters"}
    assert "author" not in schema["properties"]
    assert all(field.get("title") for field in schema["properties"].values())

    said = {"text": "Nên nói rõ người chịu trách nhiệm.", "quote": words, "met": 12, "supporters": 11}
    fields = {NUMBER_FIELD: request.number, WHO_FIELD: "Trần Thị Thử", **said}
    assert house.api.resume(run["id"], fields) == (True, "")
    (comment,) = until(lambda: all_comments(house.store.get_dossier(CODE)))
    assert (comment.author, comment.channel, comment.met, comment.supporters) == (UNION, Channel.PAGE, 12, 11)
    assert comment.anchor is not None
    assert comment.anchor.quote == words
    # Heard, it is asked no more: the page goes on to what is next, and shows nothing of what was said.
    after = until(lambda: (r := waiting_run(house, CODE)) and UNION not in r["state_name"] and r)
    keys = after["state"]["state_details"]["run_input_keyset"]
    assert said["text"] not in house.api.read_input(after["id"], keys["description"])
