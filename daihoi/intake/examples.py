"""Which file of an example answers a request: the one convention of the rehearsal and the tests."""

from pathlib import Path


def answer_file(folder: Path, kind: str, nth: int, subject: str | None = None) -> Path:
    """The file in the example at ``folder`` that answers the ``nth`` request of ``kind`` (and ``subject``).

    ``answers/KIND.N.yaml``, else ``answers/KIND.yaml``; where several of a kind are asked,
    ``answers/KIND.SUBJECT.N.yaml``, else ``answers/KIND.SUBJECT.yaml``, and N counts the requests of that subject.
    """
    name = kind if subject is None else f"{kind}.{subject}"
    numbered = folder / "answers" / f"{name}.{nth}.yaml"
    return numbered if numbered.exists() else folder / "answers" / f"{name}.yaml"
