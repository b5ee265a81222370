"""What the clients app takes and gives: frozen values, no models."""

from datetime import date

from attrs import frozen


@frozen
class NewContact:
    """A person at a client, as he is entered."""

    name: str
    title: str = ""
    phone: str = ""
    email: str = ""
    is_primary: bool = False


@frozen
class ContactView:
    """A person at a client. `phone` is normalised (+8613800138000), `phone_text` is how it is read."""

    id: int
    name: str
    title: str
    phone: str
    phone_text: str
    email: str
    is_primary: bool


@frozen
class NewClient:
    """A client as he is entered or imported. `code` is the company's own number for him."""

    code: str
    name: str
    created_on: date
    kind: str = "company"
    credit_code: str = ""
    phone: str = ""
    client_class: str = ""
    status: str = "active"
    industry: str = ""
    region: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    contacts: tuple[NewContact, ...] = ()


@frozen
class ClientChanges:
    """What shall be different; None leaves it as it is."""

    code: str | None = None
    name: str | None = None
    kind: str | None = None
    credit_code: str | None = None
    phone: str | None = None
    client_class: str | None = None
    status: str | None = None
    industry: str | None = None
    region: str | None = None
    source: str | None = None
    tags: tuple[str, ...] | None = None


@frozen(kw_only=True)
class ClientSummary:
    """A client as a row of a list."""

    id: int
    code: str
    kind: str
    name: str
    client_class: str
    status: str
    industry: str
    region: str
    source: str
    tags: tuple[str, ...]
    phone: str
    phone_text: str
    created_on: date


@frozen(kw_only=True)
class ClientDetail(ClientSummary):
    """A client with everything that is known of him here. Who answers for him stands in the ownership timeline."""

    credit_code: str
    contacts: tuple[ContactView, ...]


@frozen
class ClientFilter:
    """Which clients are wanted; an empty text asks for nothing."""

    text: str = ""
    client_class: str = ""
    status: str = ""
    industry: str = ""
    region: str = ""
    tag: str = ""
    kind: str = ""


@frozen
class ClientPage:
    """Some clients of a list. `total` counts what matches, up to a cap; at the cap `total_capped` is true.

    A cursor is None where there is no further page in its direction.
    """

    rows: tuple[ClientSummary, ...]
    next_cursor: str | None
    previous_cursor: str | None
    total: int
    total_capped: bool

    @property
    def total_text(self) -> str:
        """“318”, or “10,000+” where counting stopped."""
        return f"{self.total:,}+" if self.total_capped else f"{self.total:,}"


@frozen
class ClientChoices:
    """What is in use, for the filters of a list."""

    industries: tuple[str, ...]
    regions: tuple[str, ...]
    tags: tuple[str, ...]
    sources: tuple[str, ...]
