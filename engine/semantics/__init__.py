"""
What the elements of a diagram do: subclasses of SpiffWorkflow's, one module per kind of element.

SpiffWorkflow gives the specifications, the tasks and their life cycle; the game of tokens, the scopes of variables and
the handling of failures are ours, since its own go wrong in loops, at joins and across boundaries.
"""
