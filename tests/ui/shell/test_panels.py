"""What pages share: text shown as text, tables as CSV that no spreadsheet runs."""

import pytest

from explorer.ui.shell import panels


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("![x](http://h/a)", r"\!\[x\]\(http\:⁠//h/a\)"),
        ("a:smile:b", r"a\:⁠smile\:⁠b"),
        (":material/bolt:", r"\:⁠material/bolt\:"),
        ("www.example.org", r"www⁠\.example\.org"),
        ("me@example.org", r"me⁠@example\.org"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("$x$ <i> **b** `c` ~~d~~", r"\$x\$ \<i\> \*\*b\*\* \`c\` \~\~d\~\~"),
        ("->", r"\-⁠\>"),
        ("a\nb\r\n\n# c\u2028d\te", r"a b \# c d e"),
        ("safe\u202egpj.exe\x00\u200b", "safe�gpj\\.exe��"),
        ("نمی\u200cخواهم 👩\u200d🚀 naïve", "نمی\u200cخواهم 👩\u200d🚀 naïve"),
        (12, "12"),
    ],
)
def test_text_inside_markdown_is_text(text: object, inside: str) -> None:
    assert panels.plain(text) == inside
