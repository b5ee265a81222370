"""The log says where it happened and nothing of whom."""

import logging
import sys

from jieli.lib.logs import PlainFormatter


class Request:
    method = "POST"
    path = "/clients/7/\x00王芳"


def test_an_error_is_its_request_and_its_places_without_its_message():
    try:
        raise ValueError("Key (phone)=(13800138000) already exists")
    except ValueError:
        record = logging.LogRecord("django.request", logging.ERROR, "x", 1, "Internal", (), sys.exc_info())
    record.request = Request()
    said = PlainFormatter().format(record)
    assert "POST '/clients/7/\\x00\\u738b\\u82b3'" in said
    assert "test_logs.py" in said
    assert said.endswith("builtins.ValueError")
    assert "13800138000" not in said
    assert "王芳" not in said
