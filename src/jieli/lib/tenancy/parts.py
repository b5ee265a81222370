"""Finished wholes get no further parts: no outcome to an issued run, no line to a statement, no split to an old version.

What is append-only cannot be changed, but that alone does not keep a row from being added to it years later. A model
that is a part says so in `part_of`; here that becomes triggers, which look at what each statement wrote.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from jieli.lib.tenancy.rows import OrganizationRow, PartOf, Writes

# The whole is held first, so that nobody finishes it between the look and the end of the transaction.
FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  finished bigint;
BEGIN
  PERFORM 1 FROM {whole} whole
  WHERE (whole.organization_id, whole.id) IN (SELECT part.organization_id, part.{column} FROM touched part) FOR SHARE;
  SELECT part.{column} INTO finished FROM touched part
  WHERE NOT EXISTS (SELECT 1 FROM {whole} whole
                    WHERE whole.organization_id = part.organization_id AND whole.id = part.{column} AND ({while_}))
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'JIELI-FENCE-003: % % is finished; its rows in % stay as they are', '{whole}', finished,
      TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$
"""


def triggers(model: type[models.Model]) -> Iterator[str]:
    """The statements that hold `part_of` of a model; for one without it, those that take away what was held."""
    table = model._meta.db_table
    verbs = {
        "added": ("INSERT", "NEW"),
        "removed": ("DELETE", "OLD"),
        "left": ("UPDATE", "OLD"),
        "joined": ("UPDATE", "NEW"),
    }
    for name in verbs:
        yield f"DROP TRIGGER IF EXISTS part_{name} ON {table}"
    if not issubclass(model, OrganizationRow) or model.part_of is None:
        return
    yield _function(model, model.part_of)
    for name, (verb, rows) in verbs.items():
        if verb == "INSERT" or model.writes is not Writes.APPEND_ONLY:
            yield (
                f"CREATE TRIGGER part_{name} AFTER {verb} ON {table} REFERENCING {rows} TABLE AS touched"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {_name(model)}()"
            )


def _function(model: type[OrganizationRow], part: PartOf) -> str:
    key = model._meta.get_field(part.column)
    whole = apps.get_model(part.of) if part.of else key.related_model
    return FUNCTION.format(
        name=_name(model), whole=whole._meta.db_table, column=key.column, while_=part.while_
    )


def _name(model: type[models.Model]) -> str:
    return f"jieli_part_{model._meta.db_table}"
