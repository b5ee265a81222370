"""A fact of a period that is issued is taken, and the page says what becomes of it."""

import uuid
from datetime import date

from django.test import Client

from jieli.apps.access.testing import sign_in_client
from jieli.apps.payruns.testing import JANUARY, noon, run_to, small_company


def test_recording_a_fact_of_an_issued_period_says_that_the_next_run_settles_it(organization):
    company = small_company()
    run_to("issued", JANUARY, noon(2, 1))
    client = Client()
    sign_in_client(client, organization=organization, role="finance")
    address = f"/clients/{company.clients['C1']}/record/deal/"
    for on, is_said in ((date(2026, 1, 30), True), (date(2026, 2, 3), False)):
        given = {"key": uuid.uuid4().hex, "title": "三期", "amount": "100.00", "signed_on": on.isoformat()}
        answer = client.post(address, {**given, "act": "save"}, follow=True)
        assert answer.status_code == 200, answer.context["form"].errors
        assert ("Jan 2026 is issued already." in answer.content.decode()) == is_said
