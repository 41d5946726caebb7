"""A third town while it is born: in a thread of its own, so that the session answers its page meanwhile."""

import threading
from collections.abc import Generator

from mobsim.web.actions import BranchOff
from mobsim.web.branch import Branch
from mobsim.web.news import Branching

STEP = 0.01
"""A share of the birth that is worth telling."""


class Birth:
    """Run a town's past again, up to where a third branches off.

    Kernels leave the interpreter free: what the room asks of the other towns is answered as quickly as ever.

    Parameters
    ----------
    wish : BranchOff
        Where it branches off.
    steps : generator
        Reports the share that is done, and returns the branch (:meth:`mobsim.web.pair.Pair.begin_branch`).
    """

    def __init__(self, wish: BranchOff, steps: Generator[float, None, Branch]) -> None:
        self._wish, self._steps = wish, steps
        self._share = 0.0
        self._told: float | None = None
        self._branch: Branch | None = None
        self._failed: BaseException | None = None
        self._given_up = False
        self._thread = threading.Thread(target=self._run, name="birth", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            while not self._given_up:
                self._share = next(self._steps)
        except StopIteration as end:
            self._branch = end.value
        except BaseException as error:  # raised where the branch is taken
            self._failed = error

    @property
    def over(self) -> bool:
        """Whether the town is there, or cannot be."""
        return not self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Wait until it is over, but not longer than so."""
        self._thread.join(seconds)

    def branch(self) -> Branch:
        """Return the branch, as soon as it is there.

        Raises
        ------
        BaseException
            Whatever went wrong.
        """
        self._thread.join()
        if self._failed is not None:
            raise self._failed
        assert self._branch is not None
        return self._branch

    def news(self) -> Branching | None:
        """Return how far it is, where that has grown since it was told."""
        if self._told is not None and self._share < self._told + STEP:
            return None
        self._told = self._share
        return self._at(self._share)

    def last_news(self) -> Branching:
        """Return that it is over."""
        return self._at(1.0)

    def _at(self, share: float) -> Branching:
        return Branching(share=round(share, 3), town=self._wish.town, week=self._wish.week)

    def resume(self) -> None:
        """Tell a page that is there again."""
        self._told = None

    def give_up(self) -> None:
        """End it soon; nobody waits for the town any more."""
        self._given_up = True
