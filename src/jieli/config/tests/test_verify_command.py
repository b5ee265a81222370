"""`jieli verify` finds whatever somebody with the database's password changed by hand, and names it."""

import re
from contextlib import nullcontext
from datetime import date

import pytest
from click.testing import CliRunner

from jieli.apps.payruns import api as payruns
from jieli.apps.payruns.testing import (
    JANUARY,
    Company,
    new_deal,
    noon,
    record_deals,
    run_to,
    small_company,
)
from jieli.config.cli import verify as command
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import _owner

TABLES = (
    "payruns_run",
    "payruns_outcome",
    "payruns_frozeninput",
    "payruns_certificate",
    "payruns_runcheck",
    "payruns_runevent",
    "payruns_runfinding",
    "payruns_seal",
    "payruns_reopening",
    "statements_statement",
    "statements_line",
)
COMMISSION = "component_key = 'commission' AND employee_id = {S1}"
LINE = "component_key = 'commission' AND statement_id IN (SELECT id FROM statements_statement WHERE employee_id = {S1})"
COPY = (
    "INSERT INTO {table} SELECT (jsonb_populate_record(old, jsonb_build_object("
    "'id', nextval(pg_get_serial_sequence('{table}', 'id')), {other}))).* FROM {table} old WHERE {where}"
)

# What is done by hand → what is said of it.
BY_HAND = {
    "an amount": (
        f"UPDATE payruns_outcome SET posted_fen = 1, desired_fen = 1 WHERE {COMMISSION}",
        "S1 李雷, commission (sales), Jan 2026: what is posted is 0.01, computed 3,500.00.",
    ),
    "a reason": (
        f'UPDATE payruns_outcome SET trace = \'{{{{"rule": "pay.other"}}}}\' WHERE {COMMISSION}',
        "S1 李雷, commission (sales), Jan 2026: the stored reason is not the one that was computed.",
    ),
    "a name": (
        f'UPDATE payruns_outcome SET component_name = \'{{{{"zh": "奖金"}}}}\' WHERE {COMMISSION}',
        "the component’s name is 奖金, computed Commission / 提成.",
    ),
    "a plan": (
        f"UPDATE payruns_outcome SET plan_hash = repeat('0', 64) WHERE {COMMISSION}",
        "the plan’s fingerprint is 0000000000000000",
    ),
    "a person": (
        f"UPDATE payruns_outcome SET employee_id = {{S3}} WHERE {COMMISSION}",
        "S3 王强, commission (sales), Jan 2026: 3,500.00 is stored and does not follow from the inputs.",
    ),
    "an outcome that nobody computed": (
        COPY.format(table="payruns_outcome", other="'component_key', 'gift'", where=COMMISSION),
        "S1 李雷, gift (sales), Jan 2026: 3,500.00 is stored and does not follow from the inputs.",
    ),
    "an outcome less": (
        f"DELETE FROM statements_line WHERE {LINE}; DELETE FROM payruns_outcome WHERE {COMMISSION}",
        "S1 李雷, commission (sales), Jan 2026: the outcome of 3,500.00 is not stored.",
    ),
    "a byte of a frozen table": (
        "UPDATE payruns_frozeninput SET content = set_byte(content, 40, 255 - get_byte(content, 40))"
        " WHERE name = 'deals'",
        "Frozen table “Deals”: its fingerprint is",
    ),
    "a byte of a frozen table and its hash": (
        "UPDATE payruns_frozeninput SET content = set_byte(content, 40, 255 - get_byte(content, 40))"
        " WHERE name = 'deals';"
        "UPDATE payruns_frozeninput SET content_hash = encode(sha256(content), 'hex') WHERE name = 'deals'",
        "Frozen table “Deals”: its fingerprint is",
    ),
    "a frozen table less": (
        "DELETE FROM payruns_frozeninput WHERE name = 'deals'",
        "Frozen table “Deals” is gone.",
    ),
    "a frozen table more": (
        COPY.format(table="payruns_frozeninput", other="'name', 'gifts'", where="name = 'deals'"),
        "Frozen table “gifts” was not there when the run was computed.",
    ),
    "the hash of all outcomes": (
        "UPDATE payruns_run SET outcome_hash = repeat('0', 64)",
        "All outcomes: stored rows come to",
    ),
    "the hash of all inputs": (
        "UPDATE payruns_run SET input_hash = repeat('0', 64)",
        "All frozen tables: kept is 0000000000000000",
    ),
    "the certificate": (
        "UPDATE payruns_certificate SET outcome_count = 1",
        "Certificate, the number of outcomes: 1, computed 10.",
    ),
    "the certificate less": (
        "DELETE FROM payruns_certificate",
        "The certificate is gone.",
    ),
    "a check": (
        "UPDATE payruns_runcheck SET looked_at = 999 WHERE name = 'posted'",
        "Check “Issued and posted come to what should be”: kept is 999/0",
    ),
    "a statement line": (
        f"UPDATE statements_line SET amount_fen = 1 WHERE {LINE}",
        "S1 李雷, commission (sales), Jan 2026, statement line: the amount is 0.01, computed 3,500.00.",
    ),
    "a statement line's reason": (
        f'UPDATE statements_line SET trace = \'{{{{"rule": "pay.other"}}}}\' WHERE {LINE}',
        "S1 李雷, commission (sales), Jan 2026, statement line: the reason",
    ),
    "a statement line less": (
        f"DELETE FROM statements_line WHERE {LINE}",
        "S1 李雷, commission (sales), Jan 2026: the statement lacks its line of 3,500.00.",
    ),
    "a statement's total": (
        "UPDATE statements_statement SET total_fen = 1 WHERE employee_id = {S1}",
        "S1 李雷, Jan 2026, statement: the total is 0.01, computed 10,000.00.",
    ),
    "a statement's currency": (
        "UPDATE statements_statement SET currency = 'USD' WHERE employee_id = {S1}",
        "S1 李雷, Jan 2026, statement: the currency is USD, computed CNY.",
    ),
    "the certificate and every check": (
        "DELETE FROM payruns_runcheck; DELETE FROM payruns_certificate",
        "The certificate is gone.",
    ),
    "the check of the statements": (
        "UPDATE payruns_runcheck SET broken = 5 WHERE name = 'statements'",
        "kept is 10/5 (looked at/broken), computed 10/0.",
    ),
    "the moment whose knowledge was frozen": (
        "UPDATE payruns_run SET known_at = known_at - interval '1 day'",
        "The run itself (period, moment of knowledge, when it was issued): not what it was when the run was issued",
    ),
    "the first day": (
        "UPDATE payruns_run SET period_from = period_from + 1",
        "The run itself (period, moment of knowledge, when it was issued): not what it was when the run was issued",
    ),
    "when it was issued, everywhere": (
        "UPDATE payruns_run SET issued_at = issued_at + interval '1 day';"
        "UPDATE statements_statement SET issued_at = issued_at + interval '1 day'",
        "The statements with their names: not what it was when the run was issued",
    ),
    "who approved": (
        "UPDATE payruns_runevent SET by_user_id = 1 WHERE verb = 'approved'",
        "Who did what when: not what it was when the run was issued",
    ),
    "every step": ("DELETE FROM payruns_runevent", "Who did what when: not what it was"),
    "the findings": ("DELETE FROM payruns_runfinding", "The findings: not what it was"),
    "what a check names as broken": (
        "UPDATE payruns_runcheck SET breaches = '[1]' WHERE name = 'posted'",
        "The checks: not what it was",
    ),
    "the rows of a frozen table": (
        "UPDATE payruns_frozeninput SET row_count = row_count + 1 WHERE name = 'deals'",
        "The list of frozen tables: not what it was",
    ),
    "the names of a statement": (
        'UPDATE statements_statement SET names = \'{{"name": "x"}}\' WHERE employee_id = {S1}',
        "The statements with their names: not what it was",
    ),
    "what was taken over, in no form": (
        "UPDATE payruns_certificate SET taken_over = '{{\"run_id\": 1}}'",
        "Certificate, the run that it took something over from: what is stored cannot be read.",
    ),
    "the tables' fingerprints, in no form": (
        "UPDATE payruns_certificate SET table_hashes = '[1]'",
        "Certificate, the tables’ fingerprints: what is stored cannot be read.",
    ),
    "the seal less": ("DELETE FROM payruns_seal", "The seal is gone, with which the run was issued."),
    "who issued": (
        "UPDATE payruns_runevent SET by_user_id = 1 WHERE verb = 'issued'",
        "What was done with the run since it was issued: not what it was",
    ),
    "that it was issued": (
        "DELETE FROM payruns_runevent WHERE verb = 'issued'",
        "What was done with the run since it was issued: not what it was",
    ),
    "a step more": (
        COPY.format(table="payruns_runevent", other="'verb', 'reopened'", where="verb = 'issued'"),
        "What was done with the run since it was issued: not what it was",
    ),
    "a link": (
        "UPDATE payruns_runevent SET link = '' WHERE verb = 'issued'",
        "Who did what when: not what it was",
    ),
    "the seal, in no form": ("UPDATE payruns_seal SET digests = '[]'", "Who did what when: not what it was"),
    "a statement less": (
        "DELETE FROM statements_line WHERE statement_id IN"
        " (SELECT id FROM statements_statement WHERE employee_id = {S1});"
        "DELETE FROM statements_statement WHERE employee_id = {S1}",
        "S1 李雷, Jan 2026: the statement of 10,000.00 is gone.",
    ),
}

WITHOUT_SEAL = (
    "DELETE FROM payruns_seal WHERE run_id = {0}; UPDATE payruns_runevent SET link = '' WHERE run_id = {0}"
)
ISSUED_LONG_AGO = (
    "UPDATE payruns_run SET issued_at = '2020-01-01' WHERE id = {0};"
    "UPDATE statements_statement SET issued_at = '2020-01-01' WHERE run_id = {0}"
)


@pytest.fixture
def issued(committed_organization, django_db_blocker, monkeypatch):
    """January issued in an organisation that other connections see; verify(…) is the command's answer about it."""
    monkeypatch.setattr(command, "running_database", nullcontext)
    with django_db_blocker.unblock():
        scope = {"organization_id": committed_organization.id, "purpose": "test"}
        with organization_scope(**scope):
            company = small_company()
            record_deals(new_deal(company, "D1", "C1", 150_000_00, date(2026, 1, 10)), at=noon(1, 25))
            run_id = run_to("issued", JANUARY, noon(2, 1))

        def verify(*arguments, run=run_id):
            return CliRunner().invoke(
                command.verify, [str(run), *arguments, "-o", committed_organization.slug]
            )

        verify.run_id, verify.scope = run_id, scope
        verify.people, verify.clients = company.people, company.clients
        yield verify


def by_hand(issued, sql):
    """The statements as the owner of the tables, with their triggers off, of this organisation's rows alone."""
    number = issued.scope["organization_id"]
    before = (
        "DISABLE TRIGGER USER",
        "FORCE ROW LEVEL SECURITY",
    )
    after = ("NO FORCE ROW LEVEL SECURITY", "ENABLE TRIGGER USER")
    with _owner() as owner:  # each statement is a transaction of its own
        owner.execute("SELECT set_config('jieli.organization', %s, false)", [str(number)])
        for table in TABLES:
            owner.execute(f"CREATE POLICY by_hand ON {table} USING (organization_id = {number})")
            for change in before:
                owner.execute(f"ALTER TABLE {table} {change}")
        try:
            for statement in sql.format(**issued.people).split(";"):
                assert owner.execute(statement).rowcount, statement
        finally:
            for table in TABLES:
                owner.execute(f"DROP POLICY by_hand ON {table}")
                for change in after:
                    owner.execute(f"ALTER TABLE {table} {change}")


def test_a_run_as_it_was_issued_is_verified_by_its_number_and_by_its_period(issued):
    for run in (issued.run_id, "2026-01"):
        said = issued(run=run)
        assert said.exit_code == 0, said.output
        assert "Jan 2026: computed again from the frozen inputs and compared" in said.output
        assert "Nothing differs." in said.output


def test_of_a_period_its_own_run_and_every_correction_is_verified(issued):
    with organization_scope(**issued.scope):
        payruns.reopen_period(acting_user_id=None, at=noon(2, 5), run_id=issued.run_id, reason="漏了一笔")
        company = Company(issued.people, issued.clients)
        record_deals(new_deal(company, "D2", "C1", 10_000_00, date(2026, 1, 11)), at=noon(2, 6))
        correction = payruns.start_correction(acting_user_id=None, at=noon(2, 7), run_id=issued.run_id)
        for step in (payruns.compute_run, payruns.review_run, payruns.approve_run, payruns.issue_run):
            step(acting_user_id=None, at=noon(2, 7), run_id=correction)
    said = issued(run="2026-01")
    assert said.exit_code == 0, said.output
    assert said.output.count("computed again from the frozen inputs") == 2
    assert "2 runs of 2026-01 were looked at; in 0 something differs." in said.output
    by_hand(issued, f"UPDATE payruns_run SET outcome_hash = repeat('0', 64) WHERE id = {correction}")
    assert issued().exit_code == 0, "the run's own number is that run alone"
    said = issued(run="2026-01")
    assert said.exit_code == 1
    assert "in 1 something differs." in said.output
    asked = issued("--certificate", "0" * 64, run="2026-01")
    assert asked.exit_code == 2
    assert f"2026-01 has several runs: {issued.run_id}, {correction}." in asked.output


@pytest.mark.parametrize("what", BY_HAND)
def test_what_was_changed_by_hand_is_found_and_named(issued, what):
    sql, expected = BY_HAND[what]
    by_hand(issued, sql)
    said = issued()
    assert said.exit_code == 1, said.output
    assert expected in said.output
    assert re.search(r"\d+ things? differs?\.", said.output)


REOPENED = {
    "why it was reopened": "UPDATE payruns_runevent SET note = 'x' WHERE verb = 'reopened'",
    "when it was closed": "UPDATE payruns_runevent SET at = at + interval '1 day' WHERE verb = 'closed'",
    "a step in the middle": "DELETE FROM payruns_runevent WHERE verb = 'reopened'",
    "the last step": "DELETE FROM payruns_runevent WHERE verb = 'closed'",
    "all steps since": "DELETE FROM payruns_runevent WHERE verb IN ('reopened', 'closed')",
    "the reopening": "UPDATE payruns_reopening SET reason = 'x'",
}


@pytest.mark.parametrize("what", REOPENED)
def test_what_was_done_since_the_issue_and_changed_by_hand_is_found(issued, what):
    with organization_scope(**issued.scope):
        payruns.reopen_period(acting_user_id=None, at=noon(2, 5), run_id=issued.run_id, reason="漏了一笔")
        payruns.close_period(acting_user_id=None, at=noon(2, 6), run_id=issued.run_id, reason="没有漏")
    assert issued().exit_code == 0
    by_hand(issued, REOPENED[what])
    said = issued()
    assert said.exit_code == 1, said.output
    assert "What was done with the run since it was issued: not what it was" in said.output


def test_whoever_takes_off_the_last_steps_everywhere_is_found_by_the_link_that_was_kept(issued):
    def kept():
        return re.search(r"Steps since then ([0-9a-f]{64})", issued().output)[1]

    when_issued = kept()
    with organization_scope(**issued.scope):
        payruns.reopen_period(acting_user_id=None, at=noon(2, 5), run_id=issued.run_id, reason="漏了一笔")
    assert kept() != when_issued
    by_hand(issued, "DELETE FROM payruns_runevent WHERE verb = 'reopened'; DELETE FROM payruns_reopening")
    assert issued().exit_code == 0
    assert kept() == when_issued


def test_after_the_first_run_with_a_seal_a_run_without_one_is_not_an_old_run(issued):
    with organization_scope(**issued.scope):
        later = run_to("issued", JANUARY.next(), noon(3, 1))
    assert issued(run=later).exit_code == 0
    by_hand(issued, WITHOUT_SEAL.format(later))
    said = issued(run=later)
    assert said.exit_code == 1
    assert "The seal is gone" in said.output
    by_hand(issued, ISSUED_LONG_AGO.format(later))
    said = issued(run=later)
    assert "The seal is gone" in said.output, "it was issued after the first, whenever it says"


@pytest.mark.parametrize(
    "changed",
    [
        ISSUED_LONG_AGO,
        ISSUED_LONG_AGO + "; UPDATE payruns_runevent SET at = '2020-01-01' WHERE verb = 'issued'",
        ISSUED_LONG_AGO
        + "; UPDATE payruns_runevent SET at = '2020-01-01' WHERE verb = 'issued'"
        + "; UPDATE payruns_run SET known_at = '2019-12-31'",
        "DELETE FROM payruns_runevent WHERE verb = 'issued'",
    ],
)
def test_a_run_without_a_seal_was_issued_when_its_step_says_and_not_before_what_it_knows(issued, changed):
    without = WITHOUT_SEAL.format(issued.run_id)
    by_hand(issued, without)
    assert issued().exit_code == 0, "the first run with a seal is like one of before there were seals"
    by_hand(issued, changed.format(issued.run_id))
    said = issued()
    assert said.exit_code == 1
    assert "When it was issued: kept is" in said.output


def test_a_row_that_is_there_twice_is_found(issued):
    constraint = "one_outcome_a_component"
    with _owner() as owner:
        (definition,) = owner.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [constraint]
        ).fetchone()
        owner.execute(f"ALTER TABLE payruns_outcome DROP CONSTRAINT {constraint}")
    try:
        by_hand(
            issued, COPY.format(table="payruns_outcome", other="'for_until', for_until", where=COMMISSION)
        )
        said = issued()
        assert said.exit_code == 1
        assert "S1 李雷, commission (sales), Jan 2026: stored 2 times." in said.output
    finally:
        by_hand(
            issued,
            f"DELETE FROM payruns_outcome WHERE {COMMISSION} AND id NOT IN"
            " (SELECT outcome_id FROM statements_line)",
        )
        with _owner() as owner:
            owner.execute(f"ALTER TABLE payruns_outcome ADD CONSTRAINT {constraint} {definition}")


def test_whoever_changes_everything_alike_is_found_by_the_certificate_that_was_kept(issued):
    kept = re.search(r"Certificate ([0-9a-f]{64})", issued().output)[1]
    assert issued("--certificate", kept).exit_code == 0
    another = issued("--certificate", "0" * 64)
    assert another.exit_code == 1
    assert f"The certificate’s fingerprint is {kept}; {'0' * 64} was kept." in another.output


def test_a_run_that_is_not_computed_has_its_tables_checked(issued, django_db_blocker):
    with organization_scope(**issued.scope):
        run_id = payruns.start_run(acting_user_id=None, at=noon(3, 1), period=JANUARY.next())
    said = issued(run=run_id)
    assert said.exit_code == 0
    assert "not computed yet" in said.output
    with organization_scope(**issued.scope):
        payruns.compute_run(acting_user_id=None, at=noon(3, 1), run_id=run_id)
    assert issued(run=run_id).exit_code == 0


@pytest.mark.parametrize("run", ["999999999", "2020-01", "January"])
def test_a_run_that_there_is_not_is_said(issued, run):
    said = issued(run=run)
    assert said.exit_code == 1
    assert f"There is no run {run}" in said.output


def test_a_chinese_terminal_is_answered_in_chinese(issued, monkeypatch):
    monkeypatch.setenv("JIELI_LANGUAGE", "zh_CN.UTF-8")
    assert "没有差异。" in issued().output
    assert "没有核算批次 2020-01" in issued(run="2020-01").output


def test_another_version_of_the_engine_may_explain_in_other_words_but_not_pay_otherwise(issued, monkeypatch):
    by_hand(
        issued,
        "UPDATE payruns_outcome SET trace = jsonb_set(trace, '{{rule}}', '\"pay.old\"');"
        "UPDATE statements_line SET trace = jsonb_set(trace, '{{rule}}', '\"pay.old\"')",
    )
    assert "the stored reason is not the one" in issued().output
    monkeypatch.setattr("jieli.apps.payruns.verifying.ENGINE_VERSION", "next")
    said = issued()
    assert (
        "10 outcomes are explained in other words by this version; their amounts are the same." in said.output
    )
    assert "the stored reason is not the one" not in said.output
    assert "statement line" not in said.output
    assert "All outcomes: stored rows come to" in said.output, (
        "the hash of the rows tells that they were changed"
    )


def test_a_run_of_before_there_were_seals_says_what_could_not_be_checked(issued):
    sealed = issued()
    assert re.search(r"Seal [0-9a-f]{64}", sealed.output)
    by_hand(issued, "DELETE FROM payruns_seal; UPDATE payruns_runevent SET link = '' WHERE link <> ''")
    said = issued()
    assert said.exit_code == 0, said.output
    assert "This run has no seal, as runs that were issued before there were seals" in said.output
