"""Title, author, date, language and outline of a document."""
