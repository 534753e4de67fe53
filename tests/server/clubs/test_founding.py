"""Who may found a club."""

import pytest
from fastapi.testclient import TestClient

from factories.people import signed_in
from touchline.server.accounts.settings import Registration
from touchline.server.settings import Settings

CLUB = {"name": "Lynx"}


class TestWhereOnlyInvitedPeopleRegister:
    """Whoever founds a club may invite anybody."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """Settings of a server for invited people."""
        return settings.model_copy(update={"registration": Registration.INVITED})

    @pytest.mark.parametrize(("is_administrator", "status"), [(False, 403), (True, 201)])
    def test_clubs_are_founded_by_whoever_runs_the_server(
        self, client: TestClient, is_administrator: bool, status: int
    ) -> None:
        person = signed_in(client, "anna", is_administrator=is_administrator)
        home = client.get("/", headers={**person.headers, "accept": "text/html"}).text
        assert ('href="/clubs/new"' in home) == is_administrator
        answer = client.post("/api/v1/organizations", json=CLUB, headers=person.headers)
        assert answer.status_code == status


def test_where_anybody_registers_anybody_founds_a_club(client: TestClient) -> None:
    person = signed_in(client, "anna")
    assert client.post("/api/v1/organizations", json=CLUB, headers=person.headers).status_code == 201
