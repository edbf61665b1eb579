"""
Marshrut as a running program.

``setup`` prepares the database, ``demo`` fills it with a small company, ``serving`` answers requests; ``worker`` is the
clock that does jobs when they are due, in the threads of ``executors``.
"""
