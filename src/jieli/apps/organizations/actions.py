"""Founding an organisation: a command's work, done as the owner of the tables."""

import re
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from jieli.apps.organizations import models
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.lib.problems import problem

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_CURRENCY = re.compile(r"[A-Z]{3}")


def create_organization(*, slug: str, name: str, currency: str, language: str, at: datetime) -> int:
    """The id of a new organisation, committed through the owner's connection. Raises Problems."""
    refuse(_problems(slug, name, currency, language))
    try:
        with transaction.atomic(using="owner"):
            made = models.Organization.objects.using("owner").create(
                slug=slug, name=name.strip(), currency=currency, language=language, created_at=at
            )
    except IntegrityError as reason:
        raise Problems([_taken(slug)]) from reason
    return made.pk


def set_one_person_approves(*, slug: str, allowed: bool) -> None:
    """Whether who made a pay run may approve it himself; a command's work, through the owner's connection."""
    with transaction.atomic(using="owner"):
        models.Organization.objects.using("owner").filter(slug=slug).update(one_person_approves=allowed)


def discard_empty_organization(*, organization_id: int) -> None:
    """Takes a foundation back. The database refuses it as soon as any row belongs to the organisation."""
    with transaction.atomic(using="owner"):
        models.Organization.objects.using("owner").filter(pk=organization_id).delete()


def _problems(slug: str, name: str, currency: str, language: str) -> Iterator[Problem]:
    if not _SLUG.fullmatch(slug):
        yield problem(
            "ORG-SLUG-001",
            "slug",
            "“{slug}” cannot stand behind the @ of a login.",
            "Use 1 to 40 small letters, digits and hyphens, for example “hongyuan”.",
            slug=slug,
        )
    elif models.Organization.objects.using("owner").filter(slug=slug).exists():
        yield _taken(slug)
    if not 1 <= len(name.strip()) <= 120:
        yield problem(
            "ORG-NAME-001",
            "name",
            "The organisation needs a name of at most 120 characters.",
            "Write the company's name as its people say it.",
        )
    if not _CURRENCY.fullmatch(currency):
        yield problem(
            "ORG-CURRENCY-001",
            "currency",
            "“{currency}” is not a currency code.",
            "Use the three capital letters, for example CNY or USD.",
            currency=currency,
        )
    if language not in dict(settings.LANGUAGES):
        yield problem(
            "ORG-LANGUAGE-001",
            "language",
            "The pages do not speak “{language}”.",
            "Choose one of: {known}.",
            language=language,
            known=", ".join(dict(settings.LANGUAGES)),
        )


def _taken(slug: str) -> Problem:
    return problem(
        "ORG-SLUG-002",
        "slug",
        "There is already an organisation “{slug}”.",
        "Choose another short name, or use the existing organisation.",
        slug=slug,
    )
