"""Addresses of access, below /access/."""

from django.urls import path

from jieli.apps.access.pages import departments, employees, own, people, signing, users

app_name = "access"
urlpatterns = [
    path("login", signing.login, name="login"),
    path("logout", signing.logout, name="logout"),
    path("language", signing.language, name="language"),
    path("settings", own.settings, name="settings"),
    path("settings/password", own.password, name="password"),
    path("settings/sessions", own.sessions, name="sessions"),
    path("people", people.people_list, name="people"),
    path("people/new", people.hire, name="hire"),
    path("people/<int:employee_id>", employees.employee, name="employee"),
    path("people/<int:employee_id>/details", employees.details, name="employee_details"),
    path("people/<int:employee_id>/move", employees.move, name="employee_move"),
    path("people/<int:employee_id>/end", employees.end, name="employee_end"),
    path("people/<int:employee_id>/return", employees.come_back, name="employee_return"),
    path("departments", departments.departments, name="departments"),
    path("departments/new", departments.new_department, name="new_department"),
    path("departments/<int:department_id>", departments.department, name="department"),
    path("departments/<int:department_id>/close", departments.close, name="close_department"),
    path("positions/new", departments.new_position, name="new_position"),
    path("positions/<int:position_id>", departments.position, name="position"),
    path("users", users.users, name="users"),
    path("users/new", users.new_user, name="new_user"),
    path("users/<int:user_id>", users.user, name="user"),
    path("users/<int:user_id>/password", users.password, name="user_password"),
    path("users/<int:user_id>/active", users.active, name="user_active"),
    path("users/<int:user_id>/roles", users.grant, name="user_grant"),
    path("users/<int:user_id>/roles/<int:grant_id>/end", users.end_grant, name="user_end_grant"),
]
