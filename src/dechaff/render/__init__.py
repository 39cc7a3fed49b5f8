"""An article as plain text, Markdown, a record of plain JSON types, or an explanation line by line."""
