"""Where things are and where a camera sees them: poses, lenses, the pinhole camera.

World = pitch frame: metres, origin at the pitch centre, x along its length, y across, z up, right-handed.
Camera frame as in OpenCV: x right, y down, z forward; pixels count from the centre of the top left one.
"""
