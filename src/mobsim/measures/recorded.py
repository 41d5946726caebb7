"""The outcomes that are recorded week by week to be looked at: by neighbourhood, and of the town as a whole."""

BY_AREA = (
    "insecurity", "true_crime", "recorded_crime", "discovered_crime", "harm", "trust", "cohesion", "membership", "participation",
    "hours_patrol",
)  # fmt: skip
BY_TOWN = (
    "harm", "true_crime", "reported_crime", "recorded_crime", "discovered_crime", "reported_share", "recorded_share",
    "insecurity", "trust", "cohesion", "membership", "participation", "need_for_assistance", "assessment_error",
    "records_error", "patrol_error", "clearance", "commitment",
    "collaboration_ties", "representativeness", "contacts_good", "contacts_bad", "stops", "hours_patrol",
    "hours_engagement", "hours_initiatives", "volunteer_hours", "programme_money", "cost",
    "repeat_victims", "acute_share", "frequent_callers", "injuries_treated", "apprehensions", "handovers", "team_calls",
    "table_cases", "initiatives_effective", "ties_personal", "ties_held", "activity_spread",
)  # fmt: skip
