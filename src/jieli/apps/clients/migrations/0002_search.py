"""The index by which clients are found, and the one way through it.

pg_trgm's index has nothing for two characters, which is what a Chinese search mostly is, and nothing for Chinese at
all in a database of locale C. So the grams are made here: of every word of the text each two neighbouring characters,
each three letters or digits, and each single wide character.

Row-level security lets only leakproof operators choose an index, and neither LIKE nor @> is one: searched as a plain
query, 200,000 clients would all be read. `jieli_find_clients` therefore runs as the tables' owner and fences itself by
the same setting as the policy; it gives ids only, and the caller reads the rows through the policy.
"""

from django.db import migrations

GRAMS = """
CREATE FUNCTION jieli_grams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT gram), '{}')
  FROM (
    SELECT one, lead(one) OVER w AS two, lead(one, 2) OVER w AS three
    FROM string_to_table(words, NULL) WITH ORDINALITY AS c (one, at)
    WINDOW w AS (ORDER BY at)
  ) AS runs,
  LATERAL (VALUES
    (CASE WHEN ascii(one) >= 11904 THEN one END),
    (CASE WHEN one <> ' ' AND two <> ' ' THEN one || two END),
    (CASE WHEN one <> ' ' AND two <> ' ' AND three <> ' '
          AND ascii(one) < 11904 AND ascii(two) < 11904 AND ascii(three) < 11904 THEN one || two || three END)
  ) AS g (gram)
  WHERE gram IS NOT NULL
$$
"""

INDEX = "CREATE INDEX clients_by_grams ON clients_client USING gin (jieli_grams(search_text))"

FIND = """
CREATE FUNCTION jieli_find_clients(grams text[], patterns text[], at_most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 100 AS $$
BEGIN
  RETURN QUERY EXECUTE
    'SELECT id FROM clients_client WHERE jieli_grams(search_text) @> $1 AND search_text LIKE ALL ($2)'
    ' AND organization_id = current_setting(''jieli.organization'')::bigint LIMIT $3'
    USING grams, patterns, at_most;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial")]

    operations = [
        migrations.RunSQL(GRAMS, "DROP FUNCTION jieli_grams(text)"),
        migrations.RunSQL(INDEX, "DROP INDEX clients_by_grams"),
        migrations.RunSQL(FIND, "DROP FUNCTION jieli_find_clients(text[], text[], integer)"),
    ]
