"""What people are told: ``notices`` are the words of it, ``choices`` how each person wants to be told."""
