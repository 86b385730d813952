"""The supervisor's view of the queue, and fields alike without documents left to the review screen."""

from __future__ import annotations

from storage.reviews import QueueFilter
from tests.fakes.reader import document, paper
from tests.unit.workflow.conftest import Office
from workflow import review, supervise

DOUBTFUL = paper(1, [document([1], {"a": ("1", "auto"), "b": ("2", "review")})])


def shown(office: Office, only: QueueFilter) -> int:
    with office.tools.database.read(office.scope) as work:
        return len(work.reviews.queue(only=only))


def test_the_queue_is_filtered_by_state_company_type_and_person(office: Office) -> None:
    with office.tools.database.work(None) as work:
        bruno = work.people.add("bruno@example.org", "Bruno", "reviewer", None).id
    office.read(DOUBTFUL, DOUBTFUL, DOUBTFUL)
    parked, given, _ = office.tasks()
    supervise.ask_rescan(office.tools, office.scope, "sup", parked.id, "Manca la pagina 2.")
    supervise.change_task(office.tools, office.scope, "sup", given.id, supervise.Change(assigned_to=bruno))
    assert (shown(office, QueueFilter(state="parked")), shown(office, QueueFilter(state="open"))) == (1, 2)
    assert (shown(office, QueueFilter(assigned_to=bruno)), shown(office, QueueFilter(assigned_to=""))) == (1, 2)
    assert (shown(office, QueueFilter(type="contract")), shown(office, QueueFilter(type="questionnaire"))) == (3, 0)
    assert (shown(office, QueueFilter(client=given.client_id)), shown(office, QueueFilter(client="another"))) == (3, 0)
    with office.tools.database.read(office.scope) as work:
        assert work.reviews.count_parked() == {"rescan_asked": 1}


def test_a_document_left_to_the_review_screen_does_not_come_back_in_the_grid(office: Office) -> None:
    office.read(DOUBTFUL, DOUBTFUL)
    left, other = office.tasks()
    leases = review.next_alike(office.tools, office.scope, "anna", "text", 24, [str(left.document_id)])
    assert [lease.task.id for lease in leases] == [other.id]
