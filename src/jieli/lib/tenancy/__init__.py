"""Every organisation's rows are its own: scope (who is asking), rows (the base model), fence (what the database holds)."""

from jieli.lib.tenancy.scope import OutsideOrganization, current_organization_id, organization_scope

__all__ = ["OutsideOrganization", "current_organization_id", "organization_scope"]
