"""What every extraction worker needs, read by the fork server before the first of them is started: workers share its memory.

Importing this is the work: parsers, the model of languages (half a second), and what they set up when first used.
"""

import gc

from pipelines.extraction import extract, quickened
from pipelines.extraction.language import language_of

language_of("The model of languages written in Latin letters is read for a sentence of this length.")
quickened.read_stop_words()
extract.parse("<html><body><p>warm</p></body></html>")
gc.freeze()  # none of it is garbage, and looking at it again would copy its memory in every worker
