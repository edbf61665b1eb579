"""The tables of docs/semantics.md: what is executed and which test shows it, by subject."""
