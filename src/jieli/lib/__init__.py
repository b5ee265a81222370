"""Django helpers without domain: tenancy, the fence around each organisation's rows, audit triggers, fields."""
