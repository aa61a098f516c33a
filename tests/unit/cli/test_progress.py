import io

from opennrm.cli.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_how_far_the_step_is():
    """Units done, units in all, and the share."""
    screen = Terminal()
    with progress("Referrals", stream=screen) as report:
        report(500, 2000)
    assert "Referrals: 500 of 2,000 (25 %)" in screen.getvalue()


def test_the_line_is_taken_away_at_the_end():
    """Also where the step fails."""
    screen = Terminal()
    try:
        with progress("Referrals", stream=screen) as report:
            report(1, 2)
            raise OSError
    except OSError:
        pass
    assert screen.getvalue().endswith("\r\x1b[2K")


def test_a_pipe_sees_nothing():
    """A log or a program is not troubled with progress."""
    pipe = io.StringIO()
    with progress("Referrals", stream=pipe) as report:
        report(1, 2)
    assert "" == pipe.getvalue()


def test_the_line_is_rewritten_a_few_times_a_second_and_at_the_end():
    """A million reports do not cost a million writes."""
    screen = Terminal()
    with progress("Rows", stream=screen) as report:
        for done in range(1, 10_001):
            report(done, 10_000)
    assert 2 <= screen.getvalue().count("Rows") < 100
    assert "Rows: 10,000 of 10,000 (100 %)" in screen.getvalue()


def test_a_step_of_no_known_length_shows_no_share():
    """Nothing is divided by zero."""
    screen = Terminal()
    with progress("Rows", stream=screen) as report:
        report(3, 0)
    assert "Rows: 3 of 0\r" in screen.getvalue()
