"""底薪 in words."""

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import rounding_sentence
from jieli.apps.plans.wording.naming import Naming
from jieli.apps.plans.wording.values import Described
from jieli.engines.pay.components import BaseSalary, Proration, UnpaidLeave
from jieli.kernel.money import format_fen


def describe(component: BaseSalary, _naming: Naming) -> Described:
    leave = (
        _("Days of unpaid leave are paid all the same.")
        if component.unpaid_leave is UnpaidLeave.PAID
        else _("Days of unpaid leave are not paid.")
    )
    return Described(
        (_amount(component), _part_of_a_month(component), leave, rounding_sentence(component.rounding))
    )


def _amount(component: BaseSalary) -> str:
    if component.monthly_fen is None:
        return _("A base salary each month, as agreed with each person.")
    return _("A base salary of {amount} each month.").format(amount=format_fen(component.monthly_fen))


def _part_of_a_month(component: BaseSalary) -> str:
    if component.proration is Proration.CALENDAR_DAYS:
        return _(
            "Who is employed or on this plan for a part of the month gets that part, counted in calendar days."
        )
    return _(
        "Who is employed or on this plan for a part of the month gets that part, counted in working days."
    )
