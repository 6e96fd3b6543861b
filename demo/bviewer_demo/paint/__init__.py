"""The building blocks of the demo's pictures.

Everything is done with Pillow's operations on whole images, because a newcomer waits for it.
*Fields* (mode F) hold heights, the thickness of clouds and other quantities without steps; *masks*
(mode L) say how much of something is seen where; pictures are RGB. Places within a picture are
fractions of its width and height, so that a scene can be painted in any size.
"""
