"""One word per thing: the catalogues call the terms of the glossary as the glossary does."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def messages():
    spec = importlib.util.spec_from_file_location("tools_messages", ROOT / "tools" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_text_that_is_a_term_has_a_chinese_word_of_the_glossary(messages):
    allowed = messages.terms(messages.GLOSSARY.read_text("utf-8"))
    assert allowed["issued"] == {"下发", "已下发"}
    assert messages.miscalled(messages.homes(), allowed) == []


def test_a_term_with_another_chinese_is_named_whatever_its_case_context_or_number(messages, tmp_path):
    home = messages.Home("shop", tmp_path, ())
    home.po.parent.mkdir(parents=True)
    home.po.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgctxt "of a run"\nmsgid "Issued"\nmsgstr "已发放"\n\n'
        'msgid "Adjustments"\nmsgstr "调整"\n\n'
        'msgid "Issued at"\nmsgstr "发放时间"\n',
        "utf-8",
    )
    allowed = messages.terms(
        "| code | 中文 |\n|---|---|\n| issue, issued | 下发、已下发 |\n| adjustment | 补差 |\n"
    )
    assert [line.split(" is ")[0] for line in messages.miscalled([home], allowed)] == [
        "shop: 'Issued'",
        "shop: 'Adjustments'",
    ]


# Words that were in use beside those of the glossary, with the one that is said instead.
UNSAID = {
    "发放": "下发：发放会被理解为钱已付出",
    "移交人": "移出方",
    "移出人": "移出方",
    "接手人": "接收方",
    "交接": "移交",
    "提成项": "薪酬项",
    "离任成交提成": "保留业务",
    "留客奖励": "留客后付",
}


@pytest.mark.parametrize("word", UNSAID)
def test_no_text_has_a_second_word_for_what_the_glossary_names(messages, word):
    places = [home.po for home in messages.homes() if home.po.exists()]
    places += sorted((ROOT / "src/jieli/apps/plans/pages").glob("*.py"))
    found = [str(place.relative_to(ROOT)) for place in places if word in place.read_text("utf-8")]
    assert found == [], UNSAID[word]
