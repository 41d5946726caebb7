"""How large a difference must be to be called one."""

HARDLY = 0.005
"""Share of the reference's mean below which a difference, however surely it is told, is called hardly any."""
EQUAL = 0.01
"""Share by which costs may differ and still be called the same."""
