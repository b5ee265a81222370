"""Terms in sentences: every form of a step, with days or months, in both languages."""

from datetime import date
from fractions import Fraction

import pytest
from django.utils.translation import override

from jieli.apps.handovers.api import Stream, StreamTerms, TermsStep, describe_terms, usual_terms
from jieli.apps.handovers.describe import FORMS
from jieli.engines.ownership import Terms

NONE, HALF, ALL = Fraction(0), Fraction(1, 2), Fraction(1)


def said(*steps, language="en", **more):
    (only,) = describe_terms(terms=StreamTerms.same_for_all(steps), language=language, **more)
    return only.sentences


def test_usual_terms_are_three_sentences_with_days():
    (only,) = describe_terms(
        terms=usual_terms(),
        effective_from=date(2026, 12, 1),
        outgoing="王芳",
        incoming="李明",
        language="zh-hans",
    )
    assert only.title == "这些客户的全部业务"
    assert only.sentences == (
        "2026年12月1日至2027年2月28日：王芳保留 50%，李明得 50%。",
        "2027年3月1日至2027年5月31日：王芳保留 30%，李明得 70%。",
        "2027年6月1日起：全部计入李明。",
    )


def test_without_a_day_months_are_told():
    assert said(
        TermsStep(3, HALF),
        TermsStep(1, Fraction(3, 10)),
        TermsStep(None, NONE),
        outgoing="Wang",
        incoming="Li",
    ) == (
        "Months 1 to 3: Wang keeps 50%, Li has 50%.",
        "Month 4: Wang keeps 30%, Li has 70%.",
        "From month 5 on: everything counts for Li.",
    )


def test_without_names_it_is_said_who_gives_and_who_takes():
    assert said(TermsStep(None, NONE)) == (
        "From the first day on: everything counts for the one who takes over.",
    )
    assert said(TermsStep(None, Fraction(1, 3)), language="zh-hans") == (
        "自首日起：移出方保留 1/3，接收方得 2/3。",
    )


def test_kinds_of_business_with_the_same_steps_are_told_once():
    now = (TermsStep(None, NONE),)
    later = (TermsStep(12, ALL), TermsStep(None, HALF))
    words = describe_terms(terms=StreamTerms(later, now, now), language="en")
    assert [(each.streams, each.title) for each in words] == [
        ((Stream.OPEN_PIPELINE, Stream.NEW_DEALS), "For deals signed after the handover"),
        ((Stream.EARLIER_DEALS,), "For receipts of deals signed before the handover"),
    ]
    assert [each.title for each in describe_terms(terms=StreamTerms(now, now, later), language="en")] == [
        "For new deals",
        "For deals signed or opened before the handover",
    ]
    assert [each.title for each in describe_terms(terms=StreamTerms(now, later, now), language="en")] == [
        "For deals signed before the handover and for new deals",
        "For deals opened before the handover and signed after it",
    ]


def test_engine_terms_carry_their_day():
    now = (TermsStep(None, NONE),)
    terms = Terms(1, 2, 3, 4, date(2026, 3, 1), None, now, now, now)
    (only,) = describe_terms(terms=terms, incoming="Li", language="en")
    assert only.sentences == ("From 1 Mar 2026 on: everything counts for Li.",)


def test_the_readers_language_is_the_default():
    with override("zh-hans"):
        (only,) = describe_terms(terms=StreamTerms.same_for_all((TermsStep(None, ALL),)))
    assert only.sentences == ("自首日起：仍全部计入移出方。",)


@pytest.mark.parametrize("share", [NONE, HALF, ALL])
@pytest.mark.parametrize("begin", [None, date(2026, 1, 31)])
def test_every_form_is_filled_in_both_languages(share, begin):
    steps = (TermsStep(1, share), TermsStep(2, share), TermsStep(None, share))
    for language in ("en", "zh-hans"):
        sentences = said(*steps, language=language, effective_from=begin, outgoing="甲", incoming="乙")
        assert len(sentences) == 3
        assert not any("%(" in sentence for sentence in sentences)
    assert len(FORMS) == 18
