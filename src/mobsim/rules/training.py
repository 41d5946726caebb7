"""Training: officers' skill in meeting residents moves towards what the chief's leadership asks (Weisburd et al. 2022)."""

import numpy as np

from mobsim.scenario.police import ContactsParameters
from mobsim.world.columns import World
from mobsim.world.policies import Policies


def train(world: World, policies: Policies, contacts: ContactsParameters) -> None:
    """Train officers for a cycle."""
    officers = world.officers
    asked = policies.leadership * world.leaders.commitment[world.communities.chief]
    aim = np.minimum(1.0, officers.base_skill + contacts.training_gain * asked[officers.community])
    officers.skill[:] += contacts.training_rate * (aim - officers.skill)
