"""
Filled-in data between the browser and the engine.

``island`` hands a form to React, ``plain`` does without script; ``answers``, ``lines`` and ``answered`` tell in words
what somebody filled in.
"""
