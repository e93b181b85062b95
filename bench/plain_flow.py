"""The six-step congress as Prefect's own pages would have one write it: `suspend_flow_run`, and `serve`."""

from prefect import flow, task
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput

from bench.sixstep import next_place, write_document


class Answer(RunInput):
    """The form of every step."""

    decision: str
    by: str
    comment: str
    amount: str


@task
def write(congress: int, step: int, round_: int) -> int:
    """The automatic task."""
    return len(write_document(congress, step, round_))


@flow(name="six-step", persist_result=True)
def six_step(congress: int) -> None:
    """Write, ask, go on; a resumed run goes through it again from the top, past the waits it has had."""
    step, round_ = 0, 1
    while True:
        write(congress, step, round_)
        answer: Answer = suspend_flow_run(wait_for_input=Answer, key=f"step-{step}-{round_}", timeout=3600)
        after = next_place(step, round_, answer.decision)
        if after is None:
            return
        step, round_ = after


if __name__ == "__main__":
    six_step.serve(name="six-step")
