"""Report, submission, review, replies, resolution and news: each rule with what it refuses and what it lets pass."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from daihoi.rules.judgement import judge
from schemas.dossier import Attachment, Dossier, Paper
from schemas.news import News, Photo
from schemas.noun import Noun
from schemas.plan import Contents
from schemas.report import Area, AreaKey, Report, Result
from schemas.resolution import Issue
from schemas.review import Opinion, Replies, Reply, Review, Submission, Verdict
from schemas.step import Kind
from schemas.target import Target
from tests.unit.congress import DAY, answered, congress

BEFORE = date(2025, 5, 1)
OLD = Target.model_validate(
    {
        "id": "T1",
        "words": "Kết nạp 3 đảng viên",
        "measure": {"kind": "count", "number": 3, "unit": "người"},
        "comparator": ">=",
        "span": "term",
    }
)


def said(kind: Kind, answer: Noun, dossier: Dossier | None = None) -> list[tuple[str, str | None, bool]]:
    """Code, field and weight of each finding."""
    found = judge(kind, answer, dossier or congress(old_targets=(OLD,)))
    assert all(f.words.en for f in found)
    return [(f.code, f.field, f.blocks) for f in found]


def report(**facts: Any) -> Report:
    """A report that passes, but for what is given."""
    areas = tuple(Area(area=a, title=a.value, text="Nội dung.") for a in AreaKey)
    whole: dict[str, Any] = {
        "context": "Bối cảnh.",
        "results": (Result(target="T1", words="Kết nạp 3 đảng viên", met=True),),
        "areas": areas,
        "direction": "Phương hướng.",
        "targets": (OLD,),
        "task_areas": areas,
        "charge": ("Ban hành nghị quyết.",),
        "self_review": "Tự kiểm điểm.",
    }
    return Report(**{**whole, **facts})


UNMEASURED = OLD.model_copy(update={"measure": None, "id": "T2"})
FOUR_AREAS = tuple(a for a in report().areas if a.area is not AreaKey.INSPECTION)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (report(), []),
        (report(results=()), [("R04", "results[T1]", True)]),
        (
            report(results=(*report().results, Result(target="T9", words="x"))),
            [("R04", "results[T9]", True)],
        ),
        (report(targets=(OLD, OLD)), [("R05", "targets[T1]", True)]),
        (report(targets=(OLD, UNMEASURED)), [("R05", "targets[T2].measure", True)]),
        (report(areas=FOUR_AREAS), [("R06", "areas[inspection]", False)]),
        (report(task_areas=FOUR_AREAS), [("R06", "task_areas[inspection]", False)]),
    ],
)
def test_a_report_has_a_result_for_each_target_measures_its_own_and_covers_the_areas(
    answer: Report, found: list[Any]
) -> None:
    assert [x for x in said(Kind.REPORT, answer) if x[0].startswith("R")] == found


def with_papers(*codes: str, contents: Contents = Contents.FULL) -> Dossier:
    """A congress whose papers of these codes are written."""
    papers = tuple(Paper(code=c, title=c, version=1, made_from=1, private=False, files={"md": "0" * 64}) for c in codes)
    return congress(contents=contents).model_copy(update={"papers": papers})


@pytest.mark.parametrize(
    ("dossier", "on", "found"),
    [
        (with_papers("P01", "P02", "P04", "P05"), BEFORE, []),
        (with_papers("P01", "P02", "P04", "P05"), DAY, [("R09", "sent_on", True)]),
        (with_papers("P01", "P02", "P04"), BEFORE, [("R08", None, True)]),
        (with_papers("P01", "P02", "P04", contents=Contents.APPOINTED), BEFORE, []),
        (with_papers(), BEFORE, [("R08", None, True)]),
    ],
)
def test_the_dossier_goes_up_whole_and_before_the_opening_day(dossier: Dossier, on: date, found: list[Any]) -> None:
    assert said(Kind.SUBMISSION, Submission(number="01-TTr/CB", sent_on=on), dossier) == found


def reviewed(on: date = BEFORE, verdict: Verdict = Verdict.APPROVED, **facts: Any) -> Review:
    """The superior's answer."""
    return Review(number="5-TB/ĐU", decided_on=on, verdict=verdict, **facts)


ONE = Opinion(id="Y1", paper="P02", text="Bổ sung.")


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (reviewed(), []),
        (reviewed(date(2025, 4, 1)), [("R09", "decided_on", True)]),
        (reviewed(DAY), [("R09", "decided_on", True)]),
        (reviewed(verdict=Verdict.RETURNED, opinions=(ONE,)), []),
        (reviewed(verdict=Verdict.RETURNED, opinions=(ONE,), reopen="plan"), []),
        (reviewed(verdict=Verdict.RETURNED, opinions=(ONE,), reopen="news"), [("REVIEW-REOPEN", "reopen", True)]),
        (reviewed(verdict=Verdict.WITH_CHANGES, opinions=(ONE, ONE)), [("R10", "opinions", True)]),
    ],
)
def test_the_superior_answers_between_sending_and_opening(answer: Review, found: list[Any]) -> None:
    begun = answered(congress(), submission=Submission(number="01-TTr/CB", sent_on=date(2025, 4, 20)))
    assert said(Kind.REVIEW, answer, begun) == found
    assert ("R09", "decided_on", True) not in said(Kind.REVIEW, reviewed(date(2025, 4, 1)))


def test_every_opinion_of_the_superior_gets_its_reply() -> None:
    begun = congress().model_copy(update={"opinions": (ONE, ONE.model_copy(update={"id": "Y2"}))})
    answer = Replies(replies=(Reply(opinion="Y1", text="Đã bổ sung."),))
    assert said(Kind.REPLIES, answer, begun) == [("R10", "replies[Y2]", True)]


def test_the_resolution_is_not_signed_before_the_congress() -> None:
    def issued(on: date) -> Issue:
        return Issue(number="01-NQ/ĐH", signed_on=on, signer="A", recipients=("Chi bộ",))

    assert said(Kind.RESOLUTION, issued(DAY)) == []
    assert said(Kind.RESOLUTION, issued(BEFORE)) == [("RESOLUTION-DAY", "signed_on", True)]


def post(**facts: Any) -> News:
    """A post that passes, but for the photo that is not on file and what is given."""
    whole: dict[str, Any] = {
        "title": "Đại hội Chi bộ Thử nhiệm kỳ 2025–2027",
        "published_at": datetime(2025, 5, 22, tzinfo=UTC),
        "lead": "Chi bộ Thử tổ chức đại hội.",
        "heard": ("Báo cáo",),
        "photos": (Photo(file="a.jpg", alt="a", caption="a", credit="a"),),
        "source": "Nguồn: Chi bộ Thử",
    }
    return News(**{**whole, **facts})


def of_news(answer: News, dossier: Dossier | None = None) -> list[tuple[str, str | None, bool]]:
    """What the checks of news themselves find."""
    return [found for found in said(Kind.NEWS, answer, dossier) if found[0].startswith("NEWS")]


NOT_ON_FILE = ("NEWS-PHOTO", "photos.0.file", False)
"""Nobody attached the photo."""


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, [NOT_ON_FILE]),
        ({"published_at": datetime(2025, 5, 1, tzinfo=UTC)}, [("NEWS-DAY", "published_at", True), NOT_ON_FILE]),
        ({"source": "Sưu tầm"}, [("NEWS-SOURCE", "source", False), NOT_ON_FILE]),
        ({"photos": ()}, [("NEWS-PHOTO", "photos", False)]),
    ],
)
def test_the_news_is_dated_sourced_and_illustrated(facts: dict[str, Any], found: list[Any]) -> None:
    assert of_news(post(**facts)) == found


def test_a_photo_on_file_is_not_missed_whatever_its_ending() -> None:
    filed = congress(old_targets=(OLD,)).model_copy(
        update={"attachments": (Attachment(paper="S08", file="A.PNG", digest="0" * 64, size=1),)}
    )
    assert (of_news(post()), of_news(post(), filed)) == ([NOT_ON_FILE], [])
