from api.recent import Recent


def test_an_answer_is_kept_for_a_second_and_for_the_same_question_only() -> None:
    now, made = [100.0], []
    recent = Recent(lambda: now[0])

    def ask(question: str) -> bytes:
        def render() -> bytes:
            made.append(question)
            return f"{question} {now[0]}".encode()

        return recent.get(question, render)

    assert [ask("a"), ask("a"), ask("b")] == [b"a 100.0", b"a 100.0", b"b 100.0"]
    now[0] += 1
    assert [ask("a"), ask("a")] == [b"a 101.0"] * 2
    assert made == ["a", "b", "a"]


def test_only_the_last_few_are_kept() -> None:
    recent = Recent(lambda: 0.0)
    for number in range(100):
        recent.get(number, lambda: b"x")

    assert len(recent._held) == 16
    assert recent.get(99, lambda: b"y") == b"x"
    assert recent.get(0, lambda: b"y") == b"y"
