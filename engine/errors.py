"""
Why the engine refuses or stops.

* EngineError
  x NotFound
    + CommentNotFound
    + DocumentNotFound
    + InstanceNotFound
    + PersonNotFound
    + ProcessNotFound
    + RecordNotFound
    + UserTaskNotFound
  x Conflict
    + InstanceChanged
    + InstanceEnded
    + TokenGone
    + UserTaskClosed
    + UserTaskClaimed
    + UserTaskUnclaimed
    + UserTaskDelegated
    + UserTaskNotDelegated
    + PersonUnavailable
    + RecallRefused
    + StepUnavailable
    + DraftChanged
    + RecordChanged
    + KeyTaken
    + CommentClosed
    + DocumentArchived
    + FileVanished
    + UploadTaken
  x Forbidden
  x InvalidInput
  x FileRefused
    + FileEmpty
    + FileTooLarge
    + FileTypeRefused
  x DeploymentRefused
  x OperationError
  x BpmnError

"Not found" and "wrong state" are different refusals: the first will never work, the second might have worked earlier.
The first line of an exception's docstring is its message unless a better one is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class EngineError(Exception):
    """The engine could not do what was asked."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").partition("\n")[0])


class NotFound(EngineError):
    """There is no such thing."""


class CommentNotFound(NotFound):
    """There is no such comment."""


class DocumentNotFound(NotFound):
    """There is no such document or version."""


class InstanceNotFound(NotFound):
    """There is no such process instance."""


class PersonNotFound(NotFound):
    """There is no such person, group or department."""


class ProcessNotFound(NotFound):
    """There is no deployed process with this key."""


class RecordNotFound(NotFound):
    """There is no such record."""


class UserTaskNotFound(NotFound):
    """There is no such task."""


class Conflict(EngineError):
    """It is not in a state that allows this."""


class InstanceChanged(Conflict):
    """Somebody else changed this process instance at the same moment; nothing was saved, try again."""


class InstanceEnded(Conflict):
    """The process instance has already ended."""


class TokenGone(Conflict):
    """The process has moved on: nothing waits at this point any more."""


class UserTaskClosed(Conflict):
    """The task was already completed or cancelled."""


class UserTaskClaimed(Conflict):
    """Somebody else has taken this task."""


class UserTaskUnclaimed(Conflict):
    """Nobody has taken this task: claim it first."""


class UserTaskDelegated(Conflict):
    """The task is delegated: it is completed by its owner, once it has been given back."""


class UserTaskNotDelegated(Conflict):
    """The task is not delegated, so there is nobody to give it back to."""


class StepUnavailable(Conflict):
    """Expected a part of the case in which steps are started by hand, but it is over. Look at the case again."""


class RecallRefused(Conflict):
    """The submission cannot be taken back any more.

    ``reason``: moved (the process has gone on), ended, touched (somebody has begun what followed), unrepeatable (the
    step created, numbered or sent something), elsewhere (it reached another process), withdrawn (it took a task away).
    """

    REASONS: ClassVar[Mapping[str, str]] = {
        "moved": "the process has gone on since",
        "ended": "the process has ended",
        "touched": "somebody has begun what followed",
        "unrepeatable": "the step has created, numbered or sent something",
        "elsewhere": "the step has reached another process",
        "withdrawn": "the step has taken a task away from somebody",
    }

    def __init__(self, reason: str) -> None:
        super().__init__(f"Expected a submission that nothing has come of yet, but {self.REASONS[reason]}.")
        self.reason = reason


class PersonUnavailable(Conflict):
    """Expected somebody who works here, but this person does not. Choose another."""


class DraftChanged(Conflict):
    """The draft was saved elsewhere meanwhile: read it, choose what to keep, and save with its ``seen``."""


class RecordChanged(Conflict):
    """Somebody else changed this record at the same moment; nothing was saved, try again."""


class KeyTaken(Conflict):
    """Another record already has this unique key."""


class CommentClosed(Conflict):
    """The comment can no longer be changed: it was deleted, or the time to mend it is over."""


class DocumentArchived(Conflict):
    """The document was removed; its versions can still be looked at."""


class FileVanished(Conflict):
    """An old copy of this file was being removed at the same moment; nothing was saved, send it again."""


class UploadTaken(Conflict):
    """This upload is another person's, or a document already. Upload the file again."""


class Forbidden(EngineError):
    """You have no right to do this."""


class InvalidInput(EngineError):
    """What was submitted does not fit the form.

    ``errors`` holds one entry per wrong field, in the order of the form.
    """

    def __init__(self, errors: Sequence[Any], message: str | None = None) -> None:
        super().__init__(message)
        self.errors = tuple(errors)


class FileRefused(EngineError):
    """This file cannot be kept."""


class FileEmpty(FileRefused):
    """Expected a file with something in it, but it is empty. Choose another one."""


class FileTooLarge(FileRefused):
    """Expected a smaller file. Compress it or split it."""


class FileTypeRefused(FileRefused):
    """Files of this type are not kept."""


class DeploymentRefused(EngineError):
    """The process cannot be deployed until the errors found in it are mended.

    ``findings`` holds the linter's findings, errors and warnings.
    """

    def __init__(self, findings: Sequence[Any], message: str | None = None) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class OperationError(EngineError):
    """A service task's operation could not do its work."""


class BpmnError(EngineError):
    """A business error that a boundary error event may catch (BPMN 2.0.2, 10.5.5).

    ``code`` is compared with the error codes of the diagram.
    """

    def __init__(self, code: str, message: str | None = None) -> None:
        super().__init__(message or code)
        self.code = code
