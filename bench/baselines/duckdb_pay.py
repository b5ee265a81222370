"""The standard plan in DuckDB SQL, written by hand for this plan alone and as fast as was found: what is to be beaten.

`python duckdb_pay.py FACTS OUT`. Whole amounts are bigint, rates whole numbers. The tiers begin anew each month, so a
month at a time is computed: the sort stays small, the month is a constant, and memory does not grow with the year.
"""

import sys
from pathlib import Path

import duckdb

PARQUET = "FORMAT parquet, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 600"

# Who shares a client with whom, and until when he is new. Only shared clients go through a window. A fact shared by two
# divides by largest remainder without looking at the other's part: the lower person rounds half up, the second half down.
OWNERS = """
CREATE TABLE owners AS
WITH owned AS (
  SELECT client, person::SMALLINT AS person, from_, coalesce(until_or_none, DATE '9999-01-01') AS until_,
         share_numerator::UTINYINT AS num, share_denominator::UTINYINT AS den
  FROM read_parquet('{facts}/spans.parquet')
), placed AS (
  SELECT *, 0::UTINYINT AS place FROM owned WHERE den = 1
  UNION ALL
  SELECT *, (row_number() OVER (PARTITION BY client, from_ ORDER BY person) - 1)::UTINYINT FROM owned WHERE den > 1
)
SELECT placed.*, first_on + 90 AS known_from
FROM placed JOIN (
  SELECT client, min(signed_on) AS first_on FROM read_parquet('{facts}/deals.parquet') GROUP BY client
) USING (client)
"""

# A row for each product line, client new or not, and tier: everything that a result is multiplied with.
RATES = """
CREATE TABLE rates AS
SELECT product_line, code::UTINYINT AS code, rate, is_new, factor, lower_fen, upper_fen, multiplier,
       (rate::BIGINT // 100) * (factor // 100000) * (multiplier // 100000) AS in_millionths
FROM (VALUES ('软件', 0, 50000), ('硬件', 1, 20000), ('服务', 2, 40000), ('培训', 3, 30000), ('配件', 4, 15000))
       lines (product_line, code, rate),
     (VALUES (true, 1500000), (false, 1000000)) clients (is_new, factor),
     (VALUES (0::BIGINT, 10000000::BIGINT, 1000000), (10000000, 30000000, 1200000),
             (30000000, 4611686018427387904, 1500000)) tiers (lower_fen, upper_fen, multiplier)
"""

LINES = """
COPY (
  WITH credits AS (
    SELECT id, deals.client, amount_fen, signed_on, person, num, den, signed_on < known_from AS is_new,
           CASE product_line WHEN '软件' THEN 0 WHEN '硬件' THEN 1 WHEN '服务' THEN 2 WHEN '培训' THEN 3
                             WHEN '配件' THEN 4 END::UTINYINT AS code,
           (2 * amount_fen * num + den - place) // (2 * den) AS credit_fen
    FROM read_parquet('{facts}/deals.parquet') deals JOIN owners
      ON owners.client = deals.client AND signed_on >= from_ AND signed_on < until_
    WHERE signed_on >= DATE '{month}-01' AND signed_on < DATE '{month}-01' + INTERVAL 1 MONTH
  ), ordered AS (
    SELECT *, (sum(credit_fen) OVER (PARTITION BY person ORDER BY signed_on, id ROWS UNBOUNDED PRECEDING))::BIGINT
              - credit_fen AS before_fen
    FROM credits
  )
  SELECT '{month}' AS period, person::INTEGER AS person, 'deal' AS kind, id AS fact, client, product_line,
         signed_on AS counts_on, num::INTEGER AS share_numerator, den::INTEGER AS share_denominator,
         amount_fen AS fact_fen, credit_fen, before_fen, lower_fen AS slice_from_fen,
         least(before_fen + credit_fen, upper_fen) - greatest(before_fen, lower_fen) AS part_fen,
         rate, factor, multiplier, (part_fen * in_millionths + 500000) // 1000000 AS result_fen
  FROM ordered JOIN rates
    ON rates.code = ordered.code AND rates.is_new = ordered.is_new
       AND before_fen < upper_fen AND before_fen + credit_fen > lower_fen
) TO '{out}/lines/{month}.parquet' ({options})
"""

TOTALS = """
COPY (
  SELECT period, person, sum(part_fen)::BIGINT AS credit_fen, sum(result_fen)::BIGINT AS result_fen
  FROM read_parquet('{out}/lines/*.parquet') GROUP BY period, person ORDER BY period, person
) TO '{out}/totals.parquet' ({options})
"""


def main(facts: str, out: str) -> None:
    Path(out, "lines").mkdir(parents=True)
    names = {"facts": facts, "out": out, "options": PARQUET}
    connection = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
    connection.execute(OWNERS.format(**names))
    connection.execute(RATES)
    for month in range(1, 13):
        connection.execute(LINES.format(month=f"2025-{month:02d}", **names))
    connection.execute(TOTALS.format(**names))


if __name__ == "__main__":
    main(*sys.argv[1:])
