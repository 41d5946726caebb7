"""A strategy: what kind it is of, the levers of the four components, who leads, and where hours and money go."""

from typing import Annotated, NamedTuple

from mobsim.scenario.enumerations import Enumeration
from mobsim.scenario.initiatives import Lead
from mobsim.tools.parameter import Declared


class LeadPolicy(Enumeration):
    """How a strategy settles who leads initiatives: always the same lead, or by each neighbourhood's zone of need."""

    POLICE = int(Lead.POLICE_ASSISTED), "police", "police"
    COMMUNITY = int(Lead.COMMUNITY_LED), "community", "community"
    ADAPTIVE = 2, "adaptive", "by need"


class StrategyKind(Enumeration):
    """What a strategy is for: a policy could be followed, an arm of an experiment shows what a part is worth.

    Arms are run by name; a comparison shows them and ranks policies.
    """

    POLICY = 0, "policy", "policy"
    ARM = 1, "arm", "experimental arm"


class Levers(NamedTuple):
    """Levers of a strategy, as kernels and leaders receive them."""

    leadership: Annotated[
        float, Declared(0.2, "0-1", 0.0, 1.0, "Leaders' effort and example.", role="lever", sweep=(0.0, 1.0))
    ]
    collaboration: Annotated[
        float, Declared(0.2, "0-1", 0.0, 1.0, "Effort put into working together.", role="lever", sweep=(0.0, 1.0))
    ]
    risk_focus: Annotated[
        float,
        Declared(
            0.2,
            "0-1",
            0.0,
            1.0,
            "Share of patrol and programme spending placed by assessed risk.",
            role="lever",
            sweep=(0.0, 1.0),
        ),
    ]
    information_sharing: Annotated[
        float,
        Declared(
            0.2,
            "0-1",
            0.0,
            1.0,
            "Forums, transparency, channels for tips, pooled data.",
            role="lever",
            sweep=(0.0, 1.0),
        ),
    ]
    lead: Annotated[
        int,
        Declared(
            0,
            ", ".join(f"{policy:d} {policy.key}" for policy in LeadPolicy),
            min(LeadPolicy),
            max(LeadPolicy),
            "Who leads initiatives.",
            role="lever",
            sweep=(min(LeadPolicy), max(LeadPolicy)),
        ),
    ]
    social_share: Annotated[
        float,
        Declared(
            0.2,
            "share",
            0.0,
            1.0,
            "Programme money that goes to social development; the rest is situational.",
            role="lever",
            sweep=(0.0, 1.0),
        ),
    ]
    programme_share: Annotated[
        float,
        Declared(
            0.5,
            "share",
            0.0,
            1.0,
            "Part of the purse meant for programmes; what is not used buys overtime patrol.",
            role="lever",
            sweep=(0.2, 1.0),
        ),
    ]
    patrol_share: Annotated[float, Declared(0.70, "share", 0.0, 1.0, "Free officer hours on patrol.", role="lever")]
    engagement_share: Annotated[
        float,
        Declared(
            0.15,
            "share",
            0.0,
            1.0,
            "Free officer hours on engagement; what is left after patrol and engagement goes to initiatives.",
            role="lever",
        ),
    ]
    follow_up: Annotated[
        float,
        Declared(
            0.3,
            "share",
            0.0,
            1.0,
            "Engagement hours kept for following up residents' concerns.",
            role="lever",
            sweep=(0.0, 1.0),
        ),
    ]
    qualitative_weight: Annotated[
        float,
        Declared(
            0.5,
            "weight",
            0.0,
            1.0,
            "Weight of residents' own word against statistics in assessment.",
            role="lever",
            sweep=(0.0, 1.0),
        ),
    ]
    crisis_teams: Annotated[
        float,
        Declared(
            0.0,
            "0-1",
            0.0,
            1.0,
            "Teams of civilians who answer calls about crises in the place of police.",
            role="lever",
            sweep=(0.0, 1.0),
        ),
    ]
    situation_table: Annotated[
        float,
        Declared(
            0.0,
            "0-1",
            0.0,
            1.0,
            "A table at which agencies answer together for people at acutely elevated risk.",
            role="lever",
            sweep=(0.0, 1.0),
        ),
    ]


def as_written(levers: Levers) -> dict[str, float | str]:
    """Return levers as a file of strategies writes them: who leads in words."""
    return {**levers._asdict(), "lead": LeadPolicy(levers.lead).key}
