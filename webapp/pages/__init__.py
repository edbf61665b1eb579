"""
What every page needs, whatever it is about.

``addresses`` are the ids and links in them, ``assets`` the built front end, ``conditional`` the answer "nothing has
changed", ``errors`` what goes wrong, as a page or a problem, and ``found`` what search finds.
"""
