"""What pages call takes: A, B, … Z, AA, AB, …"""


def letter_of(index: int) -> str:
    """Return the letter of the take that came after so many others."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
