"""What can be wrong with a job."""

from uuid import UUID

from touchline.base.errors import Conflict, Invalid, NotFound


class JobNotFound(NotFound):
    """No such job, or not yours."""

    def __init__(self, job_id: UUID) -> None:
        super().__init__("This job does not exist. Look at the list of jobs for those that do.")
        self.job_id = job_id


class JobIsOver(Conflict):
    """It has ended already."""

    def __init__(self, state: str) -> None:
        super().__init__(f"This job is {state.lower()} already, so there is nothing left to cancel.")


class JobIsNotOver(Conflict):
    """It has not failed, so it cannot be tried again."""

    def __init__(self, state: str) -> None:
        super().__init__(
            f"This job is {state.lower()}. Only one that failed or was cancelled can be tried again."
        )


class UnknownStage(Invalid):
    """A task entered a stage that it did not declare."""


class LostJob(Conflict):
    """Another worker has the job now, or it is over: what this one did must not be written."""

    def __init__(self) -> None:
        super().__init__("Another worker took this job over. Nothing needs to be done: it goes on there.")


class Cancelled(Conflict):
    """Somebody asked for the job to stop."""

    def __init__(self) -> None:
        super().__init__("This job was cancelled. Start it again if it is wanted after all.")
