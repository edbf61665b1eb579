"""
Cards of the registries: leads, deals, companies.

``cards`` shows one, ``parts`` the cards that belong to it (the positions of a deal), ``changes`` its history.
"""
