"""On each day and in each group a client's shares sum to one, or there are none. Checked when a transaction ends."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION ownership_shares_sum_to_one() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
  bad record;
BEGIN
  -- Shares can only change sum where a span begins or ends, so looking at each span's first day is enough.
  SELECT starts.day, sum(rows.share_numerator::numeric * (product.of / rows.share_denominator)) AS parts, product.of,
         bool_or(rows.role = 'owner') AS has_owner
  INTO bad
  FROM (SELECT DISTINCT coalesce(lower(valid), '-infinity'::date) AS day FROM ownership_ownership
        WHERE organization_id = NEW.organization_id AND client_id = NEW.client_id AND "group" = NEW."group"
          AND superseded_at IS NULL
        UNION
        SELECT upper(valid) FROM ownership_ownership
        WHERE organization_id = NEW.organization_id AND client_id = NEW.client_id AND "group" = NEW."group"
          AND superseded_at IS NULL AND upper(valid) IS NOT NULL) starts
  JOIN ownership_ownership rows
    ON rows.organization_id = NEW.organization_id AND rows.client_id = NEW.client_id AND rows."group" = NEW."group"
   AND rows.superseded_at IS NULL AND rows.valid @> starts.day
  CROSS JOIN LATERAL (
    SELECT lcm_of(array_agg(DISTINCT others.share_denominator::numeric)) AS of FROM ownership_ownership others
    WHERE others.organization_id = NEW.organization_id AND others.client_id = NEW.client_id
      AND others."group" = NEW."group" AND others.superseded_at IS NULL AND others.valid @> starts.day) product
  GROUP BY starts.day, product.of
  HAVING sum(rows.share_numerator::numeric * (product.of / rows.share_denominator)) <> product.of
      OR (NEW."group" = 'ownership' AND NOT bool_or(rows.role = 'owner'))
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'OWN-SHARE-003: on % the shares of client % in group % come to %/%, not to one with one owner',
      bad.day, NEW.client_id, NEW."group", bad.parts, bad.of USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION lcm_of(numbers numeric[]) RETURNS numeric LANGUAGE plpgsql IMMUTABLE SET search_path = public AS $$
DECLARE
  result numeric := 1;
  number numeric;
BEGIN
  FOREACH number IN ARRAY numbers LOOP
    result := lcm(result, number);
  END LOOP;
  RETURN result;
END $$;

CREATE CONSTRAINT TRIGGER shares_sum_to_one AFTER INSERT OR UPDATE ON ownership_ownership
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ownership_shares_sum_to_one();
"""

BACKWARD = """
DROP TRIGGER shares_sum_to_one ON ownership_ownership;
DROP FUNCTION ownership_shares_sum_to_one();
DROP FUNCTION lcm_of(numeric[]);
"""


class Migration(migrations.Migration):
    dependencies = [("ownership", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
