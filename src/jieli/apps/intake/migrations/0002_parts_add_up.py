"""The splits of a deal's version come to one, and the allocations of a receipt's to no more than its amount.

Checked when a transaction ends. The functions are the owner's, so that they read one version through its own index
whatever the planner believes; that the parts are of the version's organisation, the foreign key holds.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION intake_splits_come_to_one() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  split record;
  part numeric := 0;
  whole numeric := 1;
BEGIN
  FOR split IN SELECT share_numerator AS above, share_denominator AS below FROM intake_dealsplit
               WHERE deal_version_id = NEW.deal_version_id LOOP
    part := part * split.below + split.above * whole;
    whole := whole * split.below;
  END LOOP;
  IF part <> whole THEN
    RAISE EXCEPTION 'INTAKE-PARTS-001: the splits of deal version % come to %/%, not to one',
      NEW.deal_version_id, part, whole USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER splits_come_to_one AFTER INSERT ON intake_dealsplit
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION intake_splits_come_to_one();

CREATE FUNCTION intake_allocations_within_receipt() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  received bigint := (SELECT amount_fen FROM intake_receiptversion WHERE id = NEW.receipt_version_id);
  allocated numeric := (SELECT sum(amount_fen) FROM intake_receiptallocation
                        WHERE receipt_version_id = NEW.receipt_version_id);
BEGIN
  IF allocated > received THEN
    RAISE EXCEPTION 'INTAKE-PARTS-002: the allocations of receipt version % come to % fen, and % came in',
      NEW.receipt_version_id, allocated, received USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER allocations_within_receipt AFTER INSERT ON intake_receiptallocation
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION intake_allocations_within_receipt();
"""

BACKWARD = """
DROP TRIGGER allocations_within_receipt ON intake_receiptallocation;
DROP FUNCTION intake_allocations_within_receipt();
DROP TRIGGER splits_come_to_one ON intake_dealsplit;
DROP FUNCTION intake_splits_come_to_one();
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
