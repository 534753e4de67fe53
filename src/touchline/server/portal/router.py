"""The list of all pages, one line per module, and how they become part of the application."""

from fastapi import APIRouter, Depends, FastAPI

from touchline.server.portal import (
    account_pages,
    admin_pages,
    certificate_pages,
    club_pages,
    consent_pages,
    deleting_pages,
    erasing_pages,
    game_pages,
    home_pages,
    invitation_pages,
    joining_pages,
    lineup_pages,
    participant_pages,
    people_pages,
    player_pages,
    reference_pages,
    refusals,
    registration_pages,
    rendering,
    roster_pages,
    schedule_pages,
    shared_pages,
    sign_in_pages,
    static_files,
    take_pages,
    team_pages,
    upload_pages,
)
from touchline.server.portal.shield import refuse_strange_forms

PAGES = (
    home_pages,
    sign_in_pages,
    registration_pages,
    invitation_pages,
    club_pages,
    team_pages,
    roster_pages,
    people_pages,
    schedule_pages,
    consent_pages,
    account_pages,
    game_pages,
    participant_pages,
    lineup_pages,
    player_pages,
    upload_pages,
    certificate_pages,
    take_pages,
    deleting_pages,
    shared_pages,
    joining_pages,
    admin_pages,
    erasing_pages,
)


def install(app: FastAPI) -> None:
    """Add the portal to an application."""
    app.state.renderer = rendering.make()
    app.state.static = app.state.renderer.static
    refusals.install(app)
    app.include_router(static_files.router)
    app.include_router(reference_pages.router)
    app.include_router(_pages())


def _pages() -> APIRouter:
    router = APIRouter(include_in_schema=False, dependencies=[Depends(refuse_strange_forms)])
    for part in PAGES:
        router.include_router(part.router)
    return router
