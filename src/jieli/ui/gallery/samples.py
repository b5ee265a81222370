"""What the examples need and YAML cannot say: forms, pictures, problems. Invented, the same every time."""

from datetime import date
from fractions import Fraction
from typing import Any

from attrs import frozen
from django import forms

from jieli.kernel.problem import Problem
from jieli.lib.problems import worded
from jieli.ui import pictures
from jieli.ui.owners import COLOURS

TODAY = date(2026, 11, 24)
HALF = Fraction(1, 2)
WHOLE = Fraction(1)


class SampleForm(forms.Form):
    """One field of each kind. Its labels are given by the language of the pane, not by a catalogue."""

    name = forms.CharField()
    starts_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    role = forms.ChoiceField(choices=())
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    channels = forms.MultipleChoiceField(choices=(), widget=forms.CheckboxSelectMultiple, required=False)
    agreed = forms.BooleanField(required=False)


@frozen
class CursorPage:
    previous_cursor: str | None
    next_cursor: str | None
    total: int | str


def form(chinese: bool, pane: str) -> dict[str, Any]:
    return {"form": _form(chinese, pane, None)}


def form_with_errors(chinese: bool, pane: str) -> dict[str, Any]:
    made = _form(chinese, f"{pane}-wrong", {"name": "", "starts_on": "2026-13-01", "role": "owner"})
    made.full_clean()
    made.add_error(
        None,
        "接收方在生效日之前已离职。" if chinese else "The incoming person leaves before the effective date.",
    )
    return {"form": made}


def _form(chinese: bool, pane: str, data: dict[str, str] | None) -> SampleForm:
    made = SampleForm(data, auto_id=f"{pane}-%s")
    words = {
        "name": ("客户名称", "Name of the client", "按营业执照填写。", "As on the business licence."),
        "starts_on": ("生效日期", "Effective date", "", ""),
        "role": ("角色", "Role", "", ""),
        "reason": ("移交原因", "Reason", "双方都会看到。", "Both parties will read it."),
        "channels": ("来源", "Source", "", ""),
        "agreed": ("我已阅读过渡方案", "I have read the transition terms", "", ""),
    }
    for name, (label_zh, label_en, help_zh, help_en) in words.items():
        made.fields[name].label = label_zh if chinese else label_en
        made.fields[name].help_text = help_zh if chinese else help_en
    made.fields["role"].choices = [
        ("owner", "归属人" if chinese else "Owner"),
        ("co_owner", "共同归属人" if chinese else "Co-owner"),
    ]
    made.fields["channels"].choices = [
        ("fair", "展会" if chinese else "Trade fair"),
        ("referral", "转介绍" if chinese else "Referral"),
    ]
    return made


def problems(chinese: bool, pane: str) -> dict[str, Any]:
    texts = [
        ("第 3 行的分成合计为 99.5%，应当正好是 100%。", "请改动其中一人的份额。")
        if chinese
        else ("The shares of row 3 come to 99.5 % and must be exactly 100 %.", "Change one person's share."),
        ("员工编号 S-0417 不存在。", "请先在“人员”中录入，或改正编号。")
        if chinese
        else ("There is no employee S-0417.", "Add him under People first, or correct the number."),
    ]
    found = [
        Problem("FACT-SPLIT-001", "deals.csv:3 splits", *texts[0]),
        Problem("FACT-EMPLOYEE-001", "deals.csv:17 employee", *texts[1]),
    ]
    return {"problems": [worded(problem) for problem in found]}


def pages(chinese: bool, pane: str) -> dict[str, Any]:
    return {
        "middle": CursorPage("a", "b", 2084),
        "first": CursorPage(None, "b", "10,000+"),
        "only": CursorPage(None, None, 7),
    }


def people(chinese: bool, pane: str) -> dict[str, Any]:
    names = _names(chinese)
    return {"people": [(index, names[index % len(names)]) for index in range(2 * COLOURS)]}


def bands(chinese: bool, pane: str) -> dict[str, Any]:
    chen, wang, liu = _names(chinese)[:3]
    bar = pictures.BandBar
    handover = "移交 #18：6 个月过渡" if chinese else "Handover #18: six months of transition"
    several = [
        bar(3, wang, WHOLE, date(2024, 3, 1), date(2025, 9, 1)),
        bar(3, wang, HALF, date(2026, 1, 1), date(2026, 4, 1), handover),
        bar(6, chen, HALF, date(2026, 1, 1), date(2026, 4, 1), handover),
        bar(3, wang, Fraction(3, 10), date(2026, 4, 1), date(2026, 7, 1), handover),
        bar(6, chen, Fraction(7, 10), date(2026, 4, 1), date(2026, 7, 1), handover),
        bar(6, chen, WHOLE, date(2026, 7, 1), None),
        bar(4, liu, WHOLE, date(2025, 1, 1), None, group="service"),
        bar(3, wang, WHOLE, date(2024, 3, 1), None, group="origin"),
    ]
    same_colour = [
        bar(9, wang, WHOLE, date(2026, 1, 1), date(2026, 5, 1)),
        bar(17, chen, Fraction(7, 10), date(2026, 5, 1), None),
        bar(9, wang, Fraction(3, 10), date(2026, 5, 1), None),
    ]
    one = [bar(5, chen, WHOLE, date(2026, 2, 10), None)]
    return {
        "several": pictures.ownership_band(several, date(2024, 1, 1), date(2027, 4, 1), TODAY),
        "same_colour": pictures.ownership_band(same_colour, date(2026, 1, 1), date(2027, 1, 1), TODAY),
        "one": pictures.ownership_band(one, date(2026, 1, 1), date(2027, 1, 1), TODAY),
        "nobody": pictures.ownership_band([], date(2026, 1, 1), date(2027, 1, 1), TODAY),
    }


def stairs(chinese: bool, pane: str) -> dict[str, Any]:
    chen, wang = _names(chinese)[:2]
    step = pictures.StairStep
    title = f"{wang}的份额半年内归零" if chinese else f"{wang}'s share ends within half a year"
    agreed = [
        step(date(2026, 9, 1), date(2026, 12, 1), HALF),
        step(date(2026, 12, 1), date(2027, 3, 1), Fraction(3, 10)),
        step(date(2027, 3, 1), None, Fraction(0)),
    ]
    paid = [
        step(date(2026, 9, 1), date(2026, 12, 1), HALF, 4_210_50, 4_210_50),
        step(date(2026, 12, 1), date(2027, 3, 1), Fraction(3, 10), 0, 0),
        step(date(2027, 3, 1), None, Fraction(0)),
    ]
    return {
        "agreed": pictures.transition_stairs(agreed, wang, chen, title=title),
        "paid": pictures.transition_stairs(paid, wang, chen, today=TODAY, outgoing_id=3, incoming_id=6),
    }


def waterfalls(chinese: bool, pane: str) -> dict[str, Any]:
    step = pictures.WaterfallStep
    labels = (
        ("底薪", "回款提成", "新客户奖励", "过渡期分成", "追回（2026年8月）", "合计")
        if chinese
        else (
            "Base salary",
            "Commission on receipts",
            "New-client reward",
            "Transition share",
            "Taken back (Aug 2026)",
            "Total",
        )
    )
    amounts = (8_000_00, 12_436_50, 3_000_00, 1_860_25, -2_150_00)
    steps = [step(label, fen, href="sheet") for label, fen in zip(labels, amounts, strict=False)]
    steps.append(step(labels[-1], sum(amounts), is_total=True))
    title = "提成占十一月收入的一半以上" if chinese else "More than half of November's pay is commission"
    return {"pay": pictures.waterfall(steps, title)}


def curves(chinese: bool, pane: str) -> dict[str, Any]:
    curve, mark = pictures.Curve, pictures.CurveMark
    words = (
        ("再回款 3.2 万，提成率升到 4%", "本月回款", "提成", "您在这里", "下一档 20 万", "分段累进", "全额")
        if chinese
        else (
            "Another 32k of receipts reach the 4% tier",
            "Receipts this month",
            "Commission",
            "You are here",
            "Next tier 200k",
            "Marginal",
            "Whole",
        )
    )
    marginal = curve(
        words[5], ((0, 0), (100_000_00, 2_000_00), (200_000_00, 5_000_00), (320_000_00, 9_800_00))
    )
    whole = curve(
        words[6],
        (
            (0, 0),
            (100_000_00, 2_000_00),
            (100_000_00, 3_000_00),
            (200_000_00, 6_000_00),
            (200_000_00, 8_000_00),
            (320_000_00, 12_800_00),
        ),
    )
    marks = [mark(168_000_00, words[3]), mark(200_000_00, words[4])]
    return {
        "one": pictures.pay_curve([marginal], words[0], words[1], words[2], marks=marks),
        "two": pictures.pay_curve([marginal, whole], f"{words[5]} / {words[6]}", words[1], words[2]),
    }


def loads(chinese: bool, pane: str) -> dict[str, Any]:
    row = pictures.BarRow
    counts = (487, 168, 121, 96, 64, 12)
    unit = "{} 位客户" if chinese else "{} clients"
    names = _names(chinese)
    rows = [
        row(names[index], count, unit.format(count), emphasis=index == 0)
        for index, count in enumerate(counts)
    ]
    title = (
        f"{names[0]}一人负责一半以上的客户"
        if chinese
        else f"{names[0]} looks after more than half of all clients"
    )
    return {"loads": pictures.bars(rows, title)}


def months(chinese: bool, pane: str) -> dict[str, Any]:
    row = pictures.BarRow
    amounts = (182, 211, 164, 236, 251, 198, 224, 260, 312, 275, 330, 284)
    texts = [f"{amount}万" if chinese else f"{amount}0k" for amount in amounts]
    rows = [
        row(f"{month}月" if chinese else "JFMAMJJASOND"[month - 1], amount, text, emphasis=month == 11)
        for month, (amount, text) in enumerate(zip(amounts, texts, strict=True), 1)
    ]
    changes = [
        row(f"2026-{month:02d}", fen, f"{fen:+d}")
        for month, fen in zip(range(7, 12), (120, -45, 0, 210, -80), strict=True)
    ]
    return {
        "year": pictures.columns(
            rows,
            "十一月是全年回款最多的一个月" if chinese else "November brought the most receipts of the year",
        ),
        "changes": pictures.columns(changes, "与上月相比" if chinese else "Compared with the month before"),
    }


def _names(chinese: bool) -> tuple[str, ...]:
    if chinese:
        return ("陈思远", "王建国", "刘芳", "欧阳明珠", "赵磊", "孙丽华")
    return ("Chen Siyuan", "Wang Jianguo", "Liu Fang", "Ouyang Mingzhu", "Zhao Lei", "Sun Lihua")
