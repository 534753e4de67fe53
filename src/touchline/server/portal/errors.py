"""What pages themselves can refuse."""

from touchline.base.errors import Invalid, NotAllowed, NotFound


class NoSuchPage(NotFound):
    """There is no page at this address."""

    def __init__(self) -> None:
        super().__init__("There is no page at this address. Perhaps the link was cut when it was copied.")


class FromElsewhere(NotAllowed):
    """A form was sent by a page of another site."""

    def __init__(self) -> None:
        super().__init__("This form was sent from another site. Open the page here and try again.")


class FormTooLarge(Invalid):
    """A form is larger than any of ours."""

    def __init__(self, most_bytes: int) -> None:
        super().__init__(f"This form is larger than {most_bytes // 1024} KiB. Send less at once.")
