"""How members are shown: with the name and the address of their account."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from touchline.server.accounts import service as accounts
from touchline.server.clubs.models import Member
from touchline.server.clubs.schemas import MemberOut
from touchline.server.kit.pagination import Listed, Page, listed


def shown_members(session: Session, members: Sequence[Member], total: int, page: Page) -> Listed[MemberOut]:
    """Return a page of members as the API shows them."""
    contacts = accounts.contacts(session, [member.user_id for member in members])

    def shown(member: Member) -> MemberOut:
        contact = contacts[member.user_id]
        return MemberOut(
            id=member.id,
            user_id=member.user_id,
            display_name=contact.display_name,
            email=contact.email,
            team_id=member.team_id,
            role=member.role,
        )

    return listed(members, total, page, shown)
