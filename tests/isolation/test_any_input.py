"""Whatever is sent, the API answers as it says it does, and never with a fault of its own.

`./run bench api` tries more of it.
"""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from factories import any_input
from factories.clubs import Club
from factories.databases import RolledBack
from isolation.table import MADE, ROUTES, film
from touchline.server.kit.ports import Ports

EXAMPLES = 6


@pytest.mark.parametrize("share", range(8))
def test_whatever_is_sent_the_api_answers_as_it_says(
    share: int, client: TestClient, club: Club, database: RolledBack, ports: Ports
) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    film(club)
    wrong = {}
    for operation in list(any_input.operations(app))[share::8]:
        rule = next(one for one in ROUTES if one.name == f"{operation.method.upper()} {operation.path}")
        who = "coach" if "coach" in rule.may else "admin"
        with database.undone():
            names = re.findall(r"{(\w+)}", rule.path)
            ids = {name: MADE[rule.ids.get(name, name)](club) for name in names}
            ids |= {
                "team_id": club.team_id,
                "organization_id": club.organization_id,
                "player_id": club.child_id,
            }
            client.headers["accept"] = "application/json"
            try:
                any_input.try_out(
                    client, operation, headers=club.people[who].headers, ids=ids, examples=EXAMPLES
                )
            except AssertionError as error:
                wrong[operation.label] = str(error)
            ports.counters.reset()
    assert wrong == {}
