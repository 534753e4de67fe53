"""What an engine says of a file, told to people, who know takes and not files."""

THIS, THAT = "This recording", "another recording of this game"


def of_take(sentence: str, file_name: str, others: tuple[str, ...] = ()) -> str:
    """Return a sentence about a file as one about a recording, whatever it is called."""
    for other in others:
        sentence = sentence.replace(other, THAT)
    if sentence.startswith(file_name):
        return THIS + sentence.removeprefix(file_name).replace(file_name, THIS.lower())
    return sentence.replace(file_name, THIS.lower())
