"""Parameters of the public purse."""

from typing import Annotated, NamedTuple

from mobsim.tools.parameter import Declared


class MoneyParameters(NamedTuple):
    """The public purse: the same for every strategy."""

    officer_year: Annotated[
        float,
        Declared(
            150000.0,
            "CAD per officer-year",
            20000.0,
            500000.0,
            "Cost of a marginal officer.",
            "opp_2024",
            "D",
            role="setting",
        ),
    ]
    officer_hour: Annotated[
        float,
        Declared(95.0, "CAD per hour", 10.0, 400.0, "Cost of an hour of overtime.", "opp_2024", "D", role="setting"),
    ]
    purse: Annotated[
        float,
        Declared(
            30.0,
            "CAD per resident-year",
            0.0,
            500.0,
            "Public money beside the officers: programmes, the cost of the components, overtime patrol.",
            role="setting",
        ),
    ]
    leadership_cost: Annotated[
        float,
        Declared(
            1.0, "CAD per resident-year", 0.0, 50.0, "Money that full leadership takes from the purse.", role="setting"
        ),
    ]
    collaboration_cost: Annotated[
        float,
        Declared(
            2.2,
            "CAD per resident-year",
            0.0,
            50.0,
            "Money that full collaboration takes from the purse (a coordinator).",
            "kenora_2023",
            "D",
            role="setting",
        ),
    ]
    risk_focus_cost: Annotated[
        float,
        Declared(
            1.4,
            "CAD per resident-year",
            0.0,
            50.0,
            "Money that full risk focus takes from the purse (analysts).",
            "niagara_2023",
            "D",
            role="setting",
        ),
    ]
    information_cost: Annotated[
        float,
        Declared(
            2.5,
            "CAD per resident-year",
            0.0,
            50.0,
            "Money that full information sharing takes from the purse (forums, data).",
            "florence_2014",
            "D",
            role="setting",
        ),
    ]
    crisis_teams_cost: Annotated[
        float,
        Declared(
            10.0,
            "CAD per resident-year",
            0.0,
            100.0,
            "Money that crisis teams at full level take from the purse.",
            "cbc_2023",
            "D",
            role="setting",
        ),
    ]
    situation_case_cost: Annotated[
        float,
        Declared(
            2400.0,
            "CAD per case",
            0.0,
            20000.0,
            "Money that a case at a situation table takes from the purse: a coordinator's year over 42 cases.",
            "ontario_2016",
            "D",
            role="setting",
        ),
    ]
    volunteer_hour: Annotated[
        float,
        Declared(
            33.0,
            "CAD per hour",
            0.0,
            200.0,
            "What a volunteer's hour would cost if it were paid; shown beside what is paid, never counted in it.",
            "conference_board_2018",
            "D",
            role="setting",
        ),
    ]
    advocacy_share: Annotated[
        float,
        Declared(
            0.4,
            "share of the purse",
            0.0,
            1.0,
            "Part of the purse that programmes get only so far as committed leaders win it.",
        ),
    ]
    saved_at_most: Annotated[
        float,
        Declared(
            2.0,
            "initiatives",
            1.0,
            10.0,
            "What a neighbourhood may keep for a measure from one cycle to the next; the rest buys officers' overtime.",
        ),
    ]
    component_hours: Annotated[
        float,
        Declared(
            0.03,
            "share of free hours",
            0.0,
            0.25,
            "Officers' free hours that each component takes at full level (training, tables, forums, analysis).",
        ),
    ]
