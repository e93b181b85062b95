"""How a rule says what it has to say."""

from daihoi.rules.rulesets import article_in, family_of, words_of
from schemas.dossier import Dossier
from schemas.finding import Basis, Confidence, Finding, Severity
from schemas.words import Words


def block(code: str, field: str | None, vi: str, en: str, basis: Basis | None = None) -> Finding:
    """A finding that stops the step."""
    return Finding(code=code, severity=Severity.BLOCK, field=field, words=Words(vi=vi, en=en), basis=basis)


def warn(code: str, field: str | None, vi: str, en: str, basis: Basis | None = None) -> Finding:
    """A finding that is written down."""
    return Finding(code=code, severity=Severity.WARN, field=field, words=Words(vi=vi, en=en), basis=basis)


def practice() -> Basis:
    """What the field does, read nowhere: general knowledge."""
    return Basis(document="thông lệ tổ chức đại hội", confidence=Confidence.GK)


def basis(dossier: Dossier, index: int, article: str, confidence: Confidence = Confidence.SEEN) -> Basis:
    """The pinned document number ``index`` (0 Charter, 1 implementing, 2 election) with its article.

    The articles are the Party's: a trade union or youth union congress goes by them as practice only.
    """
    if family_of(dossier.opening.profile) != "party":
        return practice()
    document = dossier.rules.bases[index]
    article = article_in(document.document, article)
    return document.model_copy(update={"article": article, "confidence": confidence})


def by_setting(dossier: Dossier, name: str, code: str, field: str | None, vi: str, en: str) -> Finding:
    """A finding as heavy as the value ``name`` of the rule-set says, standing on that value's own source."""
    setting = dossier.rules.settings[name]
    return Finding(
        code=code, severity=setting.severity, field=field, words=Words(vi=vi, en=en), basis=source(dossier, name)
    )


def source(dossier: Dossier, name: str) -> Basis:
    """What the value ``name`` of the rule-set stands on, and how sure we are of it."""
    setting = dossier.rules.settings[name]
    if setting.basis is not None:
        return setting.basis
    return Basis(document=setting.note or "thông lệ tổ chức đại hội", confidence=setting.confidence)


def words_in(dossier: Dossier) -> dict[str, str]:
    """How this organisation calls its ``member``, ``committee``, ``head`` …: the words of its profile."""
    # A dossier pinned before a word was known falls back on the profile.
    return {**words_of(dossier.opening.profile), **dossier.rules.words}


def called(dossier: Dossier, what: str) -> str:
    """One of these words."""
    return words_in(dossier)[what]
