"""The invented company's people: departments, thirty salespeople, their managers and colleagues."""

from datetime import date
from random import Random

from attrs import frozen

from jieli.config.demo.words import GIVEN, SURNAMES

FOUNDED = date(2019, 3, 1)
FIRST_DAY = date(2025, 5, 1)  # of the facts: eighteen months
LAST_DAY = date(2026, 11, 1)  # not included

# code, name, code of the department above, region of its clients
DEPARTMENTS = (
    ("HQ", "恒远工业设备有限公司", "", ""),
    ("SALES", "销售中心", "HQ", ""),
    ("EAST1", "华东一部", "SALES", "上海"),
    ("EAST2", "华东二部", "SALES", "江苏"),
    ("SOUTH", "华南部", "SALES", "广东"),
    ("NORTH", "华北部", "SALES", "山东"),
    ("HR", "人力资源部", "HQ", ""),
    ("FIN", "财务部", "HQ", ""),
)
POSITIONS = (
    ("GM", "总经理"),
    ("DIR", "销售总监"),
    ("MGR", "销售经理"),
    ("SEN", "资深销售"),
    ("REP", "销售顾问"),
    ("HRS", "薪酬专员"),
    ("FIN", "财务主管"),
    ("ADM", "系统管理员"),
)
PASSWORD = "jieli-demo-2026"  # noqa: S105 - an invented company's, printed at the start


@frozen
class Person:
    """Somebody of the company. weight: how many clients he has against the others; 0 sells nothing himself."""

    number: str
    name: str
    department: str
    position: str
    employed_from: date
    employed_until: date | None = None
    weight: int = 0
    base_fen: int = 0


@frozen
class Login:
    """A demo login: role and scope, the person behind it, and what he can be tried for."""

    login_name: str
    role: str
    scope: str
    number: str
    who: str
    password: str = PASSWORD


VETERAN, NEWCOMER, LEAVER = "1001", "1030", "1005"

# Those whom the demo's stories need by name; the other salespeople are drawn.
NAMED = (
    Person("0001", "周敏", "SALES", "DIR", FOUNDED, base_fen=2_800_000),
    Person("0002", "何立新", "EAST1", "MGR", FOUNDED, base_fen=1_800_000),
    Person("0003", "苏雪梅", "EAST2", "MGR", date(2020, 6, 1), base_fen=1_750_000),
    Person("0004", "梁振宇", "SOUTH", "MGR", date(2020, 9, 1), base_fen=1_750_000),
    Person("0005", "赵国栋", "NORTH", "MGR", date(2021, 2, 22), base_fen=1_700_000),
    Person("0010", "吴静", "HR", "HRS", date(2020, 1, 2)),
    Person("0011", "黄海涛", "FIN", "FIN", date(2019, 8, 1)),
    Person("0012", "叶文博", "HQ", "ADM", date(2021, 5, 10)),
    Person("0013", "傅清妍", "FIN", "FIN", date(2022, 3, 1)),
    Person(VETERAN, "陈建国", "EAST1", "SEN", FOUNDED, weight=268, base_fen=1_200_000),
    Person("1002", "沈红梅", "EAST2", "SEN", date(2019, 7, 15), weight=152, base_fen=1_100_000),
    Person(LEAVER, "郭明", "EAST1", "REP", date(2021, 4, 1), date(2026, 1, 1), weight=58, base_fen=700_000),
    Person(NEWCOMER, "林晓燕", "EAST1", "REP", date(2025, 9, 1), weight=16, base_fen=600_000),
)
HEADS = {"SALES": "0001", "EAST1": "0002", "EAST2": "0003", "SOUTH": "0004", "NORTH": "0005"}
SALESPEOPLE = 30

LOGINS = (
    Login("zhou", "manager", "all", "0001", "销售总监周敏：看全盘，提出和批准移交"),
    Login("he", "manager", "subtree", "0002", "华东一部经理何立新：只看本部门"),
    Login("chen", "salesperson", "own", VETERAN, "资深销售陈建国：客户太多的那一位"),
    Login("lin", "salesperson", "own", NEWCOMER, "新人林晓燕：接手客户"),
    Login("hr", "hr", "all", "0010", "薪酬专员吴静：方案和核算"),
    Login("finance", "finance", "all", "0011", "财务主管黄海涛：批准薪酬，下发对账单"),
    Login("finance2", "finance", "all", "0013", "财务主管傅清妍：批准黄海涛自己发起的批次和手工调整"),
    Login("admin", "administrator", "all", "0012", "系统管理员叶文博：用户和日志"),
)


def staff(rng: Random) -> tuple[Person, ...]:
    """Everybody, in the order of their numbers; the same for the same seed."""
    taken = {person.name for person in NAMED}
    selling = sum(1 for person in NAMED if person.weight)
    numbers = [str(1001 + index) for index in range(SALESPEOPLE)]
    free = [number for number in numbers if number not in {person.number for person in NAMED}]
    drawn = [_salesperson(rng, number, taken, index) for index, number in enumerate(free)]
    assert selling + len(drawn) == SALESPEOPLE
    return tuple(sorted((*NAMED, *drawn), key=lambda person: person.number))


def _salesperson(rng: Random, number: str, taken: set[str], index: int) -> Person:
    name = next(
        name for name in iter(lambda: rng.choice(SURNAMES) + rng.choice(GIVEN), "") if name not in taken
    )
    taken.add(name)
    department = ("EAST1", "EAST2", "SOUTH", "NORTH")[index % 4]
    is_new = index >= 23  # a few of the last are new and have few clients yet
    since = (
        date(2025, rng.randint(6, 12), 1) if is_new else date(rng.randint(2020, 2024), rng.randint(1, 12), 1)
    )
    weight = rng.randint(14, 26) if is_new else rng.randint(44, 86)
    base = rng.randrange(550_000, 700_000, 50_000) if is_new else rng.randrange(600_000, 900_000, 50_000)
    return Person(number, name, department, "REP", since, weight=weight, base_fen=base)
