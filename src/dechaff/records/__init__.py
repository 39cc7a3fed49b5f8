"""Collections of documents: how one of them is cleaned, how they are read, how the results are written."""
