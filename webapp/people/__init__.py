"""
Who works here and when.

``employment`` is what is known of a person together with their account, ``groups`` are the roles every installation
has, ``absences`` says who is away and ``year`` which days are worked.
"""
