"""The rules of accounts, a module per use."""

from touchline.server.accounts.service.administration import (
    Act,
    Note,
    end_sign_ins,
    get_person,
    has_administrator,
    list_people,
    make_administrator,
    set_administrator,
)
from touchline.server.accounts.service.erasure import delete_expired, erase_person, hold_person
from touchline.server.accounts.service.inviting import count_invitation
from touchline.server.accounts.service.profile import (
    addressees,
    change_password,
    contacts,
    find,
    find_by_email,
    update_preferences,
    update_profile,
)
from touchline.server.accounts.service.recovery import forgot, reset
from touchline.server.accounts.service.registration import IsInvited, create_account, register, verify
from touchline.server.accounts.service.signing_in import (
    Login,
    Tokens,
    authenticate,
    check_credentials,
    open_cookie,
    open_tokens,
    refresh,
    sign_out,
    sign_out_everywhere,
    signer_of,
)

__all__ = [
    "Act",
    "IsInvited",
    "Login",
    "Note",
    "Tokens",
    "addressees",
    "authenticate",
    "change_password",
    "check_credentials",
    "contacts",
    "count_invitation",
    "create_account",
    "delete_expired",
    "end_sign_ins",
    "erase_person",
    "find",
    "find_by_email",
    "forgot",
    "get_person",
    "has_administrator",
    "hold_person",
    "list_people",
    "make_administrator",
    "open_cookie",
    "open_tokens",
    "refresh",
    "register",
    "reset",
    "set_administrator",
    "sign_out",
    "sign_out_everywhere",
    "signer_of",
    "update_preferences",
    "update_profile",
    "verify",
]
