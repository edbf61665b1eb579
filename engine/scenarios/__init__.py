"""
Scenarios: what a process must do, told as a story that people can read and that is played on a virtual clock.

    name: Обращение с сайта становится сделкой
    requirements: [S0-1, S0-6]
    people: {anna: head_of_sales, ivan: sales_managers}
    steps:
      - message: lead.received
        with: {channel: web_form, client_name: Пётр, phone: "+7 912 345-67-89"}
      - task: assign_manager
        of: head_of_sales
        by: anna
        answer: {decision: assign, manager: ivan}
      - wait: P1D
      - expect: {record: {registry: lead, stage: qualification}, tasks: [qualify_lead], notified: [ivan]}

They run through ``engine.commands`` on a database in memory, with the forms, rights and operations of the real thing.
The kinds of steps are in ``engine.scenarios.deeds``, what can be expected in ``engine.scenarios.expectations``.
"""

from engine.scenarios.coverage import Coverage
from engine.scenarios.play import Played, ScenarioFailed, play
from engine.scenarios.story import Scenario, ScenarioUnreadable, scenarios_of

__all__ = ["Coverage", "Played", "Scenario", "ScenarioFailed", "ScenarioUnreadable", "play", "scenarios_of"]
