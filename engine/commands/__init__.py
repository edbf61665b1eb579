"""
What can be asked of the engine.

Every command runs inside the caller's transaction and commits nothing. Rights are the caller's to check, through
``engine.rights``, before the command.
"""

from engine.commands.absences import Absence, revoke_absence, set_absence
from engine.commands.ad_hoc import AdHocPart, ad_hoc_parts, end_ad_hoc, start_step
from engine.commands.checking import Difference, check_projections
from engine.commands.comments import add_comment, delete_comment, edit_comment
from engine.commands.delivery import Reached, Receipt
from engine.commands.deploying import Deployment, deploy
from engine.commands.documents import add_document, add_version, remove_document, rename_document
from engine.commands.drafts import save_draft
from engine.commands.group_archive import archive_group, restore_group
from engine.commands.handover import hand_over
from engine.commands.incidents import retry_incident, skip_incident
from engine.commands.instances import cancel_instance
from engine.commands.messages import DELIVERIES, broadcast_signal, correlate_message
from engine.commands.recall import recall_refusal, recall_task
from engine.commands.records import change_record, create_record, move_record
from engine.commands.side_tasks import cancel_side_task, complete_side_task, create_side_task
from engine.commands.staff import Details, add_person, change_person, details_of, set_active
from engine.commands.staff_import import PeopleChanged, Plan, import_people, plan_import
from engine.commands.starting import start_for_record, start_once, start_process
from engine.commands.step_jobs import continue_step, fire_timer, give_up_step
from engine.commands.structure import (
    Unit,
    add_group,
    delete_department,
    rename_group,
    save_department,
    set_members,
)
from engine.commands.task_alarms import ALARMS
from engine.commands.task_handing import assign, delegate, give_back
from engine.commands.task_planning import change_due, change_priority, plan, postpone
from engine.commands.tasks import Completion, claim, complete_task, release
from engine.commands.timers import start_by_timer
from engine.commands.uploads import Upload, collect, keep_upload
from engine.commands.working_time import Hours, OwnDays, set_days, set_working_hours, working_hours
from engine.side_tasks import SideTask

__all__ = [
    "ALARMS",
    "DELIVERIES",
    "Absence",
    "AdHocPart",
    "Completion",
    "Deployment",
    "Details",
    "Difference",
    "Hours",
    "OwnDays",
    "PeopleChanged",
    "Plan",
    "Reached",
    "Receipt",
    "SideTask",
    "Unit",
    "Upload",
    "ad_hoc_parts",
    "add_comment",
    "add_document",
    "add_group",
    "add_person",
    "add_version",
    "archive_group",
    "assign",
    "broadcast_signal",
    "cancel_instance",
    "cancel_side_task",
    "change_due",
    "change_person",
    "change_priority",
    "change_record",
    "check_projections",
    "claim",
    "collect",
    "complete_side_task",
    "complete_task",
    "continue_step",
    "correlate_message",
    "create_record",
    "create_side_task",
    "delegate",
    "delete_comment",
    "delete_department",
    "deploy",
    "details_of",
    "edit_comment",
    "end_ad_hoc",
    "fire_timer",
    "give_back",
    "give_up_step",
    "hand_over",
    "import_people",
    "keep_upload",
    "move_record",
    "plan",
    "plan_import",
    "postpone",
    "recall_refusal",
    "recall_task",
    "release",
    "remove_document",
    "rename_document",
    "rename_group",
    "restore_group",
    "retry_incident",
    "revoke_absence",
    "save_department",
    "save_draft",
    "set_absence",
    "set_active",
    "set_days",
    "set_members",
    "set_working_hours",
    "skip_incident",
    "start_by_timer",
    "start_for_record",
    "start_once",
    "start_process",
    "start_step",
    "working_hours",
]
