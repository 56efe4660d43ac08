"""The words of Tumen and how this installation is set up. Imports nothing else of ours."""

__version__ = "0.1.0"
