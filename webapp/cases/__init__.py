"""
Cases: how one is started, and its page.

``page`` puts the page together: ``diagrams`` says where the tokens are, ``timeline`` what happened (``timeline_kinds``
words each kind, ``task_events`` what people did with tasks), ``variables`` what is known, ``mending`` how to go on
where something failed; ``starting`` is what people may start by hand.
"""
