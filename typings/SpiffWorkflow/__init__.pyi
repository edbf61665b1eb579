"""Types for the parts of SpiffWorkflow 3.2 that `engine` subclasses; the library ships none.

Attributes that our subclasses narrow or turn into properties are `Any` here: what they hold is stated where they are narrowed.
"""

from SpiffWorkflow.task import Task as Task
from SpiffWorkflow.util.task import TaskState as TaskState
from SpiffWorkflow.workflow import Workflow as Workflow
