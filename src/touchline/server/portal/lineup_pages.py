"""Who begins a game in which slot, and who sits on the bench: shown to all of the team, written by its coach.

Everything is told in plain fields. A formation is changed without losing who was placed already: whoever had
a slot that the other formation has too stays there, the others move to the bench.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from touchline.core.sports.table import find_sport
from touchline.server.clubs import permissions
from touchline.server.clubs import service as clubs
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.models import RosterEntry
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service as games
from touchline.server.games.errors import CaptainNotPlaying
from touchline.server.games.formations import Plan
from touchline.server.games.models import Game, LineupPlace, MatchLineup
from touchline.server.games.schemas import FormationFilter, LineupFilter, LineupIn, NewLineupIn
from touchline.server.kit.deps import DbSession, Now
from touchline.server.portal import forms, game_scene, game_words, pitch
from touchline.server.portal.forms import Form, Sent
from touchline.server.portal.game_scene import GameScene
from touchline.server.portal.page import CurrentPage, Page
from touchline.server.portal.pitch import Spot
from touchline.server.portal.scenes import WHOLE

router = APIRouter(prefix="/games/{game_id:uuid}/lineup")


@dataclass(frozen=True, slots=True)
class Draft:
    """A line-up as its form shows it; players are named by their ids as text, as fields are."""

    plan: Plan
    in_slots: Mapping[str, str] = field(default_factory=dict)
    bench: frozenset[str] = frozenset()
    captain: str = ""

    def in_formation(self, plan: Plan) -> "Draft":
        """Return the same people in another formation."""
        names = {slot.name for slot in plan.slots}
        kept = {name: player for name, player in self.in_slots.items() if name in names}
        return Draft(
            plan, kept, self.bench | (set(self.in_slots.values()) - set(kept.values())), self.captain
        )


@router.get("")
def show_lineup(
    *,
    game_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    like: Literal["", "last"] = "",
) -> Response:
    """Show who plays; to coaches, as a form, filled like the last game's if they ask for it."""
    scene = game_scene.of_game(session, viewer, page.reader, game_id)
    lineup = _lineup_of(session, viewer, game_id)
    if not scene.is_staff or scene.is_cancelled:
        return _shown(page, viewer, scene, lineup)
    last = _last_before(session, viewer, scene.game)
    plans = _plans(session, viewer, scene.game)
    source = last if like == "last" and last is not None else lineup
    roster = _roster(session, viewer, scene.game)
    draft = _draft_of(source, last, plans, roster)
    return _shown_form(page, scene, draft, plans, roster, lineup=lineup, has_last=last is not None)


@router.post("")
def write_lineup(
    *,
    game_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    sent: Sent,
    session: DbSession,
    clock: Now,
) -> Response:
    """Line the team up, or show the form in another formation."""
    scene = game_scene.of_staff(session, viewer, page.reader, game_id)
    lineup, roster = _lineup_of(session, viewer, game_id), _roster(session, viewer, scene.game)
    plans = _plans(session, viewer, scene.game)
    has_last = _last_before(session, viewer, scene.game) is not None
    draft, wanted_plan = _sent_draft(sent, plans), _plan_named(plans, sent.get("formation_id"))
    if wanted_plan != draft.plan or "formation" in sent:
        draft = draft.in_formation(wanted_plan)
        return _shown_form(page, scene, draft, plans, roster, lineup=lineup, has_last=has_last)
    form: Form[LineupIn] = forms.read(
        page.reader,
        FormData(),
        LineupIn,
        formation_id=draft.plan.id,
        starters=[{"slot": name, "player_id": player} for name, player in draft.in_slots.items()],
        substitutes=[player for player in _in_order(roster) if player in draft.bench],
        captain_id=draft.captain or None,
    )

    def write(told: LineupIn) -> None:
        if lineup is not None:
            games.update_lineup(session, viewer, lineup.id, told, now=clock.now())
        else:
            new = NewLineupIn(game_id=game_id, **told.model_dump())
            games.create_lineup(session, viewer, new, now=clock.now())

    if not form.submit(session, write, about={CaptainNotPlaying: "captain"}):
        return _shown_form(
            page, scene, draft, plans, roster, lineup=lineup, has_last=has_last, form=form, status=422
        )
    return page.go(f"{scene.path}/lineup", "saved")


def _sent_draft(sent: FormData, plans: Sequence[Plan]) -> Draft:
    """Return what was sent, in the formation that the form showed; whoever has a slot is not on the bench."""
    plan = _plan_named(plans, sent.get("shown_id"))
    chosen = {slot.name: str(sent.get(f"slot{number}", "")) for number, slot in enumerate(plan.slots)}
    in_slots = {name: player for name, player in chosen.items() if player}
    bench = frozenset(map(str, sent.getlist("bench"))) - set(in_slots.values())
    return Draft(plan, in_slots, bench, str(sent.get("captain", "")))


def _draft_of(
    source: MatchLineup | None, last: MatchLineup | None, plans: Sequence[Plan], roster: Sequence[RosterEntry]
) -> Draft:
    """Return a line-up as a draft, without those who have left the roster; an empty one for none."""
    if source is None:
        return Draft(_plan_named(plans, last.formation_id if last else None))
    there = set(_in_order(roster))
    places = [place for place in source.places if str(place.player_id) in there]
    return Draft(
        _plan_named(plans, source.formation_id),
        {place.slot: str(place.player_id) for place in places if place.slot is not None},
        frozenset(str(place.player_id) for place in places if place.slot is None),
        next((str(place.player_id) for place in places if place.is_captain), ""),
    )


def _plan_named(plans: Sequence[Plan], formation_id: object) -> Plan:
    """Return the formation of this id; where it is none of these, the largest that comes with the sport."""
    shipped = [plan for plan in plans if plan.organization_id is None]
    largest = max(shipped, key=lambda plan: len(plan.slots))
    return next((plan for plan in plans if str(plan.id) == str(formation_id)), largest)


def _plans(session: Session, viewer: Viewer, game: Game) -> list[Plan]:
    found, _ = games.list_formations(session, viewer, FormationFilter(sport=game.team.sport), WHOLE)
    return [plan for plan in found if plan.organization_id in (None, game.team.organization_id)]


def _roster(session: Session, viewer: Viewer, game: Game) -> Sequence[RosterEntry]:
    _, entries, _ = clubs.list_roster(session, viewer, game.team_id, WHOLE)
    return entries


def _in_order(roster: Iterable[RosterEntry]) -> list[str]:
    return [str(entry.player_id) for entry in roster]


def _lineup_of(session: Session, viewer: Viewer, game_id: UUID) -> MatchLineup | None:
    found, _ = games.list_lineups(session, viewer, LineupFilter(game_id=game_id), WHOLE)
    return next(iter(found), None)


def _last_before(session: Session, viewer: Viewer, game: Game) -> MatchLineup | None:
    """Return the line-up of the last game of the team before this one that has one."""
    found, _ = games.list_lineups(session, viewer, LineupFilter(team_id=game.team_id), WHOLE)
    earlier = (one for one in found if one.game_id != game.id and one.game.starts_at <= game.starts_at)
    return next(earlier, None)


def _shown(page: Page, viewer: Viewer, scene: GameScene, lineup: MatchLineup | None) -> Response:
    places = lineup.places if lineup is not None else []
    return page.show(
        "lineup.html",
        scene=scene,
        slot_words=functools.partial(game_words.slot, page.reader),
        starters=[place for place in places if place.slot is not None],
        bench=[place for place in places if place.slot is None],
        sees_names=permissions.has_in_team(viewer, scene.game.team, permissions.SEES_NAMES),
        drawing=pitch.draw_side(find_sport(scene.game.team.sport), list(_spots_of(places))),
    )


def _spots_of(places: Iterable[LineupPlace]) -> Iterable[Spot]:
    for place in places:
        if place.slot is not None:
            number = "•" if place.jersey_number is None else str(place.jersey_number)
            yield Spot(place.x or 0.0, place.y or 0.0, number)


def _shown_form(
    page: Page,
    scene: GameScene,
    draft: Draft,
    plans: Sequence[Plan],
    roster: Sequence[RosterEntry],
    *,
    lineup: MatchLineup | None,
    has_last: bool,
    form: Form[LineupIn] | None = None,
    status: int = 200,
) -> Response:
    numbers = {
        str(one.player_id): "•" if one.jersey_number is None else str(one.jersey_number) for one in roster
    }
    spots = [
        Spot(slot.x, slot.y, numbers.get(draft.in_slots.get(slot.name, ""), "")) for slot in draft.plan.slots
    ]
    return page.show(
        "lineup_edit.html",
        status=status,
        scene=scene,
        form=form or forms.empty(page.reader),
        slot_words=functools.partial(game_words.slot, page.reader),
        draft=draft,
        plans=plans,
        roster=roster,
        numbers=numbers,
        is_written=lineup is not None,
        has_last=has_last,
        drawing=pitch.draw_side(find_sport(scene.game.team.sport), spots),
    )
