"""Parameters of leaders at their table."""

from typing import Annotated, NamedTuple

from mobsim.tools.parameter import Declared


class TableParameters(NamedTuple):
    """Leaders' commitment, credibility, representativeness and ties of collaboration."""

    commitment_mean: Annotated[float, Declared(0.35, "0-1", 0.0, 1.0, "Mean commitment of a leader who takes office.")]
    commitment_spread: Annotated[
        float, Declared(0.15, "0-1", 0.0, 0.4, "Standard deviation of commitment at taking office.")
    ]
    by_leadership: Annotated[float, Declared(0.12, "per cycle", 0.0, 1.0, "Rise of commitment under full leadership.")]
    by_peers: Annotated[
        float, Declared(0.25, "per cycle", 0.0, 1.0, "Pull towards the commitment of leaders one works with.")
    ]
    by_advocacy: Annotated[
        float, Declared(0.07, "per cycle", 0.0, 2.0, "Rise of commitment per share of residents who are members.")
    ]
    by_results: Annotated[
        float,
        Declared(
            0.02,
            "per cycle",
            0.0,
            1.0,
            "Rise of commitment when every reviewed initiative met its forecast.",
            sweep=(0.0, 0.06),
        ),
    ]
    commitment_fade: Annotated[float, Declared(0.10, "per cycle", 0.0, 1.0, "Fall of commitment without support.")]
    tie_by_meeting: Annotated[
        float,
        Declared(
            0.15,
            "per cycle",
            0.0,
            1.0,
            "Strengthening of a tie under full collaboration between fully committed leaders.",
        ),
    ]
    tie_at_birth: Annotated[float, Declared(0.15, "0-1", 0.0, 1.0, "Ties between leaders when the town is born.")]
    tie_fade: Annotated[float, Declared(0.05, "per cycle", 0.0, 1.0, "Weakening of a tie without joint work.")]
    held_rate: Annotated[
        float,
        Declared(
            0.02,
            "per cycle",
            0.0,
            1.0,
            "Share of a personal tie that institutions take hold of under full collaboration: protocols, a paid coordinator.",
            sweep=(0.0, 0.06),
        ),
    ]
    held_erosion: Annotated[
        float,
        Declared(
            0.05,
            "share a year",
            0.0,
            0.9,
            "Loss of what institutions hold, where nobody renews it.",
            "feinberg_2008",
            "D",
            sweep=(0.03, 0.08),
        ),
    ]
    convene_above: Annotated[
        float,
        Declared(
            0.331,
            "0-1",
            0.0,
            1.0,
            "Commitment that it takes to go on convening a table after the convenor left, less where institutions carry it; "
            "below, the table ends.",
            "feinberg_2008",
            "D",
            sweep=(0.2, 0.5),
        ),
    ]
    begin_above: Annotated[
        float,
        Declared(
            0.42,
            "0-1",
            0.0,
            1.0,
            "Commitment of an official from which they begin to convene a table that does not meet.",
            sweep=(0.35, 0.7),
        ),
    ]
    credibility_new: Annotated[
        float, Declared(0.5, "0-1", 0.0, 1.0, "Credibility of a leader who is new in office, and of all at birth.")
    ]
    credibility_rate: Annotated[
        float,
        Declared(0.10, "per cycle", 0.0, 1.0, "Rate at which credibility follows kept promises and residents' trust."),
    ]
    representativeness_mean: Annotated[
        float, Declared(0.45, "0-1", 0.0, 1.0, "Mean representativeness of a leader who takes office.")
    ]
    representativeness_spread: Annotated[
        float, Declared(0.15, "0-1", 0.0, 0.4, "Standard deviation of representativeness at taking office.")
    ]
    listening: Annotated[
        float,
        Declared(
            0.20,
            "per cycle",
            0.0,
            1.0,
            "Rise of representativeness of a fully committed leader under full information sharing.",
        ),
    ]
    listening_fade: Annotated[
        float,
        Declared(0.06, "per cycle", 0.0, 1.0, "Return of representativeness to what the leader brought into office."),
    ]
    leaving_per_year: Annotated[
        float,
        Declared(
            0.15,
            "share",
            0.0,
            1.0,
            "Leaders who leave in a year (election, transfer); their ties go with them.",
            role="setting",
        ),
    ]
    voice_floor: Annotated[
        float,
        Declared(
            0.05, "share", 0.0, 1.0, "Voice of a neighbourhood without members, added to the share who are members."
        ),
    ]
    by_voice: Annotated[
        float,
        Declared(
            1.0,
            "share",
            0.0,
            1.0,
            "How far leaders who do not represent residents follow the loudest neighbourhoods with programme money.",
        ),
    ]
    years_together: Annotated[
        int,
        Declared(
            40,
            "years",
            0,
            80,
            "Years for which leaders have met before the first day, so that the table starts as the town keeps it.",
        ),
    ]
    usual_met: Annotated[
        float,
        Declared(
            0.3,
            "share",
            0.0,
            1.0,
            "Share of initiatives that met their forecast in a leader's area in a cycle, 0 where none ended, as the untreated "
            "town has it.",
        ),
    ]
    ties_for_peers: Annotated[float, Declared(3.0, "full ties", 0.1, 30.0, "Ties beyond which peers pull no harder.")]
