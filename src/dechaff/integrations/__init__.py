"""Adapters to engines and frameworks, each in a module that imports what it adapts to; nothing else imports them."""
