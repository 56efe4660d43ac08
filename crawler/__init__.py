"""Source → page: the only room that talks to publishers, and the only door to Scrapy, Twisted and feedparser."""
