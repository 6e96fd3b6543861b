"""Mails to owners that no request asks for: `syncs` that changed who sees what, and `missing`
photographs.

They are written in the owner's language, to be sent like all other letters: see `access.letters`.
"""
