"""The fields of a client and of the people there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from jieli.apps.clients import api as clients
from jieli.kernel.problem import Problems
from jieli.lib.problems import worded
from jieli.ui.forms import add_problem

_TEL = {"type": "tel", "autocomplete": "off"}


class ClientForm(forms.Form):
    """A client. What is wrong with a value is told by the clients app; here only what the browser can help with."""

    name = forms.CharField(label=gettext_lazy("Client's full name"), max_length=160)
    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=40, help_text=gettext_lazy("Your company's own number.")
    )
    kind = forms.ChoiceField(label=pgettext_lazy("client", "Kind"), choices=clients.ClientKind.choices)
    phone = forms.CharField(
        label=gettext_lazy("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs=_TEL)
    )
    client_class = forms.ChoiceField(
        label=gettext_lazy("Class"), required=False, choices=[("", "–"), *clients.ClientClass.choices]
    )
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=clients.ClientStatus.choices)
    owner = forms.TypedChoiceField(
        label=gettext_lazy("Owner"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("Who answers for the client from today on."),
    )
    industry = forms.CharField(label=gettext_lazy("Industry"), max_length=60, required=False)
    region = forms.CharField(label=gettext_lazy("Region"), max_length=60, required=False)
    source = forms.CharField(label=pgettext_lazy("client", "Source"), max_length=60, required=False)
    credit_code = forms.CharField(
        label=gettext_lazy("Credit code"),
        max_length=24,
        required=False,
        help_text=gettext_lazy("18 characters, from the business licence."),
    )
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Parted by commas."),
    )

    def __init__(self, *arguments: Any, owners: list[tuple[Any, str]] | None, **more: Any) -> None:
        """owners: who may be chosen as its owner; None where that is not decided here."""
        super().__init__(*arguments, **more)
        if owners is None:
            del self.fields["owner"]
        else:
            self.fields["owner"].choices = owners
            self.fields["owner"].required = all(value != "" for value, _label in owners)
        self.choices_in_use = clients.list_choices()
        for name in ("industry", "region", "source"):
            self.fields[name].widget.attrs["list"] = f"known-{name}"

    def clean_tags(self) -> tuple[str, ...]:
        text = self.cleaned_data["tags"].replace("，", ",").replace("、", ",")
        return tuple(dict.fromkeys(tag.strip() for tag in text.split(",") if tag.strip()))


class ContactForm(forms.Form):
    """A person at the client; an empty row is nobody."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, required=False)
    title = forms.CharField(label=gettext_lazy("Job title"), max_length=80, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs=_TEL)
    )
    email = forms.CharField(
        label=gettext_lazy("Mail"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"}),
    )
    is_primary = forms.BooleanField(label=gettext_lazy("Main contact"), required=False)

    def contact(self) -> clients.NewContact:
        return clients.NewContact(**self.cleaned_data)

    @property
    def is_nobody(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in ("name", "title", "phone", "email"))


ContactForms = forms.formset_factory(ContactForm, extra=1, max_num=50, absolute_max=50)


def contacts_of(given: forms.BaseFormSet) -> tuple[list[clients.NewContact], list[ContactForm]]:
    """The people entered, each with the form he stands in."""
    entered = [one for one in given.forms if not one.is_nobody]
    return [one.contact() for one in entered], entered


def show_problems(found: Problems, form: ClientForm, rows: list[ContactForm]) -> None:
    """Each problem at its field: `clients[0].phone`, `client.phone`, `clients[0].contacts[1].email`, `contacts[1].email`."""
    for said in map(worded, found.problems):
        in_row = "contacts[" in said.place
        row = rows[int(said.place.partition("contacts[")[2].partition("]")[0])] if in_row else form
        add_problem(row, said.place.rpartition(".")[2], said)


def initial_of(client: clients.ClientDetail) -> dict[str, Any]:
    names = ("name", "code", "kind", "client_class", "status", "industry", "region", "source", "credit_code")
    values = {name: getattr(client, name) for name in names}
    return {**values, "phone": client.phone_text, "tags": ", ".join(client.tags)}


def initial_contacts(client: clients.ClientDetail) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "title": one.title,
            "phone": one.phone_text,
            "email": one.email,
            "is_primary": one.is_primary,
        }
        for one in client.contacts
    ]
