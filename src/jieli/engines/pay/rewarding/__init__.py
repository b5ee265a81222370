"""The lines of fixed amounts: for new clients, facts and units, clients looked after, and what a team is credited."""
