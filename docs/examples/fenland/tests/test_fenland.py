"""All that the package adds keeps to what mobsim asks of it."""

import pytest

from mobsim.testing import Check, checks_of


@pytest.mark.parametrize("check", checks_of("fenland"), ids=str)
def test_what_the_package_adds_keeps_to_the_contract(check: Check) -> None:
    """Run one check of what the package adds."""
    check()
