"""Choose → compose → deliver: the digest mails. The only door to smtplib and jinja2."""
