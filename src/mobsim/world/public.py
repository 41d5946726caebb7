"""What is public of neighbourhoods and communities: the columns that those who decide may be handed, and no others.

The tables of the world hold the truth beside what everybody knows. These records share the public columns with them, so that
what is written here stands in the world too.
"""

from typing import Any, NamedTuple, TypeVar

from mobsim.world.table import Float, Int

_Record = TypeVar("_Record", "PublicNeighbourhoods", "PublicCommunities", "PublicOfficers")


class PublicNeighbourhoods(NamedTuple):
    """Columns of :class:`~mobsim.world.columns.Neighbourhoods` that are no secret. Shapes ``(neighbourhoods,)``."""

    community: Int
    first_place: Int
    end_place: Int
    deprivation: Float
    councillor: Int
    association: Int
    heard_trust: Float  # what leaders have heard,
    heard_cohesion: Float
    heard_members: Float
    attended: Float
    need: Float  # what they have set,
    usual_severity: Float
    zone: Int
    patrol_share: Float  # and where officers go
    engagement_share: Float
    initiative_share: Float
    deploy_lower: Float
    deploy_upper: Float
    cover_first: Int
    cover_last: Int
    programme_rotation: Float


class PublicCommunities(NamedTuple):
    """Columns of :class:`~mobsim.world.columns.Communities` that are no secret. Shapes ``(communities,)``."""

    first_neighbourhood: Int
    end_neighbourhood: Int
    first_officer: Int
    end_officer: Int
    strength: Float
    mayor: Int
    chief: Int
    reference: Float
    reference_cycles: Int
    purse_factor: Float
    paid: Float
    overtime: Float
    overtime_hours: Float
    overhead: Float
    granted: Float
    won: Float
    spent_components: Float
    spent_teams: Float
    spent_table: Float
    spent_overtime: Float
    set_aside: Float
    information_sharing: Float
    collaboration: Float
    risk_focus: Float
    follow_up: Float
    crisis_teams: Float


class PublicOfficers(NamedTuple):
    """Columns of :class:`~mobsim.world.institutions.Officers` that are no secret: how well they meet residents is one."""

    community: Int
    slot: Int
    at_slot: Int


def public(record: type[_Record], table: Any) -> _Record:
    """Return the public columns of a table, made when they are first asked for and kept with it, as each column is."""
    kept = vars(table)
    if record.__name__ not in kept:
        columns = record(*(getattr(table, name) for name in record._fields))
        if not all(name in kept for name in record._fields):
            return columns  # they refer to the table, and it could never be freed
        kept[record.__name__] = columns
    return kept[record.__name__]
