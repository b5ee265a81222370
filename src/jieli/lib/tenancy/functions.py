"""The functions in the database on which the fence stands, and who may call functions at all."""

from collections.abc import Sequence

FUNCTIONS = """
CREATE OR REPLACE FUNCTION jieli_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  secret text[] := coalesce(TG_ARGV, '{}');
  actor bigint := nullif(current_setting('jieli.acting_user', true), '')::bigint;
  doing text := coalesce(current_setting('jieli.purpose', true), '');
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO audit_entry (organization_id, table_name, row_id, verb, old, new, acting_user_id, purpose, at)
    SELECT n.organization_id, TG_TABLE_NAME, n.id, 'insert', NULL, to_jsonb(n) - secret, actor, doing, now()
    FROM new_rows n;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO audit_entry (organization_id, table_name, row_id, verb, old, new, acting_user_id, purpose, at)
    SELECT n.organization_id, TG_TABLE_NAME, n.id, 'update', to_jsonb(o) - secret, to_jsonb(n) - secret, actor, doing,
           now()
    FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE o IS DISTINCT FROM n;
  ELSE
    INSERT INTO audit_entry (organization_id, table_name, row_id, verb, old, new, acting_user_id, purpose, at)
    SELECT o.organization_id, TG_TABLE_NAME, o.id, 'delete', to_jsonb(o) - secret, NULL, actor, doing, now()
    FROM old_rows o;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION jieli_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'JIELI-FENCE-001: a row of % is not changed or deleted once written', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE FUNCTION jieli_close_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  closable text[] := TG_ARGV;
  column_name text;
BEGIN
  IF TG_OP = 'DELETE' OR (to_jsonb(OLD) - closable) IS DISTINCT FROM (to_jsonb(NEW) - closable) THEN
    RAISE EXCEPTION 'JIELI-FENCE-001: a row of % is not changed or deleted once written', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  FOREACH column_name IN ARRAY closable LOOP
    IF to_jsonb(OLD) -> column_name <> 'null'::jsonb
       AND (to_jsonb(OLD) -> column_name) IS DISTINCT FROM (to_jsonb(NEW) -> column_name) THEN
      RAISE EXCEPTION 'JIELI-FENCE-002: % of a row of % is closed once', column_name, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION jieli_organization_of(wanted text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT id FROM organizations_organization WHERE slug = wanted
$$;

CREATE OR REPLACE FUNCTION jieli_written_now(written_by xid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  -- Ours are this transaction's number and the later ones of its savepoints; the short number is completed from it.
  mine bigint := pg_current_xact_id()::text::bigint;
  later bigint := (written_by::text::bigint - mine % 4294967296 + 4294967296) % 4294967296;
BEGIN
  IF later >= 2147483648 THEN
    RETURN false;
  END IF;
  -- A row that can be seen, of a transaction that still runs, was written by that very transaction.
  RETURN pg_xact_status((mine + later)::text::xid8) = 'in progress';
END $$;
"""

OWN = ("jieli_organization_of(text)", "jieli_written_now(xid)")


def let_call(functions: Sequence[str], role: str) -> str:
    """The role calls these functions, and nobody else calls any that the owner made; the extensions' are left alone.

    The role may have tables of its session alone, by names of its choosing. A function that looks at tables looks at those
    last, or it would take one of them for the real one.
    """
    callable_ = ", ".join(f"to_regprocedure('{name}')" for name in (*OWN, *functions))
    return f"""DO $$
DECLARE
  made oid;
  has_path boolean;
BEGIN
  FOR made, has_path IN
    SELECT oid, coalesce(proconfig::text LIKE '%search_path=%', false) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proowner = current_user::regrole
    AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, {role}', made::regprocedure);
    IF has_path THEN
      EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', made::regprocedure);
    END IF;
    IF made = ANY (ARRAY[{callable_}]) THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {role}', made::regprocedure);
    END IF;
  END LOOP;
END $$"""  # noqa: S608 - names of the models and the role, quoted
