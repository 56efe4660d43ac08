"""From a page to a document: characters, text, metadata, dates, language, boilerplate. Pure; runs in worker processes."""
