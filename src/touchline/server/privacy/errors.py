"""What can go wrong with erasing somebody."""

from touchline.base.errors import Invalid


class AnotherName(Invalid):
    """Another name was typed than that of whoever is to be erased."""

    def __init__(self) -> None:
        super().__init__("This is not their name. Type it as it stands above.")
