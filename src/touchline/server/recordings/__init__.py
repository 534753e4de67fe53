"""What was recorded of a game and what is made of it: takes, films, clips, shares; each a package.

May call everything up to uploads. From bottom to top: takes → films → clips → shares.
"""
