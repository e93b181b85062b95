"""The six-step congress as DBOS would have one write it: `python -m bench.on_dbos URL CONGRESSES`, figures as JSON."""

import asyncio
import json
import sys
import time

from dbos import DBOS, DBOSConfig, SetWorkflowID

from bench.sixstep import HumanForm, give_answer, next_place, write_document


@DBOS.step()
async def write(congress: int, step: int, round_: int) -> int:
    """The automatic task."""
    return len(write_document(congress, step, round_))


@DBOS.workflow()
async def six_step(congress: int) -> None:
    """Write, ask, go on."""
    place: tuple[int, int] | None = (0, 1)
    while place is not None:
        await write(congress, *place)
        await DBOS.set_event_async(f"waits-{place[0]}-{place[1]}", True)
        answer = None
        while answer is None:
            answer = await DBOS.recv_async("answer", timeout_seconds=3600)
        place = next_place(*place, HumanForm.model_validate(answer).decision)
    await DBOS.set_event_async("over", True)


async def carry(congress: int) -> list[float]:
    """Be the people of one congress; seconds from each answer to the next question."""
    with SetWorkflowID(f"congress-{congress}"):
        handle = await DBOS.start_workflow_async(six_step, congress)
    run, seconds = handle.get_workflow_id(), list[float]()
    place: tuple[int, int] | None = (0, 1)
    await _await_event(run, "waits-0-1")
    while place is not None:
        answer = give_answer(congress, *place)
        began = time.perf_counter()
        await DBOS.send_async(run, answer, "answer")
        place = next_place(*place, str(answer["decision"]))
        await _await_event(run, "over" if place is None else f"waits-{place[0]}-{place[1]}")
        seconds.append(time.perf_counter() - began)
    await handle.get_result()
    return seconds


async def _await_event(run: str, key: str) -> None:
    while not await DBOS.get_event_async(run, key, timeout_seconds=600):
        pass


async def main(url: str, congresses: int) -> None:
    """Carry all of them at once, and print what it took."""
    config: DBOSConfig = {
        "name": "bench",
        "system_database_url": url,
        "notification_listener_polling_interval_sec": 0.01,
        "log_level": "ERROR",
    }
    DBOS(config=config)
    DBOS.launch()
    began, worked = time.perf_counter(), time.process_time()
    every = await asyncio.gather(*(carry(n) for n in range(congresses)))
    figures = {"wall": time.perf_counter() - began, "cpu": time.process_time() - worked}
    print(json.dumps({**figures, "seconds": [s for one in every for s in one]}), flush=True)
    DBOS.destroy()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
