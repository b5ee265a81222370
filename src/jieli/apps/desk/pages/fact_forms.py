"""The form of each kind of fact."""

from collections.abc import Mapping

from jieli.apps.desk.pages.deal_form import DealForm
from jieli.apps.desk.pages.doing_forms import ServiceForm, VisitForm
from jieli.apps.desk.pages.fact_form import FactForm
from jieli.apps.desk.pages.money_forms import InvoiceForm, ReceiptForm, RefundForm

FORMS: Mapping[str, type[FactForm]] = {
    form.kind: form for form in (DealForm, ReceiptForm, InvoiceForm, RefundForm, VisitForm, ServiceForm)
}
