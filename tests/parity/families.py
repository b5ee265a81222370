"""The plans of `archetypes`: components that look at each other, each parameter with what it may be.

A tuple is a choice; None leaves the parameter out; what stands under a key with + is written as parameters of its own.
"""

from collections.abc import Mapping, Sequence
from typing import Any

ROUNDINGS = ("half_up", "half_even", "down", "up")
RATES = ("1.5%", "3%", "7%", "0.333%")
PARTS = ("10%", "1/3", "50%")
GROUPS = ("ownership", "ownership", "service", "origin")
BY_FACT = {
    "+": (
        {"basis": "deals", "owner_date": ("signed", "delivered", "approved")},
        {"basis": "receipts", "owner_date": ("received", "signed")},
        {"basis": "invoiced", "owner_date": ("invoiced", "signed")},
    ),
}
OF_MONEY = {"basis": "receipts", "owner_date": ("received", "signed"), "credit_by": "ownership"}
RATE = {
    "+rate": (
        {"rate": RATES},
        {
            "rates": [
                {
                    "product_line": "*",
                    "method": ("marginal", "whole"),
                    "tier_on": ("fact", "period"),
                    "tiers": [
                        {"from": "0.00", "rate": RATES},
                        {"from": ("777.77", "50000.00"), "rate": RATES},
                    ],
                }
            ]
        },
    ),
    "rounding": ROUNDINGS,
}
COMMISSION = {"type": "commission", **BY_FACT, "credit_by": GROUPS, "transition_credits": "included", **RATE}
OF_DEALS = COMMISSION | {"+": {"basis": "deals", "owner_date": "signed"}, "credit_by": "ownership"}
FIXED = ("100.00", "500.00", "0.05")

MARGINAL = {"method": "marginal", "tier_on": "to_date"}
FASTER = (
    *RATE["+rate"],
    {
        "rate": RATES,
        "accelerator": {
            "on": "attainment",
            "quota": "quota",
            "+": (MARGINAL, {"method": "whole", "tier_on": "period"}),
            "tiers": [{"from": "0%", "factor": "100%"}, {"from": "100%", "factor": "200%"}],
        },
    },
    {
        "rate": RATES,
        "accelerator": {
            "on": "credited",
            "+": (
                MARGINAL,
                {"method": "reached", "tier_on": "to_date"},
                {"method": "whole", "tier_on": "period"},
            ),
            "tiers": [{"from": "0.00", "factor": "100%"}, {"from": "9999.99", "factor": "4/3"}],
        },
    },
)

FAMILIES: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "handing over": (
        {"type": "commission", **OF_MONEY, "transition_credits": "excluded", **RATE},
        {"type": "transition_share", **OF_MONEY, **RATE},
        {
            "type": "retention_clawforward",
            "of": "transition_share",
            "part": PARTS,
            "rounding": ROUNDINGS,
            "after_months": ("1", "2", "3"),
            "window_months": "1",
        },
        {
            "type": "holdback",
            "of": "transition_share",
            "part": PARTS,
            "rounding": ROUNDINGS,
            "release": "handover_confirmed",
        },
        {
            "type": "holdover",
            **BY_FACT,
            "credit_by": GROUPS,
            "rate": RATES,
            "rounding": ROUNDINGS,
            "own_share": ("subtracted", "kept"),
        },
        {
            "type": "income_protection",
            "on": ["commission", "transition_share"],
            "average_of": (None, ["commission"]),
            "rate": ("80%", "100%"),
            "average_periods": ("1", "2", "3"),
            "+": ({"starts": "handover"}, {"starts": "on_day", "from_on": "2026-03-01"}),
            "months": ("2", "3"),
            "condition": ("always", "always", "only_outgoing"),
            "proration": ("calendar_days", "none"),
            "rounding": ROUNDINGS,
        },
    ),
    "held": (
        OF_DEALS,
        {
            "type": "deal_cap",
            "on": ["commission"],
            "most": ("50.00", "1000.00"),
            "window": (None, "quarter"),
            "excess": ("lost", "payable_later"),
        },
        {
            "type": "holdback",
            "of": "commission",
            "part": PARTS,
            "rounding": ROUNDINGS,
            "+": (
                {"release": "collected", "as_collected": ("pro_rata", "complete")},
                {"release": "accepted"},
                {"release": "handover_confirmed"},
                {
                    "release": "condition",
                    "condition": ("achieved(nps, 0%) >= 100%", "earned(commission) > 0.00"),
                    "last_periods": ("2", "4"),
                    "at_last": ("released", "forfeited"),
                },
                {"release": "periods", "after_periods": ("1", "2")},
            ),
        },
        {"type": "instalments", "of": ["commission"], "periods": ("2", "3")},
        {
            "type": "cap",
            "on": ["commission", "holdback"],
            "+": (
                {"most": ("500.00", "2000.00")},
                {"most_rate": "60%", "of": ["commission"], "rounding": ROUNDINGS},
            ),
            "window": ("period", "quarter"),
            "+excess": ({"excess": "lost"}, {"excess": "payable_later", "later_periods": (None, "2")}),
        },
    ),
    "guaranteed": (
        {
            "type": "base_salary",
            "monthly": ("from_assignment", "3333.33"),
            "proration": ("calendar_days", "work_days"),
            "rounding": ROUNDINGS,
        },
        COMMISSION,
        {
            "type": "negative_balance",
            "on": ["commission"],
            "+": (
                {"policy": "pay_zero_and_carry"},
                {
                    "policy": "pay_zero_and_carry",
                    "statutory_floor": "2200.00",
                    "floor_on": ["base_salary", "commission"],
                },
                {"policy": "pay_zero_show_and_carry"},
                {"policy": "instalments", "most": "100.00"},
            ),
        },
        {
            "type": "draw",
            "on": ["commission", "negative_balance"],
            "amount": ("2000.00", "50.00"),
            "proration": ("calendar_days", "none"),
            "rounding": ROUNDINGS,
            "+": (
                {"pays": ("top_up", "on_top"), "recoverable": "never"},
                {
                    "pays": "top_up",
                    "recoverable": "until_recovered",
                    "recover_rate": "100%",
                    "recover_above": "2000.00",
                },
                {
                    "pays": "on_top",
                    "recoverable": "forgiven_at_end",
                    "last_period": "3",
                    "recover_rate": "50%",
                    "recover_above": "0.00",
                    "recover_most": "800.00",
                    "recover_last_period": "4",
                },
            ),
        },
    ),
    "measured": (
        {
            "type": "quota",
            "+": ({"target": "from_quotas"}, {"target": "5000.00", "per": "month"}),
            "proration": "none",
        },
        COMMISSION | {"+rate": FASTER},
        {
            "type": "performance_bonus",
            "amount": ("3000.00", "1000.01"),
            "every": ("month", "quarter"),
            "proration": ("calendar_days", "none"),
            "leavers": "paid",
            "missing": "zero",
            "indicators": [
                {
                    "name": "回款",
                    "weight": "60%",
                    "quota": "quota",
                    "credits": [OF_MONEY],
                    "points": [{"at": "0%", "scores": "0%"}, {"at": "100%", "scores": "100%"}],
                },
                {
                    "name": "满意度",
                    "weight": "40%",
                    "achievement": "nps",
                    "steps": [{"from": "0%", "scores": "0%"}, {"from": "90%", "scores": "100%"}],
                },
            ],
            "rounding": ROUNDINGS,
        },
        {
            "type": "team_override",
            **BY_FACT,
            "credit_by": GROUPS,
            "levels": ("direct", "all"),
            "own": ("excluded", "included"),
            "rate": RATES,
            "rounding": ROUNDINGS,
        },
        {
            "type": "contest",
            **BY_FACT,
            "credit_by": GROUPS,
            "every": "month",
            "prizes": ["300.00", "0.05"],
            "minimum": (None, "99.99"),
            "ties": ("share", "same", "earliest"),
        },
        {
            "type": "formula",
            "formula": (
                "max(0, earned(commission) - target(quota) * 2%) + if(achieved(nps, 0%) >= 100%, 50.00, 0)",
                "credited(receipts, received, ownership) / 3 * achieved(nps, 50%)",
                "past(commission, 2) * 10% + earned(performance_bonus) / 7",
            ),
            "rounding": ROUNDINGS,
        },
    ),
    "winning and keeping": (
        {
            "type": "new_client_reward",
            "credit_by": GROUPS,
            "+": (
                {"basis": "deals", "owner_date": "signed", "fixed": FIXED, "fixed_to": ("shared", "each")},
                {**BY_FACT, "rate": RATES, "within_days": ("100", "400"), "rounding": ROUNDINGS},
            ),
        },
        {
            "type": "servicing_commission",
            **OF_MONEY,
            "credit_by": ("service", "ownership"),
            "transition_credits": "included",
            "after_days": ("1", "30"),
            **RATE,
            "+more": ({}, {"per_client": "50.00", "active_days": "90"}, {"per_hour": "80.00"}),
        },
        {
            "type": "spif",
            "+amount": (
                {"per": "fact", "amount": FIXED, "fixed_to": ("shared", "each")},
                {"per": "fact", "amount": FIXED, "fixed_to": "shared", "first": "4", "budget": "1200.00"},
            ),
            **BY_FACT,
            "credit_by": GROUPS,
            "from": ("2026-01-10", "2026-02-15"),
            "until": "2026-05-20",
        },
        COMMISSION,
        {"type": "instalments", "of": ["commission", "spif"], "periods": ("2", "5")},
    ),
}
