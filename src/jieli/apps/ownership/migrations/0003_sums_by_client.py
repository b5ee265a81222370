"""The check of shares reads one client's rows, through an index that begins with the client, whatever the planner believes.

A planner that knows the table as small takes any index that begins with the organisation, and a large import would then
read all rows of the organisation once for each row that it writes. As the owner's function the check is not rewritten by
row-level security, so no such index fits; that the client is of the row's organisation, the foreign key holds.
"""

from django.db import migrations, models

FORWARD = """
CREATE OR REPLACE FUNCTION ownership_shares_sum_to_one() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  bad record;
BEGIN
  WITH mine AS MATERIALIZED (
    SELECT valid, role, share_numerator::numeric AS part, share_denominator::numeric AS of
    FROM ownership_ownership
    WHERE client_id = NEW.client_id AND organization_id + 0 = NEW.organization_id AND "group" = NEW."group"
      AND superseded_at IS NULL
  ), starts AS (
    -- Shares can only change sum where a span begins or ends, so looking at these days is enough.
    SELECT coalesce(lower(valid), '-infinity'::date) AS day FROM mine
    UNION
    SELECT upper(valid) FROM mine WHERE upper(valid) IS NOT NULL
  ), days AS (
    SELECT starts.day, lcm_of(array_agg(DISTINCT mine.of)) AS whole
    FROM starts JOIN mine ON mine.valid @> starts.day GROUP BY starts.day
  )
  SELECT days.day, days.whole, sum(mine.part * div(days.whole, mine.of)) AS parts
  INTO bad
  FROM days JOIN mine ON mine.valid @> days.day
  GROUP BY days.day, days.whole
  HAVING sum(mine.part * div(days.whole, mine.of)) <> days.whole
      OR (NEW."group" = 'ownership' AND NOT bool_or(mine.role = 'owner'))
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'OWN-SHARE-003: on % the shares of client % in group % come to %/%, not to one with one owner',
      bad.day, NEW.client_id, NEW."group", bad.parts, bad.whole USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ownership", "0002_shares_sum_to_one")]
    operations = [
        migrations.RemoveIndex("ownership", "timeline_of"),
        migrations.AddIndex(
            "ownership",
            models.Index(
                fields=["client", "organization"],
                condition=models.Q(superseded_at__isnull=True),
                name="timeline_of",
            ),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
