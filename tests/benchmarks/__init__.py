"""Measurements: ratios between our engine and what one would write without it, on the same machine in the same run.

``make bench`` prints them as JSON, ``test_ratios.py`` holds the targets.
"""
