"""The rules of clips and marked segments, a module per use."""

from touchline.server.recordings.clips.service.clips import (
    ADDRESS_LIVES,
    delete_clip,
    get_clip,
    get_ready_clip,
    list_clips,
    may_change,
    update_clip,
    why_hidden,
)
from touchline.server.recordings.clips.service.cutting import create_clip, find_order, keep_cut
from touchline.server.recordings.clips.service.deleting import (
    clips_of_take,
    delete_of_game,
    delete_of_take,
    erase_person,
    forget_name,
    sweep,
)
from touchline.server.recordings.clips.service.segments import (
    create_segment,
    delete_segment,
    list_segments,
    update_segment,
)
from touchline.server.recordings.clips.service.timing import present_clocks

__all__ = [
    "ADDRESS_LIVES",
    "clips_of_take",
    "create_clip",
    "create_segment",
    "delete_clip",
    "delete_of_game",
    "delete_of_take",
    "delete_segment",
    "erase_person",
    "find_order",
    "forget_name",
    "get_clip",
    "get_ready_clip",
    "keep_cut",
    "list_clips",
    "list_segments",
    "may_change",
    "present_clocks",
    "sweep",
    "update_clip",
    "update_segment",
    "why_hidden",
]
