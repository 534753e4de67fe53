"""Every error a person can meet is one of five kinds."""

import pytest

from touchline.base import errors

KINDS = (errors.NotFound, errors.NotAllowed, errors.Conflict, errors.Invalid, errors.Unavailable)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_a_touchline_error_that_keeps_its_sentence(kind: type[errors.TouchlineError]) -> None:
    with pytest.raises(errors.TouchlineError, match="Charge the phone and try again"):
        raise kind("Charge the phone and try again.")


def test_no_kind_is_a_special_case_of_another() -> None:
    for kind in KINDS:
        assert not any(issubclass(kind, other) for other in KINDS if other is not kind)
