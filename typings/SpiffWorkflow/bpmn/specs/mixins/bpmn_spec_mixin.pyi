from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec

class BpmnSpecMixin(BpmnTaskSpec):
    bpmn_id: str
    bpmn_name: str | None
    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None: ...
