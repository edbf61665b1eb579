"""Executes diagrams: what may happen to a process instance, and what follows. No Flask, no HTTP."""
