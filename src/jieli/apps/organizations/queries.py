"""Reading organisations: the own one through the fence, all of them only as the owner."""

from django.db import connection

from jieli.apps.organizations import models
from jieli.apps.organizations.values import Organization


def get_organization() -> Organization:
    """The organisation of the open scope; the fence leaves exactly this row."""
    return _value(models.Organization.objects.get())


def find_organization_id(*, slug: str) -> int | None:
    """The id behind a slug. Works without a scope: it is the first step of signing in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT jieli_organization_of(%s)", [slug])
        row = cursor.fetchone()
    return row[0] if row else None


def list_organizations() -> tuple[Organization, ...]:
    """Every organisation of this installation, by slug. For commands: it reads as the owner of the tables."""
    rows = models.Organization.objects.using("owner").order_by("slug")
    return tuple(_value(row) for row in rows)


def _value(row: models.Organization) -> Organization:
    return Organization(
        id=row.pk,
        slug=row.slug,
        name=row.name,
        currency=row.currency,
        time_zone=row.time_zone,
        language=row.language,
        one_person_approves=row.one_person_approves,
    )
