"""Reading a plan's text, writing its canonical form, and everything that is refused in between."""

from pathlib import Path

import pytest
from tests.engines.pay.loader import EXAMPLES

from jieli.engines.pay import COMPONENTS, canonical_text, parameters_of, parse_plan, plan_hash
from jieli.engines.pay.components import BaseSalary, Commission
from jieli.engines.pay.pricing import FlatRow, TierRow
from jieli.engines.pay.text.nodes import MOST_CHARACTERS
from jieli.kernel.problem import Problem, Problems

BASE = """\
name: {zh: "方案", en: "Plan"}
currency: CNY
components:
  - key: base
    type: base_salary
    name: {zh: "底薪", en: "Base"}
    monthly: "8000.00"
    proration: calendar_days
    rounding: half_up
"""
COMMISSION = """\
  - key: commission
    type: commission
    name: {zh: "提成", en: "Commission"}
    basis: receipts
    owner_date: received
    credit_by: ownership
    transition_credits: included
    rate: "2%"
    rounding: half_up
"""
TRANSITION = """\
  - key: transition
    type: transition_share
    name: {zh: "过渡", en: "Transition"}
    basis: receipts
    owner_date: received
    rate: "1%"
    rounding: half_up
"""
HOLDOVER = """\
  - key: kept
    type: holdover
    name: {zh: "保留业务", en: "Kept deals"}
    basis: receipts
    owner_date: received
    credit_by: ownership
    rate: "2%"
    rounding: half_up
    own_share: kept
"""


def problems_of(text: str) -> list[Problem]:
    with pytest.raises(Problems) as refused:
        parse_plan(text)
    assert all(problem.text() for problem in refused.value.problems)
    return list(refused.value.problems)


def found(text: str) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in problems_of(text)]


def test_a_plan_is_its_components_in_order():
    plan = parse_plan(BASE + COMMISSION)
    assert plan.currency == "CNY"
    assert plan.names == {"zh": "方案", "en": "Plan"}
    base, commission = plan.components
    assert isinstance(base, BaseSalary)
    assert base.monthly_fen == 800000
    assert isinstance(commission, Commission)
    assert commission.rates.rows == (FlatRow("*", commission.rates.rows[0].rate),)


@pytest.mark.parametrize("path", sorted((EXAMPLES / "plans").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_plans_at_hand_are_written_in_their_canonical_form_up_to_the_order_of_rows(path: Path):
    plan = parse_plan(path.read_text("utf-8"))
    text = canonical_text(plan)
    assert parse_plan(text) == plan
    assert canonical_text(parse_plan(text)) == text
    assert sorted(text.splitlines()) == sorted(path.read_text("utf-8").splitlines())


def test_spelling_and_order_of_keys_and_rows_do_not_change_the_canonical_text():
    one = parse_plan(
        BASE
        + COMMISSION.replace(
            'rate: "2%"',
            """rates:
      - {product_line: "*", rate: "1%"}
      - {product_line: "软件", method: whole, tier_on: fact, tiers: [{from: "0.00", rate: "1/50"}]}""",
        )
    )
    other = parse_plan(
        """
components:
- {type: base_salary, rounding: "half_up", proration: 'calendar_days', monthly: "8,000", key: base, name: {en: " Base", zh: "底薪"}}
- rounding: half_up
  key: commission
  rates:
    - tiers: [{rate: "0.02", from: "0"}]
      product_line: '软件'
      tier_on: "fact"
      method: whole
    - {rate: "1.0%", product_line: "*"}
  type: commission
  transition_credits: included
  name: {zh: "提成", en: "Commission"}
  owner_date: received
  basis: receipts
  credit_by: ownership
currency: CNY
name: {en: "Plan", zh: "方案"}
"""
    )
    assert one == other
    assert canonical_text(one) == canonical_text(other)
    assert plan_hash(canonical_text(one)) == plan_hash(canonical_text(other))


def test_one_rate_for_every_line_is_written_as_one_rate():
    plan = parse_plan(BASE + COMMISSION.replace('rate: "2%"', 'rates: [{product_line: "*", rate: "2%"}]'))
    assert 'rate: "2%"' in canonical_text(plan)
    assert "rates:" not in canonical_text(plan)


def test_the_default_of_a_fixed_reward_is_written_out():
    text = """\
  - key: new
    type: new_client_reward
    name: {zh: "新客户", en: "New"}
    fixed: "500"
    basis: deals
    owner_date: signed
    credit_by: origin
"""
    written = canonical_text(parse_plan(BASE + text))
    assert "fixed_to: shared" in written
    assert written == canonical_text(
        parse_plan(BASE + text.replace('"500"', '"500.00"\n    fixed_to: shared'))
    )


def test_the_hash_is_the_sha256_of_the_text():
    assert plan_hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("quote", '"'),
        ("backslash", "\\"),
        ("hash", " # no comment"),
        ("colon", "a: b"),
        ("wide", "甲\u3000乙"),
        ("not a character", "\ufffe"),
        ("beyond the basic plane", "\U000e0100𠮷\U0010ffff"),
    ],
)
def test_signs_with_a_meaning_in_yaml_survive_the_canonical_text(name: str, sign: str):
    escaped = "".join(f"\\U{ord(one):08x}" for one in f"x{sign}x")
    plan = parse_plan(BASE.replace('en: "Plan"', f'en: "{escaped}"'))
    assert plan.names["en"] == f"x{sign}x"
    assert parse_plan(canonical_text(plan)) == plan


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("PAY-TEXT-013", "")]),
        ("- a", [("PAY-TEXT-013", "")]),
        ("name: [", [("PAY-TEXT-001", "line 1, column 8")]),
        ("a: *b", [("PAY-TEXT-004", "line 1, column 4")]),
        ("a: &b c", [("PAY-TEXT-004", "line 1, column 4")]),
        ("a: !!python/name:os.system x", [("PAY-TEXT-010", "line 1, column 4")]),
        ("a: " + "[" * 11 + "]" * 11, [("PAY-TEXT-003", "line 1, column 13")]),
        ("#" * (MOST_CHARACTERS + 1), [("PAY-TEXT-002", "")]),
        ("a: 1\na: 2", [("PAY-TEXT-005", "a")]),
        ("a: 1\n---\nb: 2", [("PAY-TEXT-001", "line 2, column 1")]),
        ("a: \x00", [("PAY-TEXT-001", "line 1, column 4")]),
    ],
)
def test_a_text_that_is_no_tree_of_texts_is_refused(text: str, expected: list[tuple[str, str]]):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("a:\n  b: 1\n   c: 2", "line 3, column 5", "The indentation of this line"),
        ("a:\n  - x: 1\n b: 1", "line 3, column 2", "The indentation of this line"),
        ("a: {b: 1}\n  c: 2", "line 2, column 3", "The indentation of this line"),
        ("a: 1\n- b", "line 2, column 1", "The indentation of this line"),
        ("a: 1\nb\nc: 2", "line 2, column 1", "The colon between a name and its value"),
        ("a: 1\nb", "line 2, column 1", "The colon between a name and its value"),
        ("a: b: c", "line 1, column 5", "here stands a second colon"),
        ('a: 1\nb: "x\nc: 1', "line 2, column 4", "The quotes that begin here do not end."),
        ('a: "1\nb: "2"\nc: "3"', "line 1, column 4", "The quotes that begin here do not end."),
        ("a: {b: 1\nc: 2", "line 1, column 4", "The bracket or brace that begins here"),
        ("a: [", "line 1, column 5", "The bracket or brace that begins here"),
        ('a: {b: "1" c: "2"}', "line 1, column 12", "The comma before this value is missing."),
        ('a: "1" yuan', "line 1, column 8", "Behind a value that has ended"),
        ("a: [1]]", "line 1, column 7", "Behind a value that has ended"),
        ('a: "\\q"', "line 1, column 6", "A backslash stands inside quotes."),
        ("a:\n\tb: 1", "line 2, column 1", "The line is indented with a tab."),
        ("a: @x", "line 1, column 4", "A value cannot begin with @"),
        ("a: 1\nb：2\nc: 3", "line 2, column 2", "Here stands the Chinese sign ："),
        ("a: {b: “1”，c: “2”}", "line 1, column 8", "Here stands the Chinese sign “"),
        ('a: "1”\nb: 2', "line 1, column 6", "Here stands the Chinese sign ”"),
        ("a: 1\n---\nb: 2", "line 2, column 1", "The text cannot be read as YAML here."),
        ("a: 1\n\nb: \x07", "line 3, column 4", "A sign that cannot be seen"),
    ],
)
def test_why_a_text_is_no_yaml_is_said_in_words_at_the_line_to_mend(text: str, place: str, said: str):
    (problem,) = problems_of(text)
    assert (problem.code, problem.place) == ("PAY-TEXT-001", place)
    assert said in problem.text()


@pytest.mark.parametrize("typed", ["8000.00", "8,000", "1e5", "yes", "2026-01-01"])
def test_a_value_without_quotes_is_answered_with_what_to_type(typed: str):
    (problem,) = problems_of(BASE.replace('"8000.00"', typed))
    assert problem.code == "PAY-TEXT-006"
    assert f'exactly so: `"{typed}"`' in problem.text()


@pytest.mark.parametrize(
    ("old", "new", "typed"),
    [
        ('monthly: "8000.00"', "monthly: “8000.00”", '"8000.00"'),
        ('monthly: "8000.00"', 'monthly: "“8000.00”"', '"8000.00"'),
        ('monthly: "8000.00"', "monthly: ‘8000.00’", '"8000.00"'),
        ("rounding: half_up", "rounding: “half_up”", '"half_up"'),
        ('zh: "底薪"', "zh: “底薪”", '"底薪"'),
    ],
)
def test_chinese_quotes_are_named_and_what_is_to_be_typed_is_accepted(old: str, new: str, typed: str):
    (problem,) = problems_of(BASE.replace(old, new))
    assert problem.code == "PAY-TEXT-014"
    assert f"exactly so: `{typed}`" in problem.text()
    parse_plan(BASE.replace(old, f"{old.split(':')[0]}: {typed}"))


def test_a_name_may_have_chinese_quotes_inside_its_own():
    assert parse_plan(BASE.replace('"方案"', '"“甲”方案"')).names["zh"] == "“甲”方案"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('monthly: "8000.00"', "monthly: 8000.00", ("PAY-TEXT-006", "components[0].monthly")),
        ('monthly: "8000.00"', "monthly: 8000", ("PAY-TEXT-006", "components[0].monthly")),
        ('monthly: "8000.00"', "monthly: 8,000.00", ("PAY-TEXT-006", "components[0].monthly")),
        ('monthly: "8000.00"', "monthly:", ("PAY-TEXT-008", "components[0].monthly")),
        ('monthly: "8000.00"', "monthly: [a]", ("PAY-TEXT-009", "components[0].monthly")),
        ('monthly: "8000.00"', 'monthly: "8000.001"', ("PAY-AMOUNT-001", "components[0].monthly")),
        ('monthly: "8000.00"', 'monthly: "-8000.00"', ("PAY-AMOUNT-002", "components[0].monthly")),
        ('monthly: "8000.00"', 'monthly: "10000000000.00"', ("PAY-AMOUNT-002", "components[0].monthly")),
        ("    proration: calendar_days\n", "", ("PAY-TEXT-008", "components[0].proration")),
        ("proration: calendar_days", "proration: days", ("PAY-TEXT-011", "components[0].proration")),
        ("proration: calendar_days", "proration: yes", ("PAY-TEXT-011", "components[0].proration")),
        ("    proration: c", "    extra: a\n    proration: c", ("PAY-TEXT-007", "components[0].extra")),
        ('"底薪"', '" "', ("PAY-NAME-001", "components[0].name.zh")),
        ('"底薪"', '"a\\u200bb"', ("PAY-NAME-001", "components[0].name.zh")),
        ('"底薪"', '"\\ud800"', ("PAY-NAME-001", "components[0].name.zh")),
        ('zh: "底薪", ', "", ("PAY-TEXT-008", "components[0].name.zh")),
        ('name: {zh: "底薪", en: "Base"}', 'name: "底薪"', ("PAY-TEXT-013", "components[0].name")),
        ("key: base", "key: Base", ("PAY-KEY-001", "components[0].key")),
        ("type: base_salary", "type: bonus", ("PAY-COMPONENT-001", "components[0].type")),
        ("currency: CNY", "currency: yuan", ("PAY-CURRENCY-001", "currency")),
        ("currency: CNY", "currency: CNY\nunit: fen", ("PAY-TEXT-007", "unit")),
    ],
)
def test_what_is_wrong_in_a_plan_is_said_with_its_place(old: str, new: str, expected: tuple[str, str]):
    assert BASE.count(old) >= 1
    assert found(BASE.replace(old, new, 1)) == [expected]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('rate: "2%"', "rate: 2%", ("PAY-TEXT-006", "components[1].rate")),
        ('rate: "2%"', "rate: 0.02", ("PAY-TEXT-006", "components[1].rate")),
        ('rate: "2%"', "rates: {}", ("PAY-TEXT-012", "components[1].rates")),
        ('rate: "2%"', "rates: [a]", ("PAY-TEXT-013", "components[1].rates[0]")),
        ('    rate: "2%"\n', "", ("PAY-TEXT-008", "components[1].rates")),
        (
            'rate: "2%"',
            'rates: [{product_line: 123, rate: "1%"}]',
            ("PAY-TEXT-006", "components[1].rates[0].product_line"),
        ),
        ('rate: "2%"', 'rate: "-1%"', ("PAY-RATE-002", "components[1].rate")),
    ],
)
def test_what_is_wrong_in_a_rate_is_said_with_its_place(old: str, new: str, expected: tuple[str, str]):
    assert found(BASE + COMMISSION.replace(old, new, 1)) == [expected]


def test_a_plan_needs_components():
    assert found(BASE[: BASE.index("components:")] + "components: []\n") == [
        ("PAY-COMPONENT-002", "components")
    ]


def test_everything_wrong_is_said_at_once():
    text = BASE.replace('"8000.00"', "8000").replace("half_up", "up_half").replace(
        "CNY", "RMB¥"
    ) + COMMISSION.replace(
        'rate: "2%"',
        'rates: [{product_line: "*", method: whole, tier_on: period, tiers: [{from: "1.00", rate: "2%"}, {from: "1.00", rate: "x"}, {from: "1.00", rate: "3%"}]}, {product_line: "软件", rate: "200%"}]',
    )
    assert found(text) == [
        ("PAY-CURRENCY-001", "currency"),
        ("PAY-TEXT-006", "components[0].monthly"),
        ("PAY-TEXT-011", "components[0].rounding"),
        ("PAY-RATE-001", "components[1].rates[0].tiers[1].rate"),
        ("PAY-RATE-002", "components[1].rates[1].rate"),
    ]


@pytest.mark.parametrize("typed", ["yes", "no", "on", "false", "1", "~yes"])
def test_what_is_no_choice_is_answered_with_the_choices_and_not_with_quotes(typed: str):
    (problem,) = problems_of(BASE + COMMISSION.replace("    rate:", f"    renewals: {typed}\n    rate:"))
    assert (problem.code, problem.place) == ("PAY-TEXT-011", "components[1].renewals")
    assert (problem.values["text"], problem.values["choices"]) == (typed, "only, none")


def test_a_key_names_one_component():
    assert found(BASE + COMMISSION.replace("key: commission", "key: base")) == [
        ("PAY-KEY-002", "components[1].key")
    ]


def test_a_credit_is_not_paid_twice_in_a_transition():
    assert found(BASE + COMMISSION + TRANSITION) == [
        ("PAY-TRANSITION-001", "components[1].transition_credits")
    ]
    servicing = COMMISSION.replace("type: commission", "type: servicing_commission").replace(
        "    rate:", '    after_days: "90"\n    rate:'
    )
    assert found(BASE + TRANSITION + servicing) == [
        ("PAY-TRANSITION-001", "components[2].transition_credits")
    ]


def test_a_transition_share_stands_beside_excluded_credits_or_another_basis():
    parse_plan(BASE + TRANSITION + COMMISSION.replace("included", "excluded"))
    deals = COMMISSION.replace("basis: receipts", "basis: deals").replace("received", "signed")
    parse_plan(BASE + TRANSITION + deals)


@pytest.mark.parametrize(
    "other",
    [
        HOLDOVER,
        HOLDOVER.replace("owner_date: received", "owner_date: signed"),
        HOLDOVER.replace("credit_by: ownership", "credit_by: service"),
        HOLDOVER.replace("own_share: kept", 'own_share: subtracted\n    months: "6"'),
    ],
)
def test_a_named_deal_is_not_paid_twice_on_one_basis(other: str):
    again = other.replace("key: kept", "key: again")
    (problem,) = problems_of(BASE + HOLDOVER + COMMISSION + again)
    assert (problem.code, problem.place) == ("PAY-TWICE-003", "components[3].basis")
    assert problem.values == {"key": "again", "other": "kept", "basis": "receipts"}


def test_named_deals_may_be_paid_when_signed_and_when_the_money_is_in():
    signed = HOLDOVER.replace("key: kept", "key: signed").replace("basis: receipts", "basis: deals")
    parse_plan(BASE + HOLDOVER + signed.replace("received", "signed"))


def test_components_describe_their_parameters_for_forms_and_manuals():
    named = {kind.type: [one.name for one in parameters_of(kind)] for kind in COMPONENTS.values()}
    assert named["base_salary"] == ["monthly", "proration", "unpaid_leave", "rounding"]
    assert named["new_client_reward"][:4] == ["fixed", "fixed_to", "rate", "within_days"]
    optional = {one.name for one in parameters_of(COMPONENTS["new_client_reward"]) if not one.required}
    conditions = {"min_first_order", "again_within_days", "back_within_days"}
    assert optional == {"fixed", "fixed_to", "rate", "within_days", "rounding", "renewals", *conditions}


def test_a_row_of_its_own_goes_before_the_row_for_every_other():
    plan = parse_plan(
        BASE
        + COMMISSION.replace(
            'rate: "2%"',
            """rates:
      - {product_line: "*", rate: "1%"}
      - {product_line: "软件", method: whole, tier_on: fact, tiers: [{from: "0.00", rate: "5%"}]}""",
        )
    )
    rates = plan.components[1].rates
    assert isinstance(rates.row_for("软件"), TierRow)
    assert isinstance(rates.row_for("硬件"), FlatRow)
