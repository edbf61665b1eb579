"""
Who is at the keyboard, and what they may look at.

``account`` signs people in (``account_mail`` are the mails about it) and ``tokens`` programs, ``sessions`` keeps who it
is, ``signed_in`` says it during a request; ``security`` turns strangers and floods away, ``readable`` finds what this
person may see.
"""
