"""A student in a browser, from Welcome into a lesson: wrong, hint, right, a state reached; found again, handed in."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from explorer.lessons import course, handed_in
from explorer.lessons.answers.computed import answer

Wait = Callable[[Page], None]


def test_a_student_answers_wrongly_takes_a_hint_is_right_reaches_a_state_and_hands_it_all_in(
    server: str, page: Page, settled: Wait, no_exception: Wait
) -> None:
    first = course.lessons()[0]
    question = first.steps[0].question
    assert question is not None
    assert question.answer is not None
    wrong = next(one for one in question.wrong if answer(one.when) != answer(question.answer))
    page.goto(server)
    page.get_by_role("link", name="Start here").click()
    strip = page.get_by_role("region", name=f"Lesson 1: {first.title}, step 1 of {len(first.steps)}")
    shown = strip.get_by_test_id("stMarkdown")
    field = strip.get_by_label(question.ask.replace("*", ""))
    field.fill(f"{answer(wrong.when):g}")
    field.press("Enter")
    expect(shown.get_by_text(wrong.reply.replace("*", ""))).to_be_visible()
    expect(strip.get_by_role("status")).to_contain_text(wrong.reply.replace("*", ""))
    strip.get_by_role("button", name=f"Hint 1 of {len(question.hints)}").click()
    expect(shown.get_by_text(question.hints[0].replace("*", ""))).to_be_visible()
    expect(strip.get_by_role("status")).to_contain_text(f"Hint 1: {question.hints[0].replace('*', '')}")
    field.fill(f"{answer(question.answer):g}")
    field.press("Enter")
    expect(page.locator(".lesson-right")).to_have_count(1)
    expect(page.locator(".lesson-look")).to_be_visible()

    number = next(i for i, one in first.questions.items() if one.kind == "state")
    page.goto(f"{server}/one_hot?lesson={first.key}&lesson_step={number}")
    strip = page.get_by_role("region", name=f"step {number} of")
    expect(strip.get_by_text("Checked while you work.")).to_be_visible()
    slider = page.get_by_role("slider", name="Words in the vocabulary, V")
    slider.focus()
    slider.press("Home")
    for _ in range(19):
        slider.press("ArrowRight")
    expect(page.locator(".lesson-right")).to_have_count(2)
    page.reload()
    expect(page.locator(".lesson-right")).to_have_count(2)
    expect(strip.get_by_test_id("stMarkdown").get_by_text(first.questions[number].after[:30])).to_be_visible()
    expect(page.get_by_test_id("stSidebarNav").get_by_text(f"Course · 0 of {len(course.lessons())}")).to_be_visible()
    settled(page)
    no_exception(page)

    page.get_by_test_id("stSidebarNav").get_by_text("Course").click()
    name = page.get_by_label("Your name on the sheet")
    name.fill("<b>Ana</b>")
    name.press("Enter")
    settled(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Save my sheet").click()
    sheet = handed_in.read(taken.value.path().read_bytes())
    assert sheet.nickname == "<b>Ana</b>"
    tries = sheet.at(first.key, 1)
    assert [(one.right, one.hints) for one in tries] == [(False, 0), (True, 1)]
    assert any(one.right for one in sheet.at(first.key, number))
    no_exception(page)


def test_at_the_keyboard_the_focus_stays_in_the_strip_when_its_button_goes_and_a_hint_is_in_sight(
    server: str, page: Page, settled: Wait
) -> None:
    first = course.lessons()[0]
    most = len(first.steps)
    page.goto(f"{server}/one_hot?lesson={first.key}&lesson_step={most - 1}")
    strip = page.get_by_role("region", name=f"step {most - 1} of")
    hints = page.locator(".st-key-lesson_hints .stMarkdown")
    question = first.steps[most - 2].question
    assert question is not None
    for number in range(1, len(question.hints) + 1):
        button = strip.get_by_role("button", name=f"Hint {number} of")
        button.focus()
        button.press("Enter")
        expect(hints).to_have_count(number)
    expect(page.locator(".st-key-lesson_hints > :focus")).to_contain_text(f"Hint {len(question.hints)}.")
    page.wait_for_function(
        """() => document.querySelector(".st-key-lesson_hints").getBoundingClientRect().bottom
        <= document.querySelector(".st-key-lesson_strip").getBoundingClientRect().bottom"""
    )
    settled(page)

    strip.get_by_role("button", name="Next").press("Enter")  # a press gives the focus first
    expect(page.get_by_role("region", name=f"step {most} of {most}")).to_be_focused()
    settled(page)
    page.get_by_role("button", name="Leave").press("Enter")
    expect(page.locator(".st-key-lesson_strip")).to_have_count(0)
    expect(page.locator(".stMain")).to_be_focused()


def test_from_the_course_after_finish_back_opens_the_last_step(server: str, page: Page, settled: Wait) -> None:
    lesson = course.lessons()[1]
    most = len(lesson.steps)
    page.goto(f"{server}/pairs?lesson={lesson.key}&lesson_step={most}&pairs_view=Negatives&noise_k=10")
    settled(page)
    page.get_by_role("button", name="Finish").press("Enter")
    expect(page.get_by_role("heading", name="Course", exact=True)).to_be_visible()
    settled(page)
    page.go_back()
    expect(page.get_by_role("region", name=f"step {most} of {most}")).to_be_visible()


def test_on_a_phone_a_step_is_two_lines_until_it_is_opened(server: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    lesson = course.lessons()[1]
    page.goto(f"{server}/pairs?lesson={lesson.key}&lesson_step=2")
    strip = page.get_by_role("region", name="step 2 of")
    expect(strip.get_by_text(f"2. {lesson.steps[1].title}", exact=True)).to_be_visible()
    expect(strip.get_by_role("button", name="Check")).to_be_hidden()
    box = strip.bounding_box()
    assert box is not None
    assert box["height"] < 130
    strip.get_by_role("button", name="More").click()
    expect(strip.get_by_role("button", name="Check")).to_be_visible()
    expect(strip.get_by_role("button", name="Leave")).to_be_visible()
    strip.get_by_role("button", name="Less").click()
    expect(strip.get_by_role("button", name="Check")).to_be_hidden()


def test_by_keyboard_the_strip_does_not_lie_on_what_has_the_focus(server: str, page: Page, settled: Wait) -> None:
    page.goto(f"{server}/pairs?lesson={course.lessons()[1].key}&lesson_step=5")
    strip = page.get_by_role("region", name="step 5 of")
    slider = page.get_by_role("slider", name="Subsampling threshold t")
    expect(strip).to_be_visible()
    expect(slider).to_be_attached()
    settled(page)
    slider.evaluate("one => { one.closest('.stMain').scrollTop += one.getBoundingClientRect().top - 100; }")
    top, bottom = "one => one.getBoundingClientRect().top", "one => one.getBoundingClientRect().bottom"
    assert slider.evaluate(top) < strip.evaluate(bottom)
    slider.evaluate("one => one.focus({ preventScroll: true })")
    page.wait_for_function("""() => {
        const strip = document.querySelector(".st-key-lesson_strip").getBoundingClientRect();
        return document.activeElement.matches(".stSlider *")
            && document.activeElement.getBoundingClientRect().top >= strip.bottom;
    }""")
