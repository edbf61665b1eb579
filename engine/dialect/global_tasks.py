"""
Global tasks → processes of one task (BPMN 2.0.2, 10.3.6): what a call activity calls runs as an instance of its own.

A global task that nobody in the file calls stays documentation. The others become, in the tree and never in the bytes,
``<id>_begins``, ``<id>_task`` and ``<id>_ends`` in a process called after the global task.
"""

from __future__ import annotations

from lxml import etree

from engine.dialect.namespaces import bpmn

TASKS = {
    "globalTask": "task",
    "globalUserTask": "userTask",
    "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask",
    "globalBusinessRuleTask": "businessRuleTask",
}
"""Which task a global one is when it is called."""


def make_processes(root: etree._Element) -> frozenset[str]:
    """Put a process in the place of every global task that is called; their ids."""
    called = {activity.get("calledElement") for activity in root.iter(bpmn("callActivity"))}
    made = set()
    for element in list(root.iterchildren(*map(bpmn, TASKS))):
        if (key := element.get("id")) and key in called:
            root.replace(element, _process(element, key))
            made.add(key)
    return frozenset(made)


def _process(element: etree._Element, key: str) -> etree._Element:
    begins, task, ends = f"{key}_begins", f"{key}_task", f"{key}_ends"
    process = etree.Element(bpmn("process"), {"id": key, "isExecutable": "true"}, nsmap=element.nsmap)
    process.set("name", element.get("name", key))
    etree.SubElement(process, bpmn("startEvent"), {"id": begins})
    process.append(_task(element, task))
    etree.SubElement(process, bpmn("endEvent"), {"id": ends})
    for source, target in ((begins, task), (task, ends)):
        ids = {"id": f"{source}_flow", "sourceRef": source, "targetRef": target}
        etree.SubElement(process, bpmn("sequenceFlow"), ids)
    for made in process.iter() if element.sourceline else ():
        made.sourceline = element.sourceline  # type: ignore[misc]  # lxml lets it be set, its stubs do not
    return process


def _task(element: etree._Element, task_id: str) -> etree._Element:
    """The global task as the task it is, with everything it says."""
    task = etree.Element(bpmn(TASKS[etree.QName(element).localname]))
    for name, value in element.items():
        task.set("scriptFormat" if name == "scriptLanguage" else name, value)
    task.set("id", task_id)
    task.extend(list(element))
    return task
