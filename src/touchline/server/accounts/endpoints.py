"""Routes for signing in and for oneself."""

from fastapi import APIRouter, Request, Response

from touchline.server.accounts import cookies, limits, service
from touchline.server.accounts.deps import AccountKeys, Address, CurrentUser, KnowsInvited, Post
from touchline.server.accounts.models import Account
from touchline.server.accounts.schemas import (
    CookieOut,
    ForgotIn,
    LoginIn,
    PasswordIn,
    PreferencesIn,
    PreferencesOut,
    ProfileIn,
    ProfileOut,
    RefreshIn,
    RegisterIn,
    ResetIn,
    ResetOut,
    TokensOut,
    Told,
    VerifyIn,
)
from touchline.server.accounts.service import Login, Tokens
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.refusals import kept_when_refused

router = APIRouter(tags=["People"])

SENT = "If this address can be used, a mail with a link is on its way. Look into the junk folder, too."
SENT_TO_INVITED = (
    "If this address is invited, a mail with a link is on its way. Look into the junk folder, too. If none "
    "comes, ask your club for a new invitation and register from its link."
)


@router.post("/auth/register", status_code=202, dependencies=limits.REGISTERING)
def register_account(
    *,
    wanted: RegisterIn,
    session: DbSession,
    keys: AccountKeys,
    post: Post,
    is_invited: KnowsInvited,
    clock: Now,
) -> Told:
    """Ask for an account; the link in the mail makes it."""
    service.register(session, keys, post, is_invited, wanted, now=clock.now())
    return Told(message=SENT if keys.is_registration_open else SENT_TO_INVITED)


@router.post("/auth/verify-email", dependencies=limits.CONFIRMING)
def verify_email(told: VerifyIn, session: DbSession, keys: AccountKeys, clock: Now) -> Told:
    """Confirm an address by the link and the password of the registration; the account exists from now on."""
    with kept_when_refused(session):
        service.verify(session, keys, told.token, told.password, now=clock.now())
    return Told(message="Your address is confirmed. Sign in with your password.")


@router.post("/auth/login", dependencies=limits.SIGNING_IN)
def login(told: LoginIn, session: DbSession, keys: AccountKeys, address: Address, clock: Now) -> TokensOut:
    """Sign an app in."""
    claim = Login(told.email, told.password, address, told.device_token)
    with kept_when_refused(session):
        account = service.check_credentials(session, keys, claim, now=clock.now())
    return _tokens(service.open_tokens(session, keys, account, now=clock.now()), keys)


@router.post("/auth/cookie", dependencies=limits.SIGNING_IN)
def login_by_cookie(
    *,
    told: LoginIn,
    request: Request,
    response: Response,
    session: DbSession,
    keys: AccountKeys,
    address: Address,
    clock: Now,
) -> CookieOut:
    """Sign a browser in."""
    device_token = told.device_token or request.cookies.get(cookies.DEVICE)
    claim = Login(told.email, told.password, address, device_token)
    with kept_when_refused(session):
        account = service.check_credentials(session, keys, claim, now=clock.now())
    cookie, device_token = service.open_cookie(session, keys, account, now=clock.now())
    cookies.set_on(response, keys, cookie=cookie, device_token=device_token)
    return CookieOut(csrf_token=cookies.csrf_token(keys, cookie))


@router.post("/auth/refresh")
def refresh(told: RefreshIn, session: DbSession, keys: AccountKeys, clock: Now) -> TokensOut:
    """Exchange a refresh token, which is good once, for new tokens."""
    with kept_when_refused(session):
        tokens = service.refresh(session, keys, told.refresh_token, now=clock.now())
    return _tokens(tokens, keys)


@router.post("/auth/logout", status_code=204)
def logout(user: CurrentUser, session: DbSession, clock: Now, response: Response) -> None:
    """Sign this device out."""
    service.sign_out(session, user, now=clock.now())
    cookies.clear_on(response)


@router.post("/auth/logout-everywhere", status_code=204)
def logout_everywhere(user: CurrentUser, session: DbSession, clock: Now, response: Response) -> None:
    """Sign all devices out."""
    service.sign_out_everywhere(session, user, now=clock.now())
    cookies.clear_on(response)


@router.post("/auth/forgot-password", status_code=202, dependencies=limits.FORGETTING)
def forgot_password(told: ForgotIn, session: DbSession, keys: AccountKeys, post: Post, clock: Now) -> Told:
    """Ask for a link to choose a new password."""
    service.forgot(session, keys, post, told.email, now=clock.now())
    return Told(message=SENT)


@router.post("/auth/reset-password", dependencies=limits.RESETTING)
def reset_password(told: ResetIn, session: DbSession, keys: AccountKeys, clock: Now) -> ResetOut:
    """Choose a new password by a link; all devices are signed out."""
    device_token = service.reset(session, keys, told.token, told.new_password, now=clock.now())
    return ResetOut(message="Your password is changed. Sign in with it.", device_token=device_token)


@router.get("/users/me")
def get_me(user: CurrentUser, session: DbSession) -> ProfileOut:
    """Show oneself."""
    return _profile(service.find(session, user.id))


@router.put("/users/me")
def put_me(profile: ProfileIn, user: CurrentUser, session: DbSession) -> ProfileOut:
    """Change what others see."""
    return _profile(service.update_profile(session, user, profile))


@router.put("/users/me/preferences")
def put_preferences(preferences: PreferencesIn, user: CurrentUser, session: DbSession) -> ProfileOut:
    """Change how one wants to be told things."""
    return _profile(service.update_preferences(session, user, preferences))


@router.put("/users/me/password", status_code=204)
def put_password(
    change: PasswordIn, user: CurrentUser, session: DbSession, keys: AccountKeys, clock: Now
) -> None:
    """Change one's password; all devices are signed out."""
    with kept_when_refused(session):
        service.change_password(session, keys, user, change, now=clock.now())


def _tokens(tokens: Tokens, keys: AccountKeys) -> TokensOut:
    return TokensOut(
        access_token=tokens.access_token,
        token_type="Bearer",  # noqa: S106 (a word of RFC 6750)
        expires_in=int(keys.access_life.total_seconds()),
        refresh_token=tokens.refresh_token,
        device_token=tokens.device_token,
    )


def _profile(account: Account) -> ProfileOut:
    preferences = PreferencesOut.model_validate(account, from_attributes=True)
    return ProfileOut(
        id=account.id,
        email=account.email,
        display_name=account.display_name,
        is_administrator=account.is_administrator,
        preferences=preferences,
    )
