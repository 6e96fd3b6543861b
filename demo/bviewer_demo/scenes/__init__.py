"""What the demo's pictures show.

A scene is a function of a size and dice that returns a picture; the same dice, the same picture.
Each file has the scenes of one subject. Their names are the titles one would give the photographs.
"""
