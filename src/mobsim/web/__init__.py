"""The live page: two towns side by side that live under different strategies while a room decides.

A small server (:mod:`mobsim.web.server`) gives the page and passes messages on; each session runs its two towns in a
process of its own (:mod:`mobsim.web.worker`), so that no town can hold up or bring down another.
"""
