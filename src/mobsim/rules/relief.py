"""Relief: what is done for a person whom an agency, a crisis team or a situation table takes on."""

import numpy as np

from mobsim.scenario.police import ResponseParameters
from mobsim.tools.change import lowered
from mobsim.tools.kernel import kernel
from mobsim.world.table import Row


@kernel(plain=True)
def relieve(person: Row, response: ResponseParameters) -> None:
    """Lower the need of a person who is taken on."""
    person.need = lowered(np.float64(person.need), response.handover_relief)
