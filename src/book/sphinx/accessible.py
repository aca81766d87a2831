"""Completes the theme's pages for readers with a keyboard or a screen reader."""

import re


def focusable(html):
    """Puts every block of code and every box around a table, which may scroll, in the order of the Tab key."""
    html = re.sub(r"<pre(?![^>]*tabindex)", '<pre tabindex="0"', html)
    return re.sub(r'<div class="(table-wrapper[^"]*)"', r'<div class="\1" tabindex="0"', html)


def without_empty_lists(html):
    """The entries of the bibliography are no list items, so what holds them is no list."""
    return html.replace('<div role="list" class="citation-list">', '<div class="citation-list">')


def with_levels(html):
    """Gives headings that are no heading elements the level that they need."""
    return html.replace('role="heading"', 'role="heading" aria-level="2"')


def complete(app, pagename, templatename, context, doctree):
    changes = [
        ("body", focusable),
        ("body", without_empty_lists),
        ("furo_navigation_tree", with_levels),
    ]
    for name, change in changes:
        if name in context:
            context[name] = change(context[name])


def setup(app):
    app.connect("html-page-context", complete, priority=900)
    return {"version": "3", "parallel_read_safe": True, "parallel_write_safe": True}
