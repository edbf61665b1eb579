"""
What every page needs, whatever it is about.

``addresses`` are the ids and links in them, ``posted`` is what their forms send, ``assets`` the built front end,
``conditional`` the answer "nothing has changed", and ``errors`` what goes wrong, as a page or a problem.
"""
