"""What was agreed and applied is not edited: neither the handover's people, date and terms nor its clients."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION handovers_applied_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
  reversal text[] := ARRAY['state', 'reversed_from', 'reversed_at'];
BEGIN
  IF (to_jsonb(OLD) - reversal) IS DISTINCT FROM (to_jsonb(NEW) - reversal)
     OR NEW.state NOT IN ('approved', 'reversed') THEN
    RAISE EXCEPTION 'HANDOVER-APPLIED-001: handover % is applied; only its reversal is written', OLD.id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER applied_stays BEFORE UPDATE ON handovers_handover
FOR EACH ROW WHEN (OLD.applied_at IS NOT NULL) EXECUTE FUNCTION handovers_applied_stays();

CREATE FUNCTION handovers_clients_stay() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
  touched handovers_handoverclient := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  IF EXISTS (SELECT 1 FROM handovers_handover
             WHERE organization_id = touched.organization_id AND id = touched.handover_id AND applied_at IS NOT NULL) THEN
    RAISE EXCEPTION 'HANDOVER-APPLIED-001: the clients of handover % stay as they were agreed', touched.handover_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN touched;
END $$;

CREATE TRIGGER clients_stay BEFORE INSERT OR UPDATE OR DELETE ON handovers_handoverclient
FOR EACH ROW EXECUTE FUNCTION handovers_clients_stay();
"""

BACKWARD = """
DROP TRIGGER clients_stay ON handovers_handoverclient;
DROP FUNCTION handovers_clients_stay();
DROP TRIGGER applied_stays ON handovers_handover;
DROP FUNCTION handovers_applied_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("handovers", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
