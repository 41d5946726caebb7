"""A town in Mesa's own browser page: `pip install solara altair`, then `solara run solara_town.py`.

Mesa 3.3, which Python 3.11 has, needs `pip install "ipyvuetify<2"` beside them.

mobsim's page for training is `mobsim app`. This shows that a model of mobsim is one of Mesa's: its tools draw it and step it.
"""

from collections.abc import Callable

from mesa.datacollection import DataCollector
from mesa.visualization import SolaraViz, make_plot_component, make_space_component
from mesa.visualization.components import AgentPortrayalStyle

import mobsim
from mobsim.scenario.synthetic import village
from mobsim.views.agents import Officer
from mobsim.views.space import places

DAYS_A_STEP = 7
LEVERS = ("leadership", "collaboration", "risk_focus", "information_sharing")


class Town(mobsim.Model):
    """A village whose four components the page sets, and which a step takes a week on."""

    def __init__(self, seed: int = 1, **levers: float) -> None:
        super().__init__(village(16, 60, days=3_640), "status_quo", seed=seed, levers=levers)
        for _ in range(self.scenario.burn_in_days):
            super().step()
        self.datacollector = DataCollector({"trust": mean_of("trust"), "insecurity": mean_of("insecurity")})
        self.datacollector.collect(self)

    def step(self) -> None:
        """Live a week, day by day."""
        for _ in range(DAYS_A_STEP):
            super().step()
        self.datacollector.collect(self)


def mean_of(feeling: str) -> Callable[[Town], float]:
    """Return what measures the mean of a feeling over residents."""
    return lambda town: float(getattr(town.world.residents, feeling).mean())


def drawn(officer: Officer) -> AgentPortrayalStyle:
    """Draw an officer at the beat, the larger the more hours went to patrol this week."""
    return AgentPortrayalStyle(color="tab:blue", size=40 + 4 * officer.patrol_hours)


model = Town()
page = SolaraViz(
    model,
    components=[
        make_space_component(drawn, layout_alg=places, layout_kwargs={}),
        make_plot_component({"trust": "tab:blue", "insecurity": "tab:orange"}),
    ],
    model_params={
        name: {"type": "SliderFloat", "value": 0.3, "label": name, "min": 0, "max": 1, "step": 0.1} for name in LEVERS
    },
    name="A village",
)
