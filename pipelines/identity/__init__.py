"""Which article a document is: canonical addresses, text signatures, and the placing that follows from them. Pure."""

from pipelines.identity.addresses import canonical_address
from pipelines.identity.placing import place
from pipelines.identity.signatures import exact_jaccard, sign, similarity

__all__ = ["canonical_address", "exact_jaccard", "place", "sign", "similarity"]
