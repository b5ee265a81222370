"""The tree of departments, made from its rows. Pure: no database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from jieli.apps.people.values import Department, DepartmentNode


def children_of(departments: Iterable[Department]) -> dict[int | None, list[Department]]:
    """Department id → those right below it; under None stand those without a parent that exists."""
    known = {department.id: department for department in departments}
    below: dict[int | None, list[Department]] = defaultdict(list)
    for department in sorted(known.values(), key=lambda one: (one.code, one.id)):
        parent = department.parent_id if department.parent_id in known else None
        below[parent].append(department)
    return below


def build_tree(departments: Iterable[Department]) -> tuple[DepartmentNode, ...]:
    """The top departments, each with all below it."""
    below = children_of(departments)

    def nodes(parent: int | None, depth: int) -> tuple[DepartmentNode, ...]:
        return tuple(
            DepartmentNode(department=one, depth=depth, children=nodes(one.id, depth + 1))
            for one in below.get(parent, ())
        )

    return nodes(None, 0)


def walk_tree(*, nodes: Iterable[DepartmentNode]) -> Iterator[DepartmentNode]:
    """Every node, parents before children."""
    for node in nodes:
        yield node
        yield from walk_tree(nodes=node.children)


def ids_below(departments: Iterable[Department], department_id: int) -> frozenset[int]:
    """The department itself and everything under it."""
    below = children_of(departments)
    found, waiting = {department_id}, [department_id]
    while waiting:
        for child in below.get(waiting.pop(), ()):
            if child.id not in found:
                found.add(child.id)
                waiting.append(child.id)
    return frozenset(found)
