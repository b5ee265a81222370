"""What the program was doing when it wrote, in words: a page, a command, an import."""

from collections.abc import Mapping

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from jieli.ui.wording import period_text

PAGES: Mapping[str, object] = {
    "access:close_department": pgettext_lazy("done on a page", "close a department"),
    "access:department": pgettext_lazy("done on a page", "change a department"),
    "access:employee_details": pgettext_lazy("done on a page", "change somebody's details"),
    "access:employee_end": pgettext_lazy("done on a page", "end an employment"),
    "access:employee_move": pgettext_lazy("done on a page", "move somebody"),
    "access:employee_return": pgettext_lazy("done on a page", "take somebody back"),
    "access:hire": pgettext_lazy("done on a page", "hire somebody"),
    "access:language": pgettext_lazy("done on a page", "choose a language"),
    "access:login": pgettext_lazy("done on a page", "sign in"),
    "access:logout": pgettext_lazy("done on a page", "sign out"),
    "access:new_department": pgettext_lazy("done on a page", "open a department"),
    "access:new_position": pgettext_lazy("done on a page", "add a position"),
    "access:new_user": pgettext_lazy("done on a page", "make a login"),
    "access:password": pgettext_lazy("done on a page", "choose a new password"),
    "access:position": pgettext_lazy("done on a page", "change a position"),
    "access:sessions": pgettext_lazy("done on a page", "end other sign-ins"),
    "access:settings": pgettext_lazy("done on a page", "change own settings"),
    "access:user_active": pgettext_lazy("done on a page", "open or close a login"),
    "access:user_end_grant": pgettext_lazy("done on a page", "end a role"),
    "access:user_grant": pgettext_lazy("done on a page", "give a role"),
    "access:user_password": pgettext_lazy("done on a page", "set somebody's password"),
    "desk:correct": pgettext_lazy("done on a page", "put a fact right"),
    "desk:edit_client": pgettext_lazy("done on a page", "change a client"),
    "desk:new_client": pgettext_lazy("done on a page", "enter a client"),
    "desk:rates": pgettext_lazy("done on a page", "enter an exchange rate"),
    "desk:record": pgettext_lazy("done on a page", "record a fact"),
    "desk:void": pgettext_lazy("done on a page", "make a fact void"),
    "handovers:approve": pgettext_lazy("done on a page", "approve a handover"),
    "handovers:confirm": pgettext_lazy("done on a page", "confirm a takeover"),
    "handovers:consent": pgettext_lazy("done on a page", "agree to a handover"),
    "handovers:decline": pgettext_lazy("done on a page", "ask for a change of a handover"),
    "handovers:edit": pgettext_lazy("done on a page", "change a handover"),
    "handovers:new": pgettext_lazy("done on a page", "draft a handover"),
    "handovers:propose": pgettext_lazy("done on a page", "propose a handover"),
    "handovers:reverse": pgettext_lazy("done on a page", "reverse a handover"),
    "handovers:take_back": pgettext_lazy("done on a page", "take back that a takeover is confirmed"),
    "handovers:withdraw": pgettext_lazy("done on a page", "withdraw a handover"),
    "login": pgettext_lazy("done on a page", "sign in"),
    "payruns:adjust": pgettext_lazy("done on a page", "ask for an adjustment by hand"),
    "payruns:approve_adjustment": pgettext_lazy("done on a page", "approve an adjustment by hand"),
    "payruns:withdraw_adjustment": pgettext_lazy("done on a page", "withdraw an adjustment by hand"),
    "payruns:issue": pgettext_lazy("done on a page", "issue a run"),
    "payruns:close": pgettext_lazy("done on a page", "close a period again"),
    "payruns:correct": pgettext_lazy("done on a page", "start a correction run"),
    "payruns:reopen": pgettext_lazy("done on a page", "reopen a period"),
    "payruns:rerun": pgettext_lazy("done on a page", "compute a run once more from what is frozen"),
    "payruns:start": pgettext_lazy("done on a page", "start a run"),
    "payruns:step:abandon": pgettext_lazy("done on a page", "abandon a run"),
    "payruns:step:approve": pgettext_lazy("done on a page", "approve a run"),
    "payruns:step:compute": pgettext_lazy("done on a page", "compute a run"),
    "payruns:step:review": pgettext_lazy("done on a page", "review a run"),
    "plans:assign": pgettext_lazy("done on a page", "assign a pay plan"),
    "plans:end": pgettext_lazy("done on a page", "end the assignment of a pay plan"),
    "plans:new": pgettext_lazy("done on a page", "write a pay plan"),
    "plans:withdraw": pgettext_lazy("done on a page", "withdraw a version of a pay plan"),
    "plans:new_version": pgettext_lazy("done on a page", "write a new version of a pay plan"),
}


def purpose_text(purpose: str) -> str:
    """What the program was doing, as its scopes name it."""
    doing, _space, what = purpose.partition(" ")
    if doing == "page":
        return _page_text(what.partition(" ")[2])
    if doing == "command":
        return _command_text(what)
    if doing == "import":
        return _("Command: import by %(mapping)s") % {"mapping": what}
    if doing == "demo:":
        return _("when the demo was made")
    if purpose == "sign in":
        return pgettext("log", "when signing in")
    return pgettext("log", "when signing out") if purpose == "sign out" else purpose


def _page_text(path: str) -> str:
    try:
        found = resolve(path)
    except Resolver404:
        return _("on a page that is no more")
    name = ":".join(filter(None, (found.view_name, found.kwargs.get("act"))))
    done = PAGES.get(name)
    return _("On a page: %(done)s") % {"done": done} if done else _("on a page")


def _command_text(what: str) -> str:
    command, _space, rest = what.partition(" ")
    if command == "run" and rest == "--issue":
        return _("Command: issue a run")
    if command == "run":
        return (
            _("Command: run the pay of %(period)s") % {"period": period_text(rest)}
            if rest
            else _("Command: run")
        )
    if command == "user":
        return _("Command: make a login")
    return _("Command: %(command)s") % {"command": what}
