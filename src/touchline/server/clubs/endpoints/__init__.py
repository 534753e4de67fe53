"""Routes of clubs, a module per thing."""

from fastapi import APIRouter

from touchline.server.clubs.endpoints import invitations, organizations, players, rosters, teams

router = APIRouter(tags=["Clubs"])
for part in (organizations, teams, rosters, players, invitations):
    router.include_router(part.router)
