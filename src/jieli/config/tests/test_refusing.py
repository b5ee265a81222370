"""What a command answers that is called wrongly, or to whom the same is wrong many times."""

import sys

import pytest

from jieli.config.cli import main
from jieli.config.cli.boot import organization
from jieli.config.cli.language import gettext
from jieli.config.cli.refusing import MOST_SHOWN, said
from jieli.kernel.problem import Problem
from jieli.lib.postgres import StartRefused


def answered(monkeypatch, capsys, *words: str, language: str = "en_US.UTF-8") -> tuple[int, list[str]]:
    monkeypatch.setenv("JIELI_LANGUAGE", language)
    monkeypatch.setattr(sys, "argv", ["jieli", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code, capsys.readouterr().err.splitlines()


WRONG = {
    "option": (["calc", "--other"], "There is no option --other.", "没有选项 --other。"),
    "missing": (["calc-verify", "--out", "."], "--facts is not given.", "没有给出 --facts。"),
    "argument": (
        ["why-line", "--out", "."],
        "PERSON:PERIOD:COMPONENT[:FACT] is not given.",
        "没有给出 PERSON:PERIOD:COMPONENT[:FACT]。",
    ),
    "line": (
        ["why-line", "7", "--out", "."],
        "Write it like 7:2026-01:sales:deal/1, or 7:2026-01:sales for all of it.",
        "请写成 7:2026-01:sales:deal/1",
    ),
    "folder": (
        ["calc-verify", "--out", "nowhere", "--facts", "."],
        "--out: Name a folder; where it is read, one that is there.",
        "--out: 请指定文件夹；要读取的必须已存在。",
    ),
    "file": (
        ["calc", "--plan", "nowhere", "--facts", ".", "--out", "x"],
        "--plan: Name a file that is there and can be read.",
        "--plan: 请指定一个存在且可以读取的文件。",
    ),
    "number": (
        ["calc", "--threads", "0"],
        "--threads: Write a whole number from 1 on.",
        "--threads: 请写不小于 1 的整数。",
    ),
    "client": (["calc-again", "--client", "a"], "--client: Write a whole number.", "--client: 请写整数。"),
    "choice": (
        ["calc", "--engine", "abacus"],
        "--engine: Write one of: duckdb, spark, reference.",
        "--engine: 请写其中之一：duckdb, spark, reference。",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_called_wrongly_is_said_in_the_terminal_s_language_alone(monkeypatch, capsys, name):
    words, english, chinese = WRONG[name]
    code, lines = answered(monkeypatch, capsys, *words)
    assert (code, lines) == (2, [english, f"`jieli {words[0]} --help` says what may be written."])
    code, lines = answered(monkeypatch, capsys, *words, language="zh_CN.UTF-8")
    assert code == 2
    assert lines[0].startswith(chinese)
    assert lines[1:] == [f"`jieli {words[0]} --help` 说明可以怎么写。"]


def no_base(person: int, month: int) -> Problem:
    values = {"plan": "p", "person": str(person), "from_on": f"2026-{month:02d}-01"}
    return Problem(
        "PAY-BASE-001", "plan p", "Person {person} has no base from {from_on}.", "Enter it.", values
    )


def test_what_is_wrong_for_several_people_and_days_is_said_once():
    other = Problem("PAY-QUOTA-001", "quota q", "No target.", "Record it.", {"person": "1"})
    problems = [no_base(person, month) for month in (1, 2) for person in range(1, 13)]
    assert list(said([*problems, other])) == [
        "PAY-BASE-001 plan p: Person 1 has no base from 2026-01-01. Enter it.",
        "  … the same 24 times in all, for 12 people: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ….",
        "PAY-QUOTA-001 quota q: No target. Record it.",
    ]


def test_rows_of_files_are_said_one_by_one_up_to_a_limit():
    rows = [Problem("X-1", f"clients.csv:{row}", "Wrong.", "Mend it.") for row in range(MOST_SHOWN + 3)]
    lines = list(said(rows))
    assert len(lines) == MOST_SHOWN + 1
    assert lines[-1] == "… and 3 more."


@pytest.mark.django_db(databases=["default", "owner"])
def test_an_organisation_that_is_not_there_is_said_in_words():
    with pytest.raises(StartRefused) as refused, organization("nobody", purpose="test"):
        pass
    assert refused.value.what == "There is no such organisation"
    assert refused.value.where == "nobody"
    assert refused.value.text().startswith("There is no such organisation (nobody): ")


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_refusal_has_the_signs_of_its_language(monkeypatch):
    monkeypatch.setenv("JIELI_LANGUAGE", "zh_CN.UTF-8")
    with pytest.raises(StartRefused) as refused, organization("nobody", purpose="test"):
        pass
    said = refused.value.text(gettext)
    assert said.startswith("没有这样的组织（nobody）：")
    assert "。请" in said
    assert ": " not in said
    assert ". " not in said
