"""Lets the keyboard reach what scrolls: blocks of code and wide tables."""

import re


def focusable(html):
    """The page with every block of code and every box around a table in the order of the Tab key."""
    html = re.sub(r"<pre(?![^>]*tabindex)", '<pre tabindex="0"', html)
    return re.sub(
        r'<div class="(table-wrapper[^"]*)"', r'<div class="\1" tabindex="0"', html
    )


def change_body(app, pagename, templatename, context, doctree):
    if "body" in context:
        context["body"] = focusable(context["body"])


def setup(app):
    app.connect("html-page-context", change_body, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
