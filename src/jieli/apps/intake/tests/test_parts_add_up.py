"""The database itself adds up the parts of a version, whoever wrote them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from jieli.apps.intake import models
from jieli.apps.intake.tests.conftest import AT
from jieli.lib.testing import check_deferred


@pytest.fixture
def deal(world):
    fact = models.Fact.objects.create(kind="deal", source_key="D")
    return models.DealVersion.objects.create(
        fact=fact,
        number=1,
        client_id=world.client,
        recorded_at=AT,
        title="x",
        amount_fen=100,
        currency="CNY",
        signed_on=date(2026, 1, 1),
    )


@pytest.fixture
def receipt(world):
    fact = models.Fact.objects.create(kind="receipt", source_key="R")
    return models.ReceiptVersion.objects.create(
        fact=fact,
        number=1,
        client_id=world.client,
        recorded_at=AT,
        amount_fen=100,
        currency="CNY",
        received_on=date(2026, 1, 1),
    )


def split(deal, employee, numerator, denominator):
    models.DealSplit.objects.create(
        deal_version=deal, employee_id=employee, share_numerator=numerator, share_denominator=denominator
    )


def test_splits_that_come_to_one_are_kept(world, deal):
    split(deal, world.li, 1, 3)
    split(deal, world.wang, 4, 6)
    check_deferred()


@pytest.mark.parametrize("second", [(1, 3), (5, 6)])
def test_splits_that_come_to_less_or_more_than_one_are_refused(world, deal, second):
    with pytest.raises(IntegrityError, match="INTAKE-PARTS-001"), transaction.atomic():
        split(deal, world.li, 1, 3)
        split(deal, world.wang, *second)
        check_deferred()


def test_allocations_up_to_the_amount_are_kept(deal, receipt):
    models.ReceiptAllocation.objects.create(receipt_version=receipt, deal=deal.fact, amount_fen=100)
    check_deferred()


def test_allocations_beyond_the_amount_are_refused(deal, receipt):
    with pytest.raises(IntegrityError, match="INTAKE-PARTS-002"), transaction.atomic():
        models.ReceiptAllocation.objects.create(receipt_version=receipt, deal=deal.fact, amount_fen=101)
        check_deferred()
