"""Routes of games, a module per thing."""

from fastapi import APIRouter

from touchline.server.games.endpoints import arenas, formations, games, joining, lineups

router = APIRouter(tags=["Games"])
for part in (joining, games, arenas, formations, lineups):
    router.include_router(part.router)
