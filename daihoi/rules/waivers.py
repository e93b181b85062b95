"""What an uncertain basis may do: uncertain only warns; general knowledge blocks, says that it is unverified, can be waived."""

from schemas.dossier import Dossier
from schemas.finding import Confidence, Finding, Severity
from schemas.waiver import Waiver
from schemas.words import Words

WAIVABLE = ("R11", "R12", "R14", "R18")
"""Checks with a basis that was not read in the source itself. Sums and dates are never waived."""
UNREAD = (Confidence.GK, Confidence.SEEN_2)


def waiver_of(dossier: Dossier, rule: str) -> Waiver | None:
    """The waiver of this check in force, if there is one."""
    return next((w for w in reversed(dossier.waivers) if w.rule == rule), None)


def weigh(finding: Finding, dossier: Dossier) -> Finding:
    """The finding as heavy as its basis allows, and with a word on what can be done about it."""
    if not finding.blocks or finding.basis is None:
        return finding
    if finding.basis.confidence is Confidence.UNC:
        return finding.model_copy(update={"severity": Severity.WARN})
    if finding.code not in WAIVABLE or finding.basis.confidence not in UNREAD:
        return finding
    waiver = waiver_of(dossier, finding.code)
    words = finding.words
    if waiver is not None:
        waived = Words(
            vi=f"{words.vi} Đã được {waiver.who} cho bỏ qua: {waiver.reason}",
            en=f"{words.en} Waived by {waiver.who}: {waiver.reason}",
        )
        return finding.model_copy(update={"severity": Severity.WARN, "words": waived})
    command = f"daihoi waive {dossier.code} {finding.code} --reason …"
    unverified = Words(
        vi=f"{words.vi} Căn cứ này chưa đối chiếu được với văn bản gốc; cấp trên hoặc đoàn chủ tịch có thể cho bỏ qua: `{command}`.",
        en=f"{words.en} This basis is unverified; the superior or the presidium may waive it: `{command}`.",
    )
    return finding.model_copy(update={"words": unverified})
