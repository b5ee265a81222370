"""What is wrong with a client as entered: everything at once, each with its place."""

import re
from collections.abc import Iterable, Sequence

from attrs import evolve
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from jieli.apps.clients.models import ClientClass, ClientKind, ClientStatus
from jieli.apps.clients.phones import NotAPhone, normalise_phone
from jieli.apps.clients.values import NewClient, NewContact
from jieli.kernel.problem import Problem
from jieli.lib.days import implausible
from jieli.lib.problems import N_, problem

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LONGEST = {"code": 40, "name": 160, "industry": 60, "region": 60, "source": 60}
_CHOICES = {
    "kind": frozenset(ClientKind.values),
    "client_class": frozenset({"", *ClientClass.values}),
    "status": frozenset(ClientStatus.values),
}


def tidy_client(new: NewClient) -> NewClient:
    """The same client without stray blanks, with phone and credit code in the form that is kept where they have one."""
    stripped = {
        name: getattr(new, name).strip()
        for name in ("code", "name", "kind", "client_class", "status", "industry", "region", "source")
    }
    tags = tuple(dict.fromkeys(tag.strip() for tag in new.tags if tag.strip()))
    contacts = tuple(tidy_contact(contact) for contact in new.contacts)
    credit_code = uscc.compact(new.credit_code) if new.credit_code.strip() else ""
    return evolve(
        new,
        **stripped,
        tags=tags,
        contacts=contacts,
        credit_code=credit_code.upper(),
        phone=_kept_phone(new.phone),
    )


def tidy_contact(contact: NewContact) -> NewContact:
    return NewContact(
        name=contact.name.strip(),
        title=contact.title.strip(),
        phone=_kept_phone(contact.phone),
        email=contact.email.strip(),
        is_primary=contact.is_primary,
    )


def check_client(client: NewClient, place: str) -> list[Problem]:
    """Everything wrong with one tidied client, whether or not others have his code."""
    found = list(_check_texts(client, place))
    found += implausible(f"{place}.created_on", client.created_on)
    for name, allowed in _CHOICES.items():
        if getattr(client, name) not in allowed:
            found.append(
                problem(
                    "CLIENT-CHOICE-001",
                    f"{place}.{name}",
                    N_("“{value}” is not one of the values used here."),
                    N_("Choose one of: {choices}."),
                    value=getattr(client, name),
                    choices=", ".join(sorted(filter(None, allowed))),
                )
            )
    if client.credit_code and not _is_credit_code(client.credit_code):
        found.append(
            problem(
                "CLIENT-CREDIT-001",
                f"{place}.credit_code",
                N_(
                    "“{value}” is not a unified social credit code: its length or check character does not fit."
                ),
                N_("Compare it with the business licence; it has 18 characters. Or leave it empty for now."),
                value=client.credit_code,
            )
        )
    found += _check_phone(client.phone, f"{place}.phone")
    return found + check_contacts(client.contacts, f"{place}.contacts")


def check_contacts(contacts: Sequence[NewContact], place: str) -> list[Problem]:
    """Everything wrong with the people of one client."""
    found: list[Problem] = []
    for index, contact in enumerate(contacts):
        here = f"{place}[{index}]"
        if not contact.name:
            found.append(
                problem(
                    "CLIENT-CONTACT-001",
                    f"{here}.name",
                    N_("The contact has no name."),
                    N_("Write the name, or remove the contact."),
                )
            )
        found += _too_long({"name": 80, "title": 80, "email": 120}, contact, here)
        found += _check_phone(contact.phone, f"{here}.phone")
        if contact.email and not _EMAIL.fullmatch(contact.email):
            found.append(
                problem(
                    "CLIENT-EMAIL-001",
                    f"{here}.email",
                    N_("“{value}” is not a mail address."),
                    N_("Write it like name@company.com, or leave it empty."),
                    value=contact.email,
                )
            )
    if sum(contact.is_primary for contact in contacts) > 1:
        found.append(
            problem(
                "CLIENT-CONTACT-002",
                place,
                N_("More than one contact is the main contact."),
                N_("Choose one main contact."),
            )
        )
    return found


def check_codes(codes: Iterable[tuple[str, str]], taken: frozenset[str]) -> list[Problem]:
    """Codes, each with its place, that another client has or that stand twice."""
    found: list[Problem] = []
    seen: dict[str, str] = {}
    for place, code in codes:
        if code in taken:
            found.append(
                problem(
                    "CLIENT-CODE-001",
                    f"{place}.code",
                    N_("There is already a client with the code {taken}."),
                    N_("Use another code, or change the client who has it."),
                    taken=code,
                )
            )
        elif code in seen:
            found.append(
                problem(
                    "CLIENT-CODE-002",
                    f"{place}.code",
                    N_("The code {twice} stands twice, first at {first}."),
                    N_("Give each client a code of his own."),
                    twice=code,
                    first=seen[code],
                )
            )
        elif code:
            seen[code] = place
    return found


def _check_texts(client: NewClient, place: str) -> Iterable[Problem]:
    if not client.code:
        yield problem(
            "CLIENT-CODE-003",
            f"{place}.code",
            N_("The client has no code."),
            N_("Write the number that your company uses for this client."),
        )
    if not client.name:
        yield problem(
            "CLIENT-NAME-001",
            f"{place}.name",
            N_("The client has no name."),
            N_("Write the company's full name, or the person's name."),
        )
    yield from _too_long(_LONGEST, client, place)
    for tag in client.tags:
        if len(tag) > 30:
            yield _length_problem(f"{place}.tags", tag, 30)


def _too_long(longest: dict[str, int], value: object, place: str) -> Iterable[Problem]:
    for name, limit in longest.items():
        if len(getattr(value, name)) > limit:
            yield _length_problem(f"{place}.{name}", getattr(value, name), limit)


def _length_problem(place: str, text: str, limit: int) -> Problem:
    return problem(
        "CLIENT-LENGTH-001",
        place,
        N_("“{start}…” has {length} characters; there is room for {limit}."),
        N_("Shorten it."),
        start=text[:20],
        length=len(text),
        limit=limit,
    )


def _check_phone(phone: str, place: str) -> list[Problem]:
    try:
        normalise_phone(phone)
    except NotAPhone:
        return [
            problem(
                "CLIENT-PHONE-001",
                place,
                N_("“{value}” is not a phone number in use."),
                N_(
                    "Write a mobile number, or a landline with its area code; from abroad with + and the country."
                ),
                value=phone,
            )
        ]
    return []


def _kept_phone(phone: str) -> str:
    """Normalised where it is a number; as typed where it is not, so that the check can name it."""
    try:
        return normalise_phone(phone)
    except NotAPhone:
        return phone.strip()


def _is_credit_code(text: str) -> bool:
    try:
        uscc.validate(text)
    except ValidationError:
        return False
    return True
