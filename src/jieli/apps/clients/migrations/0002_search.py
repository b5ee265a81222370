"""The index by which clients are found, and the one way through it.

pg_trgm's index has nothing for two characters, which is what a Chinese search mostly is, and nothing for Chinese at
all in a database of locale C. So the grams are made here: of every word of the text each two neighbouring characters,
each three letters or digits, and each single wide character.

Row-level security lets only leakproof operators choose an index, and neither LIKE nor @> is one: searched as a plain
query, 200,000 clients would all be read. `jieli_find_clients` therefore runs as the tables' owner and fences itself by
the same setting as the policy; it gives ids only, and the caller reads the rows through the policy.
"""

from django.db import migrations

# A loop over the characters: 23 µs for a client, where window functions or substr() take ten times as long. ⺀ is the
# first of the wide characters, as in search.py.
GRAMS = """
CREATE FUNCTION jieli_grams(words text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  grams text[] := '{}';
  one text := ' ';
  two text := ' ';
  three text;
BEGIN
  FOREACH three IN ARRAY string_to_array(words, NULL) LOOP
    IF three <> ' ' THEN
      IF three >= '⺀' COLLATE "C" THEN
        grams := grams || three;
        IF two <> ' ' THEN
          grams := grams || (two || three);
        END IF;
      ELSIF two <> ' ' THEN
        grams := grams || (two || three);
        IF one <> ' ' AND one < '⺀' COLLATE "C" AND two < '⺀' COLLATE "C" THEN
          grams := grams || (one || two || three);
        END IF;
      END IF;
    END IF;
    one := two;
    two := three;
  END LOOP;
  RETURN grams;
END $$
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
