"""Measures this software as production runs it: through HTTP, signed in, with everything on. See docs/speed.md.

Nothing here is part of what is measured, save `counted`, which only the counting run loads.
"""
